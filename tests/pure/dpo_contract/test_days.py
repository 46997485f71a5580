from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.days import (
    DayAccount,
    DayTerms,
    Intervention,
    allowance,
    charged,
    rounded,
    spent,
)
from odoo.addons.dpo_contract.tools.prorata import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ROUNDINGS = st.sampled_from(["exact", "quarter", "half", "whole", "half_nearest"])
TERMS = st.builds(DayTerms, st.sampled_from([360, 420, 450]), ROUNDINGS, st.booleans())
MINUTES = st.lists(st.integers(1, 900), max_size=12)
INCLUDED = st.decimals(0, 10, places=2)


def beyond(minutes, terms, included):
    total = max(spent(minutes, terms) - Fraction(included), Fraction(0))
    return rounded(total, terms.rounding)


@given(MINUTES, TERMS, INCLUDED)
def test_one_call_asks_for_the_whole_excess_rounded_once(minutes, terms, included):
    assert sum(charged([], minutes, terms, included)) == beyond(minutes, terms, included)


@given(MINUTES, st.data(), TERMS, INCLUDED)
def test_several_calls_ask_for_what_one_would(minutes, data, terms, included):
    """Whatever the cut and the order in which interventions were noted."""
    order = data.draw(st.permutations(minutes))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(order)), max_size=3)))
    taken, called = [], Decimal(0)
    for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
        called += sum(charged(taken, order[start:end], terms, included, called))
        taken += order[start:end]
    assert called == beyond(minutes, terms, included)


@given(MINUTES, MINUTES, TERMS, INCLUDED)
def test_nothing_is_called_within_the_allowance(minutes, more, terms, included):
    enough = included + Decimal(1000)
    assert not any(charged(minutes, more, terms, enough))


@given(MINUTES, MINUTES, TERMS, INCLUDED, st.decimals(0, 20, places=2))
def test_no_intervention_gives_days_back(taken, new, terms, included, called):
    assert all(days >= 0 for days in charged(taken, new, terms, included, called))


@given(MINUTES, TERMS, INCLUDED, st.decimals(0, 5, places=2))
def test_more_days_included_are_never_dearer(minutes, terms, included, more):
    few, many = (sum(charged([], minutes, terms, days)) for days in (included, included + more))
    assert many <= few


@given(st.fractions(0, 100), ROUNDINGS)
def test_rounding_moves_by_less_than_a_step(days, rounding):
    step = {"exact": "0.01", "quarter": "0.25", "whole": "1"}.get(rounding, "0.5")
    moved = Fraction(rounded(days, rounding)) - days
    assert abs(moved) < Fraction(step)
    assert moved >= 0 or rounding in ("exact", "half_nearest")


@given(st.integers(0, 363), INCLUDED)
def test_two_parts_of_a_year_include_what_the_year_does(day, yearly):
    """To the hundredth each: the convention of a year begun gives way to another."""
    cut = YEAR.start + timedelta(days=day)
    spans = [Period(YEAR.start, cut), Period(cut + timedelta(days=1), YEAR.end)]
    parts = [allowance(yearly, YEAR, [span], by_month=True) for span in spans]
    assert abs(sum(parts) - yearly) <= Decimal("0.01")


COMMUNE, CCAS = 1, 2


def make(key, owner, day, minutes, days="0"):
    return Intervention(key, owner, date(2026, *day), minutes, "on_site", days=Decimal(days))


@pytest.fixture
def account():
    """Two days included; the commune used one and a half, its CCAS the rest and more."""
    new = [
        make("a", COMMUNE, (3, 2), 630),
        make("b", CCAS, (5, 4), 420),
        make("c", COMMUNE, (9, 7), 420),
    ]
    return DayAccount.open(DayTerms(), Decimal(2), date(2026, 12, 31), [], new)


def test_the_intervention_that_goes_beyond_is_called(account):
    assert [one.days for one in account.new] == [0, Decimal("0.5"), 1]
    assert (account.spent, account.remaining, account.to_call) == (
        Decimal("3.5"),
        0,
        Decimal("1.5"),
    )
    assert account.used_percent == 175


def test_a_fee_counts_its_own_interventions_in_its_own_days(account):
    late = Period(date(2026, 7, 1), YEAR.end)
    assert account.count(COMMUNE, YEAR).days == 1
    assert account.count(CCAS, late).interventions == ()
    assert [one.key for one in account.count(COMMUNE, late).interventions] == ["c"]


def test_what_was_called_stays_called_when_an_older_intervention_is_noted_late():
    taken = [make("a", COMMUNE, (3, 2), 420), make("b", COMMUNE, (5, 4), 420, "1")]
    late = [make("forgotten", COMMUNE, (1, 15), 240)]
    account = DayAccount.open(DayTerms(), Decimal(1), date(2026, 12, 31), taken, late)
    assert (account.called, account.to_call, account.beyond) == (1, 1, 2)


def test_an_unspent_allowance_of_nothing_warns_of_nothing():
    account = DayAccount.open(DayTerms(), Decimal(0), date(2026, 12, 31), [], [])
    assert account.used_percent == 0
