from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.dpo_base.tools.french import NBSP, THIN, money
from odoo.addons.dpo_contract.tools.fee_amount import FeeSnapshot, Measure, compute
from odoo.addons.dpo_contract.tools.fee_rules import Bracket, Rule, Tranche
from odoo.addons.dpo_contract.tools.fee_sentence import sentence
from odoo.addons.dpo_contract.tools.prorata import Period

COM = frozenset({"COM"})
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
JOINED = Period(date(2026, 5, 15), YEAR.end)
FLAT = Rule("flat", COM, Bracket(1000, 2000), amount=Decimal(420))
POPULATION = Measure("population_municipal", 1243, 2023, "INSEE")
HEAD = "Population municipale 2023 (INSEE) : 1 243 hab."
FLAT_HEAD = f"{HEAD} → tranche 1 000–1 999 : 420 €"


def snapshot(**values):
    base = FeeSnapshot(
        component="DPD",
        nature="service",
        grid="2026",
        body_type="COM",
        rule=FLAT,
        period=YEAR,
        covered=YEAR,
        first_year="month",
        last_year="month",
        population=POPULATION,
    )
    return replace(base, **values)


def per_unit(**values):
    return Rule("u", COM, mode="per_unit", **values)


MARGINAL = Rule(
    "m",
    COM,
    mode="marginal",
    tranches=(
        Tranche(Bracket(0, 1000), Decimal(5)),
        Tranche(Bracket(1000), Decimal("0.1")),
    ),
)

