from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.liability import Cover, liabilities
from odoo.addons.dpo_contract.tools.prorata import Period, due
from odoo.addons.dpo_contract.tools.sequel import Span, guidance, hand_over

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
DAYS = st.integers(-200, 500).map(lambda n: YEAR.start + timedelta(days=n))
KINDS = st.sampled_from(["day", "month", "quarter", "half_year"])
PAYERS = st.sampled_from(["commune", "déléguée", "département"])
GONE = {"commune", "déléguée"}


@st.composite
def spans(draw):
    start, end = sorted(draw(st.tuples(DAYS, DAYS)))
    return Span(draw(PAYERS), start, draw(st.sampled_from([end, None])))


def day_by_day(parts):
    last = YEAR.end + timedelta(days=200)
    return {
        part.start + timedelta(days=n): part.payer
        for part in parts
        for n in range(((part.end or last) - part.start).days + 1)
    }


@given(spans(), DAYS)
def test_the_days_stay_and_only_the_payer_changes(span, day):
    parts = hand_over(span, day, GONE, "nouvelle")
    before, after = day_by_day([span]), day_by_day(parts)
    assert before.keys() == after.keys()
    assert sum(len(day_by_day([part])) for part in parts) == len(before)
    for one, payer in after.items():
        is_handed = one >= day and before[one] in GONE
        assert payer == ("nouvelle" if is_handed else before[one])


@given(spans(), DAYS, DAYS)
def test_an_amendment_leaves_no_day_after_its_last(span, day, last):
    parts = hand_over(span, day, GONE, "nouvelle", last)
    assert day_by_day(parts).keys() == {one for one in day_by_day([span]) if one <= last}


def owed(covers, defaults, service, kind):
    rows = liabilities(YEAR, service, covers, "own", kind, kind, defaults=defaults)
    total = sum(
        (
            due(YEAR, row.covered, row.first_year, row.last_year).portion.value
            * Fraction(row.shares[row.share_index])
            / 100
            for row in rows
        ),
        Fraction(0),
    )
    return total, rows


@given(spans(), DAYS, KINDS, st.booleans())
def test_no_fee_is_lost_nor_doubled(span, day, kind, by_engagement):
    """Whoever pays by a convention or by a statutory engagement."""
    service = [Period(span.start, span.end or date.max)]
    parts = hand_over(span, day, GONE, "EPCI")
    covers = [
        [Cover(part.payer, part.start, part.end) for part in some] for some in ([span], parts)
    ]
    pairs = [([], some) if by_engagement else (some, []) for some in covers]
    (before, _), (after, rows) = (owed(c, d, service, kind) for c, d in pairs)
    assert before == after
    assert all(row.is_wholly_paid for row in rows)
    assert not any(row.payer in GONE and row.covered.start >= day for row in rows)


@given(spans(), spans())
def test_a_convention_comes_before_the_engagement(convention, engagement):
    """A day that both name is paid once, by the payer of the convention."""
    cover = Cover("convention", convention.start, convention.end)
    default = Cover("engagement", engagement.start, engagement.end)
    _, rows = owed([cover], [default], [YEAR], "day")
    assert all(row.is_wholly_paid for row in rows)
    days = {
        row.covered.start + timedelta(days=n): row.payer
        for row in rows
        for n in range(row.covered.days)
    }
    for day, payer in days.items():
        expected = "own"
        for one in (default, cover):
            if one.days(Period(day, day)):
                expected = one.payer
        assert payer == expected


def test_each_option_says_who_decides_and_on_which_ground():
    for kind in ("new_commune", "epci_merger", "absorption", "transfer", "substitution"):
        for option in ("run_on", "amend"):
            words = guidance(kind, option)
            assert all((words.ground, words.decides, words.acts))
