"""Each fee is invoiced exactly once, whatever happens to the processes that issue it."""

import sys
import time
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from fee_data import (
    create_grid,
    create_locked_call,
    create_members,
    live_lines,
    load_books,
    names_without_gap,
)

ADDONS = ["dpo_base", "dpo_contract", "dpo_contract_account"]
FEES = 200


def prepare(env):
    load_books(env)
    create_members(env, FEES)
    call = create_locked_call(env, create_grid(env), "ADH")
    call.post_invoices = True
    return call.id


def click(call_id):
    return lambda env: env["dpo.fee.call"].browse(call_id).action_issue_invoices()


def work(env):
    env["dpo.batch"]._cron_run()


def is_over(env):
    return env["dpo.batch"].search([("kind", "=", "invoice")], limit=1).state == "done"


def finish(cluster):
    while not cluster.run(is_over):
        cluster.wait(cluster.start(work))


def test_two_workers_and_a_double_click_invoice_each_fee_once(cluster):
    call_id = cluster.run(prepare)
    clicks = [cluster.start_request(click(call_id)) for _ in range(2)]
    assert cluster.wait(*clicks) == [0, 0]
    cluster.wait(*[cluster.start(work) for _ in range(2)])
    finish(cluster)
    assert cluster.run(live_lines) == (1, 1, FEES)
    assert cluster.run(names_without_gap)


def test_killed_at_random_moments_each_fee_is_invoiced_once(cluster):
    call_id = cluster.run(prepare)
    cluster.run(click(call_id))
    cluster.kill_often(work, is_over, longest=0.6)
    assert cluster.run(live_lines) == (1, 1, FEES)
    assert cluster.run(names_without_gap)


def test_without_lock_re_reading_nor_index_the_race_bills_twice(cluster):
    """The control: these tests can see a fee billed twice."""
    call_id = cluster.run(prepare)
    cluster.run(click(call_id))
    cluster.run(lambda env: env.cr.execute("DROP INDEX account_move_line_dpo_fee_row_uniq"))

    def issue_what_was_seen_before(env):
        call = env["dpo.fee.call"].browse(call_id)
        with patch.object(type(call), "_get_to_issue_domain", lambda call: []):
            payers = call._search_to_invoice(0, 20)
            time.sleep(1)
            call._create_moves(payers)

    # PostgreSQL refuses the second one, which Odoo then replays
    workers = [cluster.start_request(issue_what_was_seen_before) for _ in range(2)]
    cluster.wait(*workers)
    assert cluster.run(live_lines)[1] > 1
