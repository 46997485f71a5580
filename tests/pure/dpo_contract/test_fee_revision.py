from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.fee_amount import (
    FeeSnapshot,
    Measure,
    compute,
    recompute,
    round_half_up,
)
from odoo.addons.dpo_contract.tools.fee_rules import Bracket, Rule
from odoo.addons.dpo_contract.tools.fee_sentence import sentence
from odoo.addons.dpo_contract.tools.prorata import Period
from odoo.addons.dpo_contract.tools.snapshot_dict import from_dict, to_dict

COM = frozenset({"COM"})
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
FLAT = Rule("flat", COM, Bracket(1000, 2000), amount=Decimal(420))
ROW = FeeSnapshot(
    "ADH",
    "service",
    "2026",
    "COM",
    FLAT,
    YEAR,
    YEAR,
    first_year="month",
    population=Measure("population_municipal", 1243, 2023, "INSEE"),
    revision=Decimal("1.0213"),
    revision_label="indice Syntec révisé",
)
SPRING = Period(date(2026, 5, 15), YEAR.end)

coefficients = st.integers(1, 30_000).map(lambda n: Decimal(n) / 10_000)


def words(row):
    return " ".join(sentence(row).split())


def test_revise_then_prorate_then_round_once():
    assert recompute(replace(ROW, covered=SPRING)) == Decimal("285.96")
    assert recompute(replace(ROW, step=Decimal(5))) == 430


def test_floor_and_cap_are_not_revised():
    assert recompute(replace(ROW, rule=replace(FLAT, floor=Decimal(500)))) == 500
    assert recompute(replace(ROW, rule=replace(FLAT, cap=Decimal(425)))) == 425


def test_an_agreed_price_and_a_gift_are_not_revised():
    assert recompute(replace(ROW, special_amount=Decimal(300))) == 300
    assert recompute(replace(ROW, free_reason="CCAS")) == 0


def test_the_sentence_states_the_coefficient_and_its_label():
    assert words(replace(ROW, covered=SPRING)) == (
        "Population municipale 2023 (INSEE) : 1 243 hab. → tranche 1 000–1 999 : "
        "420 € × 1,0213 (indice Syntec révisé) = 428,946 € ; adhésion au 15/05 : 8/12 → 285,96 €"
    )


def test_a_price_voted_late_has_the_coefficient_of_its_own_grid():
    late = replace(
        ROW,
        executory_on=date(2026, 7, 1),
        previous_rule=replace(FLAT, amount=Decimal(400)),
        previous_revision=Decimal("1.01"),
    )
    result = compute(late)
    assert (result.old_yearly, result.yearly) == (Decimal("404"), Decimal("428.946"))
    assert result.amount == round_half_up(Decimal("404") / 2 + Decimal("428.946") / 2)


@given(coefficients)
def test_the_snapshot_alone_gives_the_revised_amount_again(coefficient):
    row = replace(ROW, revision=coefficient)
    assert recompute(from_dict(to_dict(row))) == round_half_up(420 * coefficient)


def test_a_snapshot_stored_before_the_coefficient_existed_reads_the_same():
    plain = to_dict(replace(ROW, revision=Decimal(1), revision_label=""))
    for name in ("revision", "revision_label", "previous_revision", "share", "previous_share"):
        del plain[name]
    for name in ("percent_of", "base"):
        del plain["rule"][name]
    assert recompute(from_dict(plain)) == 420
