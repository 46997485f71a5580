"""Two accountants on one fee call."""

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from fee_data import create_grid, create_members

ADDONS = ["dpo_base", "dpo_contract"]
MEMBERS = 60


def prepare(env):
    create_members(env, MEMBERS)
    call = env["dpo.fee.call"].create(
        {
            "grid_id": create_grid(env).id,
            "signatory_id": env["res.partner"].create({"name": "Camille Présidente"}).id,
            "signatory_capacity": "présidente",
        }
    )
    call.action_compute()
    return call.id


def lock(call_id):
    """Lock as the web client does; a refusal is an answer, not a failure."""

    def action(env):
        from odoo.exceptions import UserError

        try:
            with env.cr.savepoint():
                env["dpo.fee.call"].browse(call_id).action_lock()
            time.sleep(0.5)  # the second click comes before the commit of the first
        except UserError:
            pass

    return action


def compute(call_id):
    def action(env):
        from odoo.exceptions import UserError

        try:
            with env.cr.savepoint():
                env["dpo.fee.call"].browse(call_id).action_compute()
        except UserError:
            pass

    return action


def facts(call_id):
    def read(env):
        call = env["dpo.fee.call"].browse(call_id)
        return {
            "state": call.state,
            "statements": len(call.statement_ids),
            "rows": len(call.row_ids),
            "numbers": sorted(call.row_ids.mapped("number")),
            "batches": env["dpo.batch"].search_count([("res_model", "=", "dpo.fee.statement")]),
        }

    return read


@pytest.mark.parametrize("attempt", range(3))
def test_two_locks_make_one_statement(cluster, attempt):
    call_id = cluster.run(prepare)
    pids = [cluster.start_request(lock(call_id)) for _ in range(2)]
    assert cluster.wait(*pids) == [0, 0]
    assert cluster.run(facts(call_id)) == {
        "state": "locked",
        "statements": 1,
        "rows": 2 * MEMBERS,
        "numbers": list(range(1, 2 * MEMBERS + 1)),
        "batches": 1,
    }


@pytest.mark.parametrize("attempt", range(3))
def test_two_computations_make_each_row_once(cluster, attempt):
    call_id = cluster.run(prepare)
    pids = [cluster.start_request(compute(call_id)) for _ in range(2)]
    assert cluster.wait(*pids) == [0, 0]
    found = cluster.run(facts(call_id))
    assert (found["state"], found["rows"]) == ("computed", 2 * MEMBERS)


def test_a_lock_during_a_computation_freezes_one_or_the_other(cluster):
    call_id = cluster.run(prepare)
    pids = [cluster.start_request(compute(call_id)), cluster.start_request(lock(call_id))]
    assert cluster.wait(*pids) == [0, 0]
    found = cluster.run(facts(call_id))
    assert found["rows"] == 2 * MEMBERS
    assert found["statements"] == (found["state"] == "locked")
