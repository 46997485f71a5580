"""Deployment of models to many communes, and propagation of one field to their copies.

Floor of the deployment: batched plain `create` of the same rows with the same values, user and
context; before each chunk of the deployment, the same chunk is created plainly and rolled back.
"""

import re

from _measure import Cost, bar, remark
from fee_data import create_members

from odoo.sql_db import Cursor

from odoo.addons.dpo_register_library.models.dpo_library_deployer import QUIET

#: seconds the runner is told it has: it goes on to the end
PLENTY = 3600.0
COMMUNES, MODELS = 450, 40
CHUNK = 50
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)


def main(env):
    env = env(user=env.ref("base.user_admin"))
    communes = create_communes(env)
    library = env["dpo.library.model"].search([("version_id", "!=", False)], limit=MODELS)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    measure_deployment(env, communes, library)
    env.cr.execute("ANALYZE")
    measure_propagation(env, library)


def create_communes(env):
    create_members(env, COMMUNES)
    commune = env.ref("dpo_base.body_type_com")
    return env["res.partner"].search([("dpo_body_type_id", "=", commune.id)], limit=COMMUNES)


# --- deployment -----------------------------------------------------------------------------------


def measure_deployment(env, communes, library):
    deployment = env["dpo.library.deployment"].create(
        {
            "name": "mesure",
            "collectivity_ids": communes.ids,
            "content": "chosen",
            "model_ids": library.ids,
        }
    )
    preview = Cost()
    with preview.measured(env):
        deployment.action_preview()
    remark(f"preview in {preview.cpu:.1f} s of CPU, {preview.queries} queries")
    deployment.action_launch()
    batch = deployment.batch_id.sudo()
    env.cr.commit()
    floor, ours = Cost(), Cost()
    for start in range(0, len(communes), CHUNK):
        plain_create(env, deployment.line_ids[start : start + CHUNK], library, floor)
        env.cr.rollback()
        env.invalidate_all()
        with ours.measured(env):
            batch._run_chunk(CHUNK)
        env.cr.commit()
        env.invalidate_all()
    made = env["dpo.processing"].search_count([("model_id", "in", library.ids)])
    assert made == len(communes) * len(library), made
    remark(f"{made} records: {ours.cpu:.1f} s of CPU, plainly {floor.cpu:.1f} s")
    remark(f"{ours.queries} queries, plainly {floor.queries}")
    bar("deploy_cpu_over_plain_create", ours.cpu / floor.cpu, 1.3)
    bar("deploy_queries_per_record", ours.queries / made, 0.3)
    batch._run_chunk(CHUNK)
    env.cr.commit()


def plain_create(env, lines, library, cost):
    """Nothing but the rows: values ready, records then lines, one batched create each."""
    quiet = env(context={**env.context, **QUIET, "lang": "fr_FR", "dpo_ids_by_key": {}})
    sensitive = quiet["dpo.register.term"]._get_sensitive_keys()
    templates = [
        version._prepare_template(sensitive) for version in library.version_id.with_env(quiet)
    ]
    company = env.company.id
    pairs = [(body, one) for body in lines.collectivity_id.ids for one in templates]
    values = [{**one.values, "collectivity_id": body, "company_id": company} for body, one in pairs]
    env.flush_all()
    env.invalidate_all()
    with cost.measured(env):
        records = quiet["dpo.processing"]._create_by_action(values)
        lines_by_model = {}
        for record, (body, one) in zip(records, pairs, strict=True):
            parent = {"processing_id": record.id, "collectivity_id": body, "company_id": company}
            for name, vals_list in one.lines.items():
                lines_by_model.setdefault(name, []).extend({**v, **parent} for v in vals_list)
        for name, vals_list in lines_by_model.items():
            quiet[name]._create_from_model(vals_list)


# --- propagation ----------------------------------------------------------------------------------


def measure_propagation(env, library):
    """One field changes in a model that every commune has; one in ten had changed it.

    A first propagation warms the caches of rights that Odoo keeps for the life of the process.
    """
    propagate(env, library[1], Cost())
    cost, statements = Cost(), []
    copies = propagate(env, library[0], cost, statements)
    reads = [statement for statement in statements if not WRITES.match(statement)]
    remark(f"{copies} copies in {cost.cpu:.1f} s of CPU: {len(statements)} queries")
    remark(f"{len(reads)} of them are no writes")
    bar("propagate_queries_per_100_copies", len(reads) * 100 / copies, 5)


def propagate(env, model, cost, statements=None):
    """Number of copies that a new version of ``model`` was brought to, by the runner itself."""
    copies = env["dpo.processing"].search([("model_id", "=", model.id)])
    copies[::10].write({"summary": "Écrit par la commune"})
    payload = {**model.version_id.payload, "summary": "Nouvelle rédaction du modèle"}
    version = env["dpo.library.version"].create(
        {"model_id": model.id, "number": model.version_id.number + 1, "payload": payload}
    )
    version.action_publish()
    propagation = env["dpo.library.propagation"].create({"version_id": version.id})
    propagation.action_preview()
    propagation.action_launch()
    env.cr.commit()
    env.invalidate_all()
    with Recorded(statements if statements is not None else []), cost.measured(env):
        propagation.batch_id.sudo()._run(commit=lambda _treated, _remaining: PLENTY)
    assert set(copies.mapped("model_version_id")) == set(version)
    assert propagation.conflict_count == propagation.open_count == len(copies[::10])
    return len(copies)


class Recorded:
    """Keep the text of each statement sent to PostgreSQL."""

    def __init__(self, statements):
        self.statements = statements

    def __enter__(self):
        self.execute = execute = Cursor.execute
        statements = self.statements

        def keep(cursor, query, *args, **kwargs):
            code = getattr(query, "code", query)
            statements.append(code if isinstance(code, str) else str(code))
            return execute(cursor, query, *args, **kwargs)

        Cursor.execute = keep

    def __exit__(self, *_error):
        Cursor.execute = self.execute