CASES = {
    "flat": (snapshot(), FLAT_HEAD),
    "joined": (
        snapshot(covered=JOINED),
        f"{FLAT_HEAD} ; adhésion au 15/05 : 8/12 → 280 €",
    ),
    "left": (
        snapshot(covered=Period(YEAR.start, date(2026, 9, 30))),
        f"{FLAT_HEAD} ; fin au 30/09 : 9/12 → 315 €",
    ),
    "joined and left": (
        snapshot(covered=Period(date(2026, 5, 15), date(2026, 9, 30))),
        f"{FLAT_HEAD} ; couverture du 15/05 au 30/09 : 5/12 → 175 €",
    ),
    "whole period due": (
        snapshot(covered=JOINED, first_year="none"),
        f"{FLAT_HEAD} ; adhésion au 15/05 : période entière due → 420 €",
    ),
    "by day": (
        snapshot(covered=JOINED, first_year="day"),
        f"{FLAT_HEAD} ; adhésion au 15/05 : 231/365 → 265,81 €",
    ),
    "by quarter": (
        snapshot(covered=JOINED, first_year="quarter"),
        f"{FLAT_HEAD} ; adhésion au 15/05 : 3/4 → 315 €",
    ),
    "outside": (
        snapshot(covered=Period(date(2027, 1, 1), date(2027, 2, 1))),
        f"{FLAT_HEAD} ; aucun jour couvert : 0/1 → 0 €",
    ),
    "per unit": (
        snapshot(rule=per_unit(amount=Decimal("0.35"))),
        f"{HEAD} : 1 243 × 0,35 € = 435,05 €",
    ),
    "floor": (
        snapshot(rule=per_unit(amount=Decimal("0.1"), floor=Decimal(140))),
        f"{HEAD} : 1 243 × 0,10 € = 124,30 €, porté au plancher de 140 €",
    ),
    "cap": (
        snapshot(rule=per_unit(amount=Decimal(1), cap=Decimal(900))),
        f"{HEAD} : 1 243 × 1 € = 1 243 €, plafonné à 900 €",
    ),
    "marginal": (
        snapshot(rule=MARGINAL),
        f"{HEAD} : 999 × 5 € + 244 × 0,10 € = 5 019,40 €",
    ),
    "marginal of nobody": (
        snapshot(rule=MARGINAL, population=Measure("population_dgf", 0, 2026)),
        "Population DGF 2026 : 0 hab. : 0 € = 0 €",
    ),
    "per day": (
        snapshot(
            rule=Rule("d", COM, mode="per_day", amount=Decimal(250)),
            days=Decimal("2.5"),
            covered=JOINED,
        ),
        "2,5 j × 250 € = 625 €",
    ),
    "free rule": (
        snapshot(rule=replace(FLAT, mode="free")),
        f"{HEAD} → tranche 1 000–1 999 : gratuit",
    ),
    "covered free": (
        snapshot(free_reason="CCAS couvert par la convention de la commune"),
        "Sans frais : CCAS couvert par la convention de la commune",
    ),
    "single price": (
        snapshot(rule=Rule("all", COM, amount=Decimal(140))),
        "140 €",
    ),
    "population and agents": (
        snapshot(
            rule=replace(FLAT, agents=Bracket(0, 10)),
            agents=Measure("agents", 1, 2025, "déclaration"),
        ),
        f"{HEAD} → tranche 1 000–1 999, "
        "Agents 2025 (déclaration) : 1 agent → tranche moins de 10 : 420 €",
    ),
    "special price": (
        snapshot(
            special_amount=Decimal(300),
            special_reason="délibération du 12/12/2025",
            covered=JOINED,
        ),
        f"{HEAD} → tranche 1 000–1 999 : prix particulier : 300 € "
        "(délibération du 12/12/2025) ; adhésion au 15/05 : 8/12 → 200 €",
    ),
    "two prices": (
        snapshot(
            previous_rule=replace(FLAT, amount=Decimal(400)),
            executory_on=date(2026, 3, 1),
        ),
        f"{FLAT_HEAD} ; tarif exécutoire au 01/03/2026 : ancien tarif 400 € × 2/12"
        " + nouveau tarif 420 € × 10/12 → 416,67 €",
    ),
    "former price only": (
        snapshot(
            previous_rule=replace(FLAT, amount=Decimal(400)),
            executory_on=date(2026, 12, 15),
        ),
        f"{FLAT_HEAD} ; tarif exécutoire au 15/12/2026 : ancien tarif 400 € × 12/12 → 400 €",
    ),
    "two prices for a late joiner": (
        snapshot(
            covered=JOINED,
            previous_rule=replace(FLAT, amount=Decimal(400)),
            executory_on=date(2026, 9, 1),
        ),
        f"{FLAT_HEAD} ; adhésion au 15/05 : 8/12 ; tarif exécutoire au 01/09/2026 : "
        "ancien tarif 400 € × 4/12 + nouveau tarif 420 € × 4/12 → 273,33 €",
    ),
    "rounding to five euros": (
        snapshot(rule=replace(FLAT, amount=Decimal(422)), step=Decimal(5)),
        f"{HEAD} → tranche 1 000–1 999 : 422 € ; arrondi à 5 € → 420 €",
    ),
    "rounding after the prorata": (
        snapshot(rule=replace(FLAT, amount=Decimal(422)), covered=JOINED, step=Decimal(1)),
        f"{HEAD} → tranche 1 000–1 999 : 422 € ; adhésion au 15/05 : 8/12 ; arrondi à 1 € → 281 €",
    ),
    "rounding that changes nothing": (
        snapshot(covered=JOINED, step=Decimal(5)),
        f"{FLAT_HEAD} ; adhésion au 15/05 : 8/12 → 280 €",
    ),
    "share of a payer": (
        snapshot(shares=(Decimal("33.5"), Decimal("66.5")), share_index=0),
        f"{FLAT_HEAD} ; quote-part 33,5 % → 140,70 €",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_sentence(name):
    row, expected = CASES[name]
    assert sentence(row).replace(NBSP, " ").replace(THIN, " ") == expected


@pytest.mark.parametrize("name", CASES)
def test_sentence_states_the_amount_owed(name):
    row, _expected = CASES[name]
    amount = compute(row).amount
    assert not amount or money(amount) in sentence(row)
