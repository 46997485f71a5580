"""An upgrade keeps every row, every frozen document and every link of the journal."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from _digest import digest
from _service import Service

ADDONS = "demo"
# Catalogues that say the words of our files, which an upgrade brings up to date
FROM_FILES = ("dpo_register_term", "dpo_library_question")
OF_OURS = """
    SELECT replace(model, '.', '_'), array_agg(res_id) FROM ir_model_data
    JOIN information_schema.columns ON table_name = replace(model, '.', '_')
    AND column_name = 'name' AND data_type = 'character varying'
    WHERE module LIKE 'dpo%' AND model LIKE 'dpo.%' GROUP BY model
"""


def change_what_was_shipped(env):
    """An OPSN gives other names to what our data brought; return the number of tables."""
    env.cr.execute(OF_OURS)
    shipped = [(name, ids) for name, ids in env.cr.fetchall() if name not in FROM_FILES]
    for name, ids in shipped:
        env.cr.execute(f"UPDATE {name} SET name = name || ' (ici)' WHERE id = ANY(%s)", [ids])
    return len(shipped)


def evidence(env):
    """What proves: frozen documents and chains of the journal, both found whole."""
    frozen = env["dpo.approval"].search([("document_sha256", "!=", False)], order="id")
    for approval in frozen:
        approval._check_frozen_bytes()  # raises
    _entry, reason = env["dpo.journal.entry"]._find_broken()
    assert reason is None
    sealed = env["dpo.journal.entry"].search([("hash", "!=", False)], order="id")
    return frozen.mapped("document_sha256"), sealed.mapped("hash")


def test_an_upgrade_changes_nothing_that_people_wrote(cluster, tmp_path, capsys):
    cluster.run(lambda env: env["dpo.approval"]._cron_freeze())
    cluster.run(lambda env: env["dpo.journal.entry"]._seal())
    assert cluster.run(change_what_was_shipped) > 10
    proofs = frozen, sealed = cluster.run(evidence)
    assert frozen and sealed
    before = cluster.run(lambda env: digest(env.cr))
    service = Service(cluster.name, tmp_path)
    code, shown = service.run("dpo-upgrade", "dpo_base", PGDATABASE=cluster.name)
    assert code == 0, shown
    assert "dpo_suite loaded" in shown  # it did happen
    after = cluster.run(lambda env: digest(env.cr))
    assert {name for name in before | after if before.get(name) != after.get(name)} == set()
    assert cluster.run(evidence) == proofs
    rows = sum(count for count, _hash in after.values())
    with capsys.disabled():
        sys.stdout.write(
            f"\nupgrade: {rows} rows of {len(after)} tables, {len(frozen)} frozen documents"
            f" and {len(sealed)} sealed entries as before\n"
        )
