"""A round asks each debtor once and mails each person once; a pack run loses no pack."""

import io
import sys
import zipfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from fee_data import create_grid, create_members

ADDONS = ["dpo_base", "dpo_contract"]
MEMBERS = 150
PACKS = 40


def prepare_round(env):
    """Members who owe fees; one secretary reads the mails of two town halls."""
    create_grid(env)
    members = create_members(env, MEMBERS)
    people = env["res.partner"].create(
        [{"name": f"Secrétaire {n}", "email": f"s{n}@example.com"} for n in range(MEMBERS // 2)]
    )
    env["dpo.mandate"].create(
        [
            {
                "person_id": people[rank % len(people)].id,
                "collectivity_id": member.id,
                "function": "secretary",
                "portal_access": True,
            }
            for rank, member in enumerate(members)
        ]
    )
    env.company.partner_id.email = "dpd@example.com"
    year = env["dpo.clock"]._today().year
    return env["dpo.commitment.round"].create({"year": year, "due_on": "2999-01-01"}).id


def launch(round_id):
    return lambda env: env["dpo.commitment.round"].browse(round_id).action_launch()


def asked(env):
    """Debtors asked, people mailed and batches, each with how many times."""
    requests = env["dpo.commitment.request"].search([])
    mails = env["mail.mail"].search([("recipient_ids", "!=", False)])
    return (
        Counter(Counter(requests.mapped("collectivity_id.id")).values()),
        Counter(Counter(mails.mapped("recipient_ids.id")).values()),
        set(requests.mapped("state")),
        env["dpo.batch"].search_count([]),
    )


def prepare_run(env):
    members = create_members(env, PACKS)
    return env["dpo.pack.run"].create({"body_ids": members.ids}).id


def make(run_id):
    return lambda env: env["dpo.pack.run"].browse(run_id).action_make()


def archive(run_id):
    def read(env):
        run = env["dpo.pack.run"].browse(run_id)
        content = env["ir.attachment"].search(
            [("res_model", "=", run._name), ("res_field", "=", "file"), ("res_id", "=", run.id)]
        )
        with zipfile.ZipFile(io.BytesIO(content.raw)) as found:
            return len(content), len(set(found.namelist())), len(run._get_parts())

    return read


def work(env):
    env["dpo.batch"]._cron_run()


def is_over(env):
    return env["dpo.batch"].search([]).state == "done"


def finish(cluster):
    while not cluster.run(is_over):
        cluster.wait(cluster.start(work))


EXPECTED = (Counter({1: MEMBERS}), Counter({1: MEMBERS // 2}), {"sent"}, 1)


def test_a_double_click_and_two_workers_ask_and_mail_once(cluster):
    round_id = cluster.run(prepare_round)
    clicks = [cluster.start_request(launch(round_id)) for _ in range(2)]
    assert cluster.wait(*clicks) == [0, 0]
    cluster.wait(*[cluster.start(work) for _ in range(2)])
    finish(cluster)
    assert cluster.run(asked) == EXPECTED


def test_killed_at_random_moments_a_round_asks_and_mails_once(cluster):
    round_id = cluster.run(prepare_round)
    cluster.run(launch(round_id))
    cluster.kill_often(work, is_over, longest=0.8)
    assert cluster.run(asked) == EXPECTED


def test_killed_at_random_moments_a_run_loses_no_pack(cluster):
    run_id = cluster.run(prepare_run)
    clicks = [cluster.start_request(make(run_id)) for _ in range(2)]
    assert cluster.wait(*clicks) == [0, 0]
    cluster.kill_often(work, is_over, longest=1.5)
    assert cluster.run(archive(run_id)) == (1, PACKS, 0)


def test_a_second_click_while_packs_are_made_loses_none(cluster):
    run_id = cluster.run(prepare_run)
    cluster.run(make(run_id))
    worker = cluster.start(work)
    cluster.wait_until(lambda env: env["dpo.batch"].search([]).done)
    cluster.wait(cluster.start_request(make(run_id)), worker)
    finish(cluster)
    assert cluster.run(archive(run_id)) == (1, PACKS, 0)
