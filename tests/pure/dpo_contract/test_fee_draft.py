from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.dpo_contract.tools.fee_amount import Measure, recompute
from odoo.addons.dpo_contract.tools.fee_draft import Facts, Tariff, draft
from odoo.addons.dpo_contract.tools.fee_rules import Bracket, Rule
from odoo.addons.dpo_contract.tools.liability import Liability
from odoo.addons.dpo_contract.tools.prorata import Period

COM = frozenset({"COM"})
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SMALL = Rule("small", COM, Bracket(0, 500), amount=Decimal(140))
LARGE = Rule("large", COM, Bracket(500), amount=Decimal(420))
TARIFF = Tariff("DPD", "service", "2026", YEAR, (SMALL, LARGE), executory_on=YEAR.start)
LATE = replace(
    TARIFF,
    executory_on=date(2026, 3, 1),
    former_rules=(replace(SMALL, amount=Decimal(120)), replace(LARGE, amount=Decimal(360))),
    first_year="month",
)
FACTS = Facts("COM", Measure("population_municipal", 1243, 2023, "INSEE"))
OWED = Liability("commune", YEAR, "month", "none")


def test_the_snapshot_alone_gives_the_amount_again():
    row = draft(TARIFF, FACTS, OWED)
    assert row.amount == 420 == recompute(row.snapshot)
    assert row.reasons == ()
    assert "1 243" in " ".join(row.explanation.split())


@pytest.mark.parametrize(
    ("tariff", "facts", "code"),
    [
        (TARIFF, Facts("COM"), "no_population"),
        (TARIFF, replace(FACTS, body_type="CC"), "no_rule"),
        (replace(TARIFF, rules=(LARGE, replace(LARGE, key="again"))), FACTS, "two_rules"),
        (replace(TARIFF, rules=(Rule("d", COM, mode="per_day"),)), FACTS, "no_days"),
        (replace(TARIFF, executory_on=None), FACTS, "not_executory"),
        (replace(LATE, former_rules=None), FACTS, "no_previous_price"),
        (replace(LATE, former_rules=()), FACTS, "no_previous_price"),
        (
            replace(
                TARIFF,
                rules=(Rule("a", COM, agents=Bracket(0, 5)), Rule("b", COM, agents=Bracket(5))),
            ),
            FACTS,
            "no_agents",
        ),
    ],
)
def test_what_cannot_be_computed_says_why_and_calls_nothing(tariff, facts, code):
    row = draft(tariff, facts, OWED)
    assert row.reasons == (code,)
    assert row.amount == 0
    assert row.snapshot is None


def test_a_statutory_contribution_does_not_wait_for_its_act():
    row = draft(replace(TARIFF, nature="contribution", executory_on=None), FACTS, OWED)
    assert row.amount == 420
    assert row.reasons == ()


def test_a_price_voted_late_is_the_old_one_then_the_new_one():
    row = draft(LATE, FACTS, OWED)
    assert row.amount == 360 * Decimal(2) / 12 + 420 * Decimal(10) / 12
    assert row.reasons == ("two_prices",)


def test_an_agreed_price_needs_neither_population_nor_rule_nor_act():
    agreed = Facts("CC", special_amount=Decimal(300), special_reason="réseau partenaire")
    row = draft(replace(TARIFF, executory_on=None), agreed, OWED)
    assert row.amount == 300
    assert row.reasons == ("special_price",)


def test_what_is_free_is_no_problem_and_says_why():
    row = draft(TARIFF, Facts("CC", free_reason="CCAS pris en charge par la commune"), OWED)
    assert row.amount == 0
    assert row.reasons == ()
    assert "CCAS pris en charge" in row.explanation


def test_a_late_joiner_is_called_in_proportion():
    row = draft(TARIFF, FACTS, replace(OWED, covered=Period(date(2026, 5, 15), YEAR.end)))
    assert row.amount == 280
    assert row.reasons == ("prorata",)


def test_shares_that_leave_a_part_unpaid_block():
    half = replace(OWED, shares=(Decimal(50),))
    assert "shares" in draft(TARIFF, FACTS, half).reasons
