import itertools
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.fee_amount import (
    FeeSnapshot,
    Measure,
    compute,
    recompute,
    round_half_up,
    split,
)
from odoo.addons.dpo_contract.tools.fee_rules import Bracket, FeeProblem, Rule, Tranche
from odoo.addons.dpo_contract.tools.prorata import Period
from odoo.addons.dpo_contract.tools.snapshot_dict import from_dict, to_dict

COM = frozenset({"COM"})
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
FLAT = Rule("flat", COM, Bracket(1000, 2000), amount=Decimal(420))
FORMER = replace(FLAT, key="former", amount=Decimal(400))
POPULATION = Measure("population_municipal", 1243, 2023, "INSEE")

cents = st.integers(0, 10**8).map(lambda n: Decimal(n) / 100)
steps = st.sampled_from([Decimal("0.01"), Decimal(1), Decimal(5)])
days = st.integers(0, 364).map(lambda n: YEAR.start + timedelta(days=n))


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


def test_joining_on_15_may_owes_eight_months():
    joined = snapshot(covered=Period(date(2026, 5, 15), YEAR.end))
    assert recompute(joined) == Decimal("280.00")


def test_floor_and_cap_come_before_the_prorata():
    half = Period(date(2026, 7, 1), YEAR.end)
    floor = replace(FLAT, amount=Decimal(100), floor=Decimal(140))
    cap = replace(FLAT, amount=Decimal(900), cap=Decimal(500))
    assert recompute(snapshot(rule=floor, covered=half)) == 70
    assert recompute(snapshot(rule=cap, covered=half)) == 250


def test_rounding_comes_last_and_once():
    third = replace(FLAT, amount=Decimal("100.01"))
    covered = Period(date(2026, 9, 1), YEAR.end)
    row = snapshot(rule=third, covered=covered, step=Decimal(5))
    assert recompute(row) == 35


def test_floor_does_not_apply_to_a_free_rule():
    free = replace(FLAT, mode="free", floor=Decimal(140))
    assert recompute(snapshot(rule=free)) == 0


def test_covered_free_owes_nothing():
    assert recompute(snapshot(free_reason="CCAS couvert par la commune")) == 0


def test_special_price_is_prorated_and_not_clamped():
    row = snapshot(
        rule=replace(FLAT, floor=Decimal(400)),
        special_amount=Decimal(120),
        covered=Period(date(2026, 7, 1), YEAR.end),
    )
    assert recompute(row) == 60


def test_days_are_not_prorated():
    rule = replace(FLAT, mode="per_day", amount=Decimal(250))
    late = Period(date(2026, 12, 1), YEAR.end)
    assert recompute(snapshot(rule=rule, days=Decimal(3), covered=late)) == 750


def test_service_price_voted_late_keeps_the_old_price_until_executory():
    result = compute(snapshot(previous_rule=FORMER, executory_on=date(2026, 3, 1)))
    assert (result.old_portion.num, result.new_portion.num) == (2, 10)
    assert result.total == Decimal("416.67")
    assert result.old_amount == Decimal("66.67")


def test_no_day_before_the_executory_date_is_at_the_new_price():
    result = compute(snapshot(previous_rule=FORMER, executory_on=date(2026, 3, 2)))
    assert (result.old_portion.num, result.new_portion.num) == (3, 9)


def test_grid_by_day_splits_the_price_by_day():
    row = snapshot(previous_rule=FORMER, executory_on=date(2026, 3, 2), first_year="day")
    result = compute(row)
    assert (result.old_portion.num, result.old_portion.den) == (60, 365)


def test_statutory_contribution_is_not_split():
    row = snapshot(nature="contribution", previous_rule=FORMER, executory_on=date(2026, 3, 1))
    assert recompute(row) == 420


@pytest.mark.parametrize(
    ("values", "owed"),
    [({"special_amount": Decimal(120)}, 120), ({"free_reason": "accord"}, 0)],
)
def test_price_agreed_with_one_member_is_not_split(values, owed):
    late = snapshot(previous_rule=FORMER, executory_on=date(2026, 3, 1), **values)
    assert recompute(late) == owed


def test_grid_executory_in_time_is_not_split():
    row = snapshot(previous_rule=FORMER, executory_on=YEAR.start)
    assert compute(row).old_yearly is None


def test_late_grid_without_former_price_is_a_problem():
    with pytest.raises(FeeProblem, match="no_previous_price"):
        recompute(snapshot(executory_on=date(2026, 3, 1)))


def test_joiner_after_the_executory_date_needs_no_former_price():
    row = snapshot(executory_on=date(2026, 3, 1), covered=Period(date(2026, 5, 15), YEAR.end))
    assert recompute(row) == 280


def test_price_split_by_month_inside_a_prorata_by_quarter():
    row = snapshot(
        covered=Period(date(2026, 5, 15), YEAR.end),
        first_year="quarter",
        previous_rule=FORMER,
        executory_on=date(2026, 9, 1),
    )
    result = compute(row)
    assert result.old_portion.value == Fraction(5, 12)
    assert result.new_portion.value == Fraction(4, 12)


