from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.fee_amount import Measure, recompute
from odoo.addons.dpo_contract.tools.fee_draft import Facts, Prices, Tariff, draft
from odoo.addons.dpo_contract.tools.fee_rules import Bracket, Rule
from odoo.addons.dpo_contract.tools.liability import Liability
from odoo.addons.dpo_contract.tools.prorata import Period
from odoo.addons.dpo_contract.tools.snapshot_dict import from_dict, to_dict

COM = frozenset({"COM"})
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SMALL = Rule("small", COM, Bracket(0, 500), amount=Decimal(140))
LARGE = Rule("large", COM, Bracket(500), amount=Decimal(420))
MEMBERSHIP = Prices((SMALL, LARGE))
TENTH = Rule("tenth", COM, mode="percent", amount=Decimal(10), percent_of="Adhésion")
TARIFF = Tariff("SUP", "contribution", "2026", YEAR, (TENTH,), base=MEMBERSHIP)
FACTS = Facts("COM", Measure("population_municipal", 1243, 2023, "INSEE"))
OWED = Liability("commune", YEAR, "month", "none")

percents = st.integers(0, 3_000_000).map(lambda n: Decimal(n) / 10_000)
prices = st.integers(0, 10**8).map(lambda n: Decimal(n) / 10_000)


def words(row):
    return " ".join(row.explanation.split())


def test_a_tenth_of_the_contribution():
    row = draft(TARIFF, FACTS, OWED)
    assert row.amount == 42 == recompute(from_dict(to_dict(row.snapshot)))
    assert words(row) == (
        "Population municipale 2023 (INSEE) : 1 243 hab. → tranche 500 et plus : "
        "Adhésion 420 € × 10 % = 42 €"
    )


@given(prices, percents, percents)
def test_a_percentage_of_a_percentage_is_their_product(price, first, second):
    base = Prices((replace(LARGE, population=Bracket(), amount=price),))
    middle = Prices((replace(TENTH, amount=first),), base)
    row = draft(replace(TARIFF, rules=(replace(TENTH, amount=second),), base=middle), FACTS, OWED)
    assert row.result.yearly == price * first / 100 * second / 100
    assert recompute(from_dict(to_dict(row.snapshot))) == row.amount


@given(prices)
def test_the_coefficient_counts_once(price):
    base = Prices((replace(LARGE, amount=price),))
    row = draft(replace(TARIFF, base=base, revision=Decimal("1.0213")), FACTS, OWED)
    assert row.result.yearly == price * Decimal("1.0213") / 10


def test_floor_and_cap_of_both_components_apply():
    base = Prices((replace(LARGE, floor=Decimal(600)),))
    floored = replace(TARIFF, base=base)
    assert draft(floored, FACTS, OWED).amount == 60
    capped = replace(floored, rules=(replace(TENTH, cap=Decimal(50)),))
    assert draft(capped, FACTS, OWED).amount == 50


@pytest.mark.parametrize(
    "base",
    [
        None,
        Prices(()),
        Prices((LARGE, replace(LARGE, key="again"))),
        Prices((replace(LARGE, mode="per_day"),)),
        Prices((replace(LARGE, mode="share"),)),
    ],
)
def test_without_a_price_to_take_it_of_nothing_is_called(base):
    assert draft(replace(TARIFF, base=base), FACTS, OWED).reasons == ("no_base",)


def test_the_population_of_the_base_must_be_known():
    assert draft(TARIFF, Facts("COM"), OWED).reasons == ("no_population",)


def test_a_service_voted_late_takes_the_former_percentage_of_the_former_price():
    late = replace(
        TARIFF,
        nature="service",
        executory_on=date(2026, 7, 1),
        former_rules=(replace(TENTH, amount=Decimal(20)),),
        former_base=Prices((replace(LARGE, amount=Decimal(400)),)),
        first_year="month",
    )
    row = draft(late, FACTS, OWED)
    assert (row.result.old_yearly, row.result.yearly, row.amount) == (80, 42, 61)
