"""What the browser tests find: an OPSN with its people, a voted grid, a note to a mayor."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from fee_data import create_grid, create_locked_call, create_members, load_books

STAFF = {
    "comptable": "dpo_base.group_dpo_billing",
    "dpd": "dpo_base.group_dpo_officer_all",
    "responsable": "dpo_base.group_dpo_manager",
}


def main(env):
    load_books(env)
    env.company.write({"name": "Syndicat numérique des Exemples", "dpo_billing_mode": "invoice"})
    president = env["res.partner"].create({"name": "Camille Présidente"})
    env.company.write({"dpo_signatory_id": president.id, "dpo_signatory_capacity": "présidente"})
    for login, group in STAFF.items():
        _create_user(env, login, group)
    communes = create_members(env, 12)
    grid = create_grid(env)
    commune = communes[0]
    commune.name = "Saint-Exemple"
    _prepare_references(env, commune)
    _prepare_titres(env, grid, communes)
    mayor = _create_user(env, "maire", "base.group_portal", name="Marie Lenoir")
    env["dpo.mandate"].create(
        {
            "person_id": mayor.partner_id.id,
            "collectivity_id": commune.id,
            "function": "legal_representative",
            "title": "Maire",
            "portal_access": True,
            "date_from": "2020-01-01",
        }
    )
    note = env["dpo.document"].create(
        {
            "collectivity_id": commune.id,
            "name": "Note sur la vidéoprotection",
            "body": "<p>La place de la mairie est filmée : les panneaux sont à compléter.</p>",
            "advice": "Je recommande de compléter les panneaux avant l’été.",
        }
    )
    note.action_send()
    _prepare_register(env, commune)
    env["dpo.approval"]._cron_freeze()
    env.cr.commit()


def _prepare_titres(env, grid, communes):
    """A call locked while the OPSN issued titres: everything a titre must state is there."""
    env.company.dpo_accountant = "SGC d’Avranches"
    for commune in communes:
        commune.write({"street": "1 rue de la Mairie", "zip": "50300", "city": commune.name})
    grid.component_ids.filtered(lambda part: part.code == "NUM").budget_nature = "74758"
    create_locked_call(env, grid, "NUM", mode="titre")
    env.company.dpo_billing_mode = "invoice"


def _prepare_references(env, commune):
    """The town hall requires a commitment number: it gave one for 2026, not yet for 2027."""
    create_grid(env, 2027)
    commune.dpo_invoicing_rule = "commitment"
    env["dpo.commitment"].create(
        {"collectivity_id": commune.id, "year": 2026, "number": "EJ-2026-7", "source": "declared"}
    )


def _prepare_register(env, commune):
    """Our service is the DPD; a new version of a model waits to be put in force."""
    env["dpo.designation"].create({"collectivity_id": commune.id, "date_from": "2020-01-01"})
    model = env["dpo.library.model"].search([("key", "=", "cantine_periscolaire")])
    new = {"name": "Restauration scolaire et garderie", "summary": "Texte du nouveau modèle."}
    env["dpo.library.version"].create(
        {
            "model_id": model.id,
            "number": 2,
            "payload": model.version_id.payload | new,
            "note": "Nom plus court, résumé réécrit.",
        }
    )


def _create_user(env, login, group, name=None):
    return env["res.users"].create(
        {
            "name": name or login.capitalize(),
            "login": login,
            "password": login,
            "email": f"{login}@example.org",
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(6, 0, env.ref(group).ids)],
        }
    )
