"""The register under kill -9, two workers and two hands."""

import sys
import time
from pathlib import Path
from unittest.mock import patch

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from fee_data import siren

ADDONS = ["dpo_base", "dpo_register", "dpo_register_library"]
COMMUNES = 40
#: bodies or records in one savepoint: one, so that a kill falls in the middle
CHUNK = 1
MODEL_KEYS = ("cantine_periscolaire", "etat_civil", "paie")
LINES = ("purpose_ids", "data_ids", "recipient_ids", "retention_ids", "transfer_ids")


def make_communes(env, count):
    return env["res.partner"].create(
        [
            {
                "name": f"Commune {rank:03}",
                "is_company": True,
                "dpo_body_type_id": env.ref("dpo_base.body_type_com").id,
                "dpo_siren": siren(rank),
            }
            for rank in range(count)
        ]
    )


def get_models(env):
    published = env["dpo.library.model"].search([("version_id", "!=", False)], order="key")
    chosen = published.filtered(lambda model: model.key in MODEL_KEYS)
    return chosen | published[: 5 - len(chosen)]


def work(env):
    names = ("dpo.library.deployment", "dpo.library.propagation")
    deployment, propagation = (type(env[name]) for name in names)
    with (
        patch.object(deployment, "_dpo_batch_size", CHUNK),
        patch.object(propagation, "_dpo_batch_size", CHUNK),
    ):
        env["dpo.batch"]._cron_run()


def is_over(env):
    return env["dpo.batch"].search([], limit=1).state == "done"


# --- deployment -----------------------------------------------------------------------------


def deploy(env):
    deployment = env["dpo.library.deployment"].create(
        {
            "collectivity_ids": make_communes(env, COMMUNES).ids,
            "content": "chosen",
            "model_ids": get_models(env).ids,
        }
    )
    deployment.action_preview()
    deployment.action_launch()


def registers(env):
    """What each register says, by collectivity, and how often it is opened."""
    found = {}
    for record in env["dpo.processing"].search([], order="collectivity_id, name, id"):
        said = (record.model_id.key, record.model_version_id.number, record._get_payload())
        found.setdefault(record.collectivity_id.name, []).append(said)
    opened = sorted(env["dpo.register"].search([]).collectivity_id.mapped("name"))
    counts = env["dpo.library.deployment.line"].search([]).mapped("created_count")
    batch = env["dpo.batch"].search([])
    return found, opened, counts, [(one.state, one.done, one.failed) for one in batch]


def uninterrupted(cluster):
    """The registers of a run that nothing disturbs, then undone."""

    class Undone(Exception):
        pass

    found = []

    def run(env):
        deploy(env)
        batch = env["dpo.batch"].search([])
        while batch._run_chunk(COMMUNES):
            pass
        env.flush_all()
        found.append(registers(env))
        raise Undone

    with pytest.raises(Undone):
        cluster.run(run)
    return found[0]


def check_lines(env):
    """Every record has all the lines of its model."""
    records = env["dpo.processing"].search([])
    for record in records:
        payload = record.model_version_id.payload
        assert {name: len(record[name]) for name in LINES if name in payload} == {
            name: len(payload[name]) for name in LINES if name in payload
        }
    return len(records)


def test_a_deployment_killed_at_any_moment_ends_as_if_it_had_not_been(cluster):
    expected = uninterrupted(cluster)
    cluster.run(deploy)
    cluster.kill_often(work, is_over, longest=0.4)
    assert cluster.run(registers) == expected
    assert cluster.run(check_lines) == COMMUNES * 5


def test_two_workers_deploy_each_model_once(cluster):
    expected = uninterrupted(cluster)
    cluster.run(deploy)
    workers = [cluster.start(work) for _ in range(2)]
    assert cluster.wait(*workers) == [0, 0]
    assert cluster.run(registers) == expected


# --- propagation ----------------------------------------------------------------------------


def propagate(env):
    """Copies of one model, a third of them with words of their own, and its next version."""
    model = get_models(env)[0]
    wanted = [(body, model.version_id) for body in make_communes(env, COMMUNES * 3)]
    copies = env["dpo.library.deployer"]._deploy(env.company, wanted)
    for copy in copies[::3]:
        copy.summary = f"Chez nous, {copy.collectivity_id.name}"
    version = env["dpo.library.version"].create(
        {
            "model_id": model.id,
            "number": model.version_id.number + 1,
            "payload": {**model.version_id.payload, "summary": "Neuf", "rights_note": "Neuf"},
        }
    )
    version.action_publish()
    propagation = env["dpo.library.propagation"].create({"version_id": version.id})
    propagation.action_preview()
    propagation.action_launch()