@given(days, days, st.sampled_from(["none", "day", "month", "quarter", "half_year"]))
def test_old_and_new_portions_add_up_to_what_is_due(joined, executory, kind):
    row = snapshot(
        covered=Period(joined, YEAR.end),
        first_year=kind,
        previous_rule=FORMER,
        executory_on=executory,
    )
    result = compute(row)
    both = result.old_portion.value + result.new_portion.value
    assert both == result.due.portion.value
    new_days = row.covered.meet(Period(executory, YEAR.end))
    assert result.new_portion.num == 0 or new_days is not None


@given(cents, days, days)
def test_voting_the_same_price_late_changes_nothing(price, joined, executory):
    rule = replace(FLAT, amount=price)
    late = snapshot(rule=rule, covered=Period(joined, YEAR.end))
    split_row = replace(late, previous_rule=rule, executory_on=executory)
    assert recompute(split_row) == recompute(late)


@given(cents, st.lists(st.integers(0, 100), min_size=1).filter(any), steps)
def test_shares_add_up_to_the_total(total, weights, step):
    rounded = round_half_up(total, step)
    parts = split(rounded, [Decimal(w) for w in weights])
    assert sum(parts) == rounded
    exact = [rounded * w / sum(weights) for w in weights]
    assert all(
        abs(part - quota) < Decimal("0.01") for part, quota in zip(parts, exact, strict=True)
    )
    assert all(part == 0 for part, w in zip(parts, weights, strict=True) if not w)


@given(cents, st.permutations([Decimal(50), Decimal(30), Decimal(20)]))
def test_order_of_different_payers_changes_no_total(price, shares):
    rule = replace(FLAT, amount=price)
    rows = [snapshot(rule=rule, shares=tuple(shares), share_index=i) for i in range(3)]
    assert sum(map(recompute, rows)) == compute(rows[0]).total


@given(
    st.lists(
        st.tuples(cents, days, st.sampled_from("abc"), st.sampled_from("xy")),
        min_size=1,
        max_size=12,
    )
)
def test_amounts_are_equal_to_the_cent_in_every_grouping(rows):
    amounts = [
        (
            recompute(snapshot(rule=replace(FLAT, amount=price), covered=Period(day, YEAR.end))),
            payer,
            epci,
        )
        for price, day, payer, epci in rows
    ]
    total = sum(amount for amount, _payer, _epci in amounts)
    for column in (1, 2):
        ordered = sorted(amounts, key=lambda row: row[column])
        groups = itertools.groupby(ordered, key=lambda row: row[column])
        sums = [sum(row[0] for row in group) for _key, group in groups]
        assert sum(sums) == total
    assert all(amount == amount.quantize(Decimal("0.01")) for amount, *_rest in amounts)


@given(days, days, cents)
def test_earlier_joiner_never_pays_less(one, other, price):
    first, second = sorted((one, other))
    rule = replace(FLAT, amount=price)
    rows = [snapshot(rule=rule, covered=Period(d, YEAR.end)) for d in (first, second)]
    assert recompute(rows[0]) >= recompute(rows[1])


@given(cents, steps)
def test_rounding_is_to_the_nearest_step_halves_up(value, step):
    rounded = round_half_up(value, step)
    assert rounded % step == 0
    assert -step / 2 < rounded - value <= step / 2


def test_sum_of_two_thirds_of_a_cent_rounds_exactly():
    # 1/3 + 1/6 of a cent is half a cent: lost by decimals, kept by fractions.
    assert round_half_up(Fraction(1, 300) + Fraction(1, 600)) == Decimal("0.01")


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(-1), Decimal(2)]])
def test_shares_without_positive_weight_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        split(Decimal(10), weights)


SNAPSHOTS = [
    snapshot(),
    snapshot(
        rule=Rule(
            "m",
            frozenset({"COM", "CC"}),
            mode="marginal",
            floor=Decimal("140.00"),
            tranches=(
                Tranche(Bracket(0, 1000), Decimal("0.50")),
                Tranche(Bracket(1000), Decimal("0.1")),
            ),
        ),
        previous_rule=FORMER,
        executory_on=date(2026, 3, 1),
        shares=(Decimal(40), Decimal(60)),
        share_index=1,
        agents=Measure("agents", 12),
    ),
    snapshot(special_amount=Decimal("99.90"), special_reason="accord 2024"),
]


@pytest.mark.parametrize("row", SNAPSHOTS)
def test_stored_snapshot_proves_the_same_amount(row):
    stored = json.loads(json.dumps(to_dict(row), sort_keys=True))
    assert recompute(from_dict(stored)) == recompute(row)
    assert to_dict(from_dict(stored)) == stored


def test_canonical_form_does_not_depend_on_trailing_zeros():
    one, other = (snapshot(special_amount=Decimal(v)) for v in ("420", "420.00"))
    assert to_dict(one) == to_dict(other)


def test_older_snapshot_without_a_later_field_can_be_read():
    stored = to_dict(snapshot())
    del stored["free_reason"]
    assert recompute(from_dict(stored)) == 420
