from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.liability import Cover, liabilities, merged
from odoo.addons.dpo_contract.tools.prorata import Period, due

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
UNITS = st.sampled_from(["day", "month", "quarter", "half_year"])
KINDS = UNITS.flatmap(
    lambda unit: st.sampled_from([(unit, unit), (unit, "none"), ("none", unit), ("none", "none")])
)


@st.composite
def periods(draw):
    first, last = sorted(draw(st.tuples(st.integers(0, 364), st.integers(0, 364))))
    return Period(YEAR.start + timedelta(days=first), YEAR.start + timedelta(days=last))


@st.composite
def successions(draw):
    """Covers that follow one another without a common day."""
    cuts = sorted(draw(st.sets(st.integers(1, 364), max_size=4)))
    edges = [0, *cuts, 365]
    days = [YEAR.start + timedelta(days=edge) for edge in edges]
    return [
        Cover(f"payer {i}", start, end - timedelta(days=1))
        for i, (start, end) in enumerate(zip(days, days[1:], strict=False))
    ]


def owed_parts(owed):
    return sum(
        (
            due(YEAR, row.covered, row.first_year, row.last_year).portion.value
            * Fraction(row.shares[row.share_index])
            / 100
            for row in owed
        ),
        Fraction(0),
    )


@given(periods(), successions(), KINDS)
def test_a_change_of_payer_neither_adds_nor_loses_a_unit(days, covers, kinds):
    alone = liabilities(YEAR, [days], [], "own", *kinds)
    shared = liabilities(YEAR, [days], covers, "own", *kinds)
    assert owed_parts(shared) == owed_parts(alone)


@given(st.lists(periods(), max_size=5))
def test_merged_days_are_the_days_given_and_never_touch(spans):
    def days(some):
        return {p.start + timedelta(days=i) for p in some for i in range(p.days)}

    result = merged(spans, YEAR)
    assert days(result) == days(spans)
    gaps = zip(result, result[1:], strict=False)
    assert all(b.start - a.end > timedelta(days=1) for a, b in gaps)


def test_no_service_is_no_debt():
    assert liabilities(YEAR, [], [Cover("CC", YEAR.start)], "commune") == []


def test_without_prorata_the_payer_of_the_first_day_owes_the_year():
    covers = [Cover("CC", date(2026, 7, 1))]
    (owed,) = liabilities(YEAR, [YEAR], covers, "commune")
    assert owed.payer == "commune"
    assert owed_parts([owed]) == 1


def test_days_that_no_cover_names_are_paid_by_the_beneficiary():
    covers = [Cover("CC", date(2026, 4, 1), date(2026, 6, 30))]
    owed = liabilities(YEAR, [YEAR], covers, "commune", "month", "month")
    assert [row.payer for row in owed] == ["commune", "CC", "commune"]


def test_a_cover_that_goes_on_under_the_same_terms_is_one_debt():
    covers = [
        Cover("CC", date(2025, 1, 1), date(2026, 6, 30), terms="convention"),
        Cover("CC", date(2026, 7, 1), terms="convention"),
    ]
    (owed,) = liabilities(YEAR, [YEAR], covers, "commune", "month", "month")
    assert owed.covered == YEAR


def test_other_terms_of_the_same_payer_are_another_debt():
    covers = [
        Cover("CC", date(2026, 1, 1), date(2026, 6, 30), terms="old convention"),
        Cover("CC", date(2026, 7, 1), terms="new convention"),
    ]
    owed = liabilities(YEAR, [YEAR], covers, "commune", "month", "month")
    assert [row.terms for row in owed] == ["old convention", "new convention"]


def test_shares_of_one_payer_add_up_and_a_missing_part_shows():
    covers = [
        Cover("CC", YEAR.start, share=30),
        Cover("CC", YEAR.start, share=30),
        Cover("commune", YEAR.start, share=30),
    ]
    owed = liabilities(YEAR, [YEAR], covers, "commune")
    assert [(row.payer, row.shares[row.share_index]) for row in owed] == [
        ("CC", 60),
        ("commune", 30),
    ]
    assert not owed[0].is_wholly_paid


def test_who_leaves_and_comes_back_owes_the_months_of_both_stays():
    stays = [Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 10, 1), YEAR.end)]
    owed = liabilities(YEAR, stays, [], "commune", "month")
    assert owed_parts(owed) == Fraction(6, 12)