def propagated(env):
    """(words, conflicts, messages) of each copy, and what the run counted."""
    records = env["dpo.processing"].search([], order="id")
    said = [
        (one.summary, one.rights_note, len(one.conflict_ids), len(one.message_ids))
        for one in records
    ]
    return said, env["dpo.library.propagation"].search([]).treated_count


def test_a_propagation_killed_at_any_moment_loses_no_local_word(cluster):
    cluster.run(propagate)
    before = cluster.run(propagated)[0]
    cluster.kill_often(work, is_over, longest=0.4)
    said, treated = cluster.run(propagated)
    assert treated == COMMUNES * 3
    for rank, (old, new) in enumerate(zip(before, said, strict=True)):
        is_local = rank % 3 == 0
        assert new == (old[0] if is_local else "Neuf", "Neuf", int(is_local), old[3] + 1)


# --- two hands ------------------------------------------------------------------------------


def make_users(env):
    """Two portal users of one commune, with a record that both have open."""
    commune = make_communes(env, 1)
    users = env["res.users"].create(
        [
            {"name": login, "login": login, "group_ids": env.ref("base.group_portal").ids}
            for login in ("maire", "secretaire")
        ]
    )
    env["dpo.engagement"].create(
        {"collectivity_id": commune.id, "nature": "statutory", "date_from": "2020-01-01"}
    )
    for user in users:
        env["dpo.mandate"].create(
            {
                "person_id": user.partner_id.id,
                "collectivity_id": commune.id,
                "function": "agent",
                "portal_access": True,
                "date_from": "2020-01-01",
            }
        )
    record = env["dpo.processing"].create({"name": "Cantine", "collectivity_id": commune.id})
    return users.ids, record.id, env["dpo.register"]._get_or_create(commune).id


def as_user(model, id_, user_id, action):
    """A click of a user: on the record, and some time before it ends."""

    def click(env):
        action(env[model].browse(id_).with_user(user_id))
        env.flush_all()
        time.sleep(0.3)

    return click


@pytest.mark.parametrize(
    ("section", "payload"),
    [
        ("description", lambda user: {"summary": f"Mots de {user}"}),
        ("purposes", lambda user: {"purpose_ids": {"but": {"name": f"But de {user}"}}}),
    ],
)
def test_two_users_saving_a_section_at_once_do_not_overwrite_each_other(cluster, section, payload):
    user_ids, record_id, _register = cluster.run(make_users)

    def read(env):
        record = env["dpo.processing"].browse(record_id)
        return record._get_section_stamp(section), record._get_payload(list(payload(0)))

    stamp, _said = cluster.run(read)
    clicks = [
        as_user(
            "dpo.processing",
            record_id,
            user,
            lambda record, user=user: record.action_save_section(
                section, payload(user), stamp=stamp
            ),
        )
        for user in user_ids
    ]
    codes = cluster.wait(*[cluster.start_request(click) for click in clicks])
    assert sorted(codes) == [0, 1]
    winner = user_ids[codes.index(0)]
    assert f"de {winner}" in str(cluster.run(read)[1])


@pytest.mark.parametrize("name", ["action_review_unchanged", "action_save_section"])
def test_a_double_click_on_a_record_is_one_click(cluster, name):
    user_ids, record_id, _register = cluster.run(make_users)
    arguments = ("description", {"summary": "Une"}) if name == "action_save_section" else ()

    def count(env):
        record = env["dpo.processing"].browse(record_id)
        return len(record.message_ids), record.summary, bool(record.reviewed_on)

    messages = cluster.run(count)[0]
    click = as_user(
        "dpo.processing", record_id, user_ids[0], lambda record: getattr(record, name)(*arguments)
    )
    assert cluster.wait(*[cluster.start_request(click) for _ in range(2)]) == [0, 0]
    after, summary, is_reviewed = cluster.run(count)
    assert (summary == "Une", is_reviewed) == (bool(arguments), not arguments)
    assert after - messages <= 1


def test_a_double_click_on_a_new_activity_makes_one_record(cluster):
    user_ids, _record, register_id = cluster.run(make_users)
    click = as_user(
        "dpo.register",
        register_id,
        user_ids[0],
        lambda register: register.action_create_processing("Cimetière", "Concessions"),
    )
    assert cluster.wait(*[cluster.start_request(click) for _ in range(2)]) == [0, 0]
    assert (
        cluster.run(lambda e: e["dpo.processing"].search_count([("name", "=", "Cimetière")])) == 1
    )
