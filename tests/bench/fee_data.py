"""Fictional members of an OPSN and a voted grid, for the measures on fees."""

from odoo.fields import Command


def luhn_digit(digits):
    """The key that ends a SIREN or a SIRET, from the digits before it."""
    doubled = [int(digit) * (2 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(digits))]
    return -sum(d - 9 if d > 9 else d for d in doubled) % 10


def siren(rank):
    digits = f"21{rank:06d}"
    return f"{digits}{luhn_digit(digits)}"


def siret(siren_):
    digits = f"{siren_}0001"
    return f"{digits}{luhn_digit(digits)}"


def create_members(env, count, first=0):
    """Communes with a SIRET, a population and a statutory engagement since 2020.

    ``first`` is the rank of the first one, for those who add members to others.
    """
    commune, france = env.ref("dpo_base.body_type_com"), env.ref("base.fr")
    members = env["res.partner"].create(
        [
            {
                "name": f"Commune {rank:05d}",
                "is_company": True,
                "country_id": france.id,
                "dpo_body_type_id": commune.id,
                "dpo_siren": siren(rank),
                "company_registry": siret(siren(rank)),
            }
            for rank in range(first, first + count)
        ]
    )
    env["dpo.engagement"].create(
        [
            {
                "collectivity_id": member.id,
                "company_id": env.company.id,
                "nature": "statutory",
                "date_from": "2020-01-01",
            }
            for member in members
        ]
    )
    env["dpo.metric"].create(
        [
            {
                "collectivity_id": member.id,
                "kind": "population_municipal",
                "value": 80 + 37 * rank % 9000,
                "reference_year": 2023,
                "date_effective": "2026-01-01",
                "source": "INSEE",
            }
            for rank, member in enumerate(members, first)
        ]
    )
    return members


def create_grid(env, year=2026):
    """A voted grid of two components: one by brackets of population, one per inhabitant."""
    own = env.company.partner_id
    own.dpo_body_type_id = own.dpo_body_type_id or env.ref("dpo_base.body_type_smf")
    act = env["dpo.act"].create(
        {
            "collectivity_id": own.id,
            "company_id": env.company.id,
            "number": f"{year - 1}-41",
            "subject": "Barème",
            "date": f"{year - 1}-12-15",
            "transmitted_on": f"{year - 1}-12-16",
            "published_on": f"{year - 1}-12-16",
        }
    )
    grid = env["dpo.fee.grid"].create({"year": year, "act_id": act.id})
    brackets = [(0, 500, 140), (500, 1000, 260), (1000, 3500, 420), (3500, 0, 900)]
    flat = [{"pop_min": low, "pop_max": high, "amount": amount} for low, high, amount in brackets]
    _add_component(env, grid, "ADH", "Adhésion", flat)
    _add_component(env, grid, "NUM", "Socle numérique", [{"mode": "per_unit", "amount": 0.35}])
    grid.action_vote()
    return grid


def _add_component(env, grid, code, name, rules):
    commune = Command.set(env.ref("dpo_base.body_type_com").ids)
    env["dpo.fee.component"].create(
        {
            "grid_id": grid.id,
            "code": code,
            "name": name,
            "nature": "contribution",
            "for_statutory": True,
            "rule_ids": [Command.create({"body_type_ids": [commune], **rule}) for rule in rules],
        }
    )


def create_locked_call(env, grid, code, mode="invoice"):
    """A locked call on one component of the grid: a row per member; its PDF is not awaited."""
    env.company.dpo_billing_mode = mode
    signatory = env["res.partner"].create({"name": "Camille Présidente"})
    component = grid.component_ids.filtered(lambda component: component.code == code)
    call = env["dpo.fee.call"].create(
        {
            "grid_id": grid.id,
            "component_ids": [Command.set(component.ids)],
            "signatory_id": signatory.id,
            "signatory_capacity": "présidente",
        }
    )
    call.action_compute()
    call.action_lock()
    call.statement_ids.batch_id.action_cancel()
    return call


def load_books(env):
    """A chart of accounts for the company, where the country brought none."""
    if not env.company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=env.company, install_demo=False
        )
