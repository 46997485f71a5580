from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.prorata import Period, due, units

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
LEAP = Period(date(2028, 1, 1), date(2028, 12, 31))
FISCAL = Period(date(2026, 9, 1), date(2027, 8, 31))
KINDS = ["day", "month", "quarter", "half_year"]
DAY = timedelta(days=1)

periods = st.sampled_from([YEAR, LEAP, FISCAL])
kinds = st.sampled_from(KINDS)


def days_in(period):
    return st.integers(0, period.days - 1).map(lambda n: period.start + n * DAY)


def joined(day, period=YEAR):
    return Period(day, period.end)


@pytest.mark.parametrize(
    ("kind", "num", "den"),
    [("day", 231, 365), ("month", 8, 12), ("quarter", 3, 4), ("half_year", 2, 2)],
)
def test_joining_on_15_may(kind, num, den):
    portion = due(YEAR, joined(date(2026, 5, 15)), kind, "none").portion
    assert (portion.num, portion.den) == (num, den)


def test_joining_in_the_second_semester_halves():
    assert due(YEAR, joined(date(2026, 7, 1)), "half_year").portion.value == Fraction(1, 2)


def test_without_prorata_the_whole_period_is_due_for_one_day():
    one_day = Period(date(2026, 12, 31), date(2026, 12, 31))
    assert due(YEAR, one_day).portion.value == 1


def test_nothing_is_due_outside_the_period():
    assert due(YEAR, joined(date(2027, 1, 1), LEAP)).portion.value == 0


def test_leaver_owes_the_month_only_when_covered_on_its_last_day():
    until = [Period(YEAR.start, date(2026, 5, day)) for day in (30, 31)]
    assert [due(YEAR, p, "none", "month").portion.num for p in until] == [4, 5]


def test_rules_of_first_and_last_year_may_differ():
    inside = Period(date(2026, 5, 15), date(2026, 9, 30))
    assert due(YEAR, inside, "month", "none").portion.value == Fraction(8, 12)
    assert due(YEAR, inside, "none", "quarter").portion.value == Fraction(3, 4)
    assert due(YEAR, inside, "month", "quarter").portion.value == Fraction(5, 12)


def test_leap_year_has_366_days():
    assert due(LEAP, joined(date(2028, 12, 31), LEAP), "day").portion.den == 366


def test_period_that_is_not_the_calendar_year_counts_its_own_months():
    portion = due(FISCAL, joined(date(2027, 2, 10), FISCAL), "month").portion
    assert (portion.num, portion.den) == (7, 12)


@given(periods.flatmap(lambda p: st.tuples(st.just(p), days_in(p))), kinds)
def test_complementary_coverages_add_up_to_the_whole(period_and_day, kind):
    period, day = period_and_day
    late = due(period, Period(day, period.end), kind, kind).portion.value
    early = Fraction(0)
    if day > period.start:
        until = Period(period.start, day - DAY)
        early = due(period, until, kind, kind).portion.value
    assert late + early == 1


@given(periods.flatmap(lambda p: st.tuples(st.just(p), days_in(p), days_in(p))), kinds)
def test_longer_coverage_never_costs_less(data, kind):
    period, one, other = data
    first, second = sorted((one, other))
    longer = due(period, Period(first, period.end), kind, kind).portion.value
    assert longer >= due(period, Period(second, period.end), kind, kind).portion.value


@given(
    periods.flatmap(lambda p: st.tuples(st.just(p), days_in(p), days_in(p))),
    kinds,
    kinds,
)
def test_portion_stays_between_nothing_and_the_whole(data, first_year, last_year):
    period, one, other = data
    first, second = sorted((one, other))
    result = due(period, Period(first, second), first_year, last_year)
    assert 0 <= result.portion.value <= 1
    assert (result.days is None) == (result.portion.num == 0)


@given(periods, kinds)
def test_units_cover_each_day_of_the_period_once(period, kind):
    cut = units(period, kind)
    assert sum(unit.days for unit in cut) == period.days
    assert all(a.end + DAY == b.start for a, b in zip(cut, cut[1:], strict=False))
