from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.term import (
    Coverage,
    Schedule,
    current_term,
    latest_notice,
    next_notice,
    share_faults,
    term_end,
)

DAY = timedelta(days=1)
dates = st.dates(date(2015, 1, 1), date(2035, 12, 31))
tacit_schedules = st.builds(
    Schedule,
    start=dates,
    duration_months=st.integers(1, 48),
    renewal=st.just("tacit"),
    renewal_months=st.integers(1, 36),
    renewal_max=st.none() | st.integers(0, 5),
    notice_months=st.integers(0, 6),
)


def tacit(**values):
    values = {"start": date(2024, 1, 1), "duration_months": 12, **values}
    return Schedule(renewal="tacit", **values)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 1), 36, date(2028, 12, 31)),
        (date(2026, 5, 15), 12, date(2027, 5, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
    ],
)
def test_term_ends_the_day_before_the_anniversary(start, months, end):
    assert term_end(start, months) == end


@pytest.mark.parametrize(
    ("end", "months", "deadline"),
    [
        (date(2028, 12, 31), 3, date(2028, 9, 30)),
        (date(2028, 12, 31), 0, date(2028, 12, 31)),
        (date(2027, 5, 14), 2, date(2027, 3, 14)),
        (date(2027, 5, 30), 3, date(2027, 2, 27)),
    ],
)
def test_notice_leaves_full_months_before_the_day_after_the_term(end, months, deadline):
    assert latest_notice(end, months) == deadline


@given(dates, st.integers(0, 12))
def test_notice_period_is_never_shorter_than_agreed(end, months):
    deadline = latest_notice(end, months)
    assert deadline + DAY + relativedelta(months=months) <= end + DAY


def test_renewals_are_counted_and_stop_at_their_maximum():
    schedule = tacit(renewal_max=2)
    found = [current_term(schedule, date(year, 6, 1)) for year in range(2023, 2028)]
    assert [term and term.renewals for term in found] == [None, 0, 1, 2, None]
    assert schedule.last_end == date(2026, 12, 31)


def test_start_on_the_31st_does_not_drift():
    schedule = tacit(start=date(2024, 1, 31), duration_months=1, renewal_months=1)
    march = current_term(schedule, date(2024, 3, 30))
    assert (march.start, march.end) == (date(2024, 2, 29), date(2024, 3, 30))
    assert current_term(schedule, date(2024, 3, 31)).start == date(2024, 3, 31)


@pytest.mark.parametrize("renewal", ["none", "express"])
def test_without_tacit_renewal_there_is_one_term_and_no_notice(renewal):
    schedule = Schedule(date(2024, 1, 1), 12, renewal=renewal, notice_months=3)
    assert current_term(schedule, date(2024, 12, 31)).renewals == 0
    assert current_term(schedule, date(2025, 1, 1)) is None
    assert next_notice(schedule, date(2024, 2, 1)) is None


@given(tacit_schedules, dates)
def test_current_term_holds_the_day(schedule, on):
    term = current_term(schedule, on)
    if term is None:
        last = schedule.last_end
        assert on < schedule.start or (last is not None and on > last)
    else:
        assert term.start <= on <= term.end
        assert schedule.term(term.renewals) == term


@given(tacit_schedules)
def test_terms_follow_one_another_without_gap(schedule):
    terms = [schedule.term(n) for n in range(4)]
    pairs = zip(terms, terms[1:], strict=False)
    assert all(a.end + DAY == b.start for a, b in pairs if a and b)


def test_notice_in_time_ends_this_term_and_late_the_next():
    schedule = tacit(notice_months=3)
    in_time = next_notice(schedule, date(2026, 9, 30))
    assert (in_time.deadline, in_time.end) == (date(2026, 9, 30), date(2026, 12, 31))
    assert next_notice(schedule, date(2026, 10, 1)).end == date(2027, 12, 31)


def test_last_term_needs_no_notice():
    schedule = tacit(notice_months=3, renewal_max=1)
    assert next_notice(schedule, date(2025, 2, 1)) is None


def test_january_rule_ignores_the_anniversary():
    schedule = tacit(
        start=date(2024, 5, 15),
        duration_months=36,
        notice_months=3,
        notice_rule="january",
    )
    notice = next_notice(schedule, date(2026, 2, 1))
    assert (notice.deadline, notice.end) == (date(2026, 9, 30), date(2026, 12, 31))
    assert next_notice(schedule, date(2026, 10, 1)).end == date(2027, 12, 31)


def test_january_rule_gives_no_way_out_after_the_last_day():
    schedule = Schedule(date(2026, 1, 1), 12, notice_rule="january")
    assert next_notice(schedule, date(2026, 2, 1)) is None


@given(tacit_schedules, dates)
def test_next_notice_can_still_be_given(schedule, on):
    notice = next_notice(schedule, on)
    assert notice is None or on <= notice.deadline <= notice.end


@pytest.mark.parametrize(
    "values", [{"duration_months": 0}, {"renewal_months": 0}, {"notice_months": -1}]
)
def test_impossible_durations_are_refused(values):
    with pytest.raises(ValueError, match=r"term|notice"):
        tacit(**values)


def coverage(key, start, end=None, share=100, component="DPD"):
    return Coverage(key, "50129", component, start, end, Decimal(share))


def test_same_day_covered_twice_is_found():
    rows = [
        coverage(1, date(2026, 1, 1), date(2026, 5, 15)),
        coverage(2, date(2026, 5, 15)),
    ]
    (fault,) = share_faults(rows)
    assert fault.is_paid_twice
    assert (fault.start, fault.end) == (date(2026, 5, 15), date(2026, 5, 15))
    assert fault.keys == (1, 2)


def test_payers_who_follow_one_another_are_no_fault():
    rows = [
        coverage(1, date(2026, 1, 1), date(2026, 5, 14)),
        coverage(2, date(2026, 5, 15)),
    ]
    assert share_faults(rows) == []


def test_shares_of_several_payers_make_one_whole():
    half = [coverage(i, date(2026, 1, 1), share="33.33") for i in (1, 2)]
    rest = coverage(3, date(2026, 1, 1), share="33.34")
    assert share_faults([*half, rest]) == []
    (fault,) = share_faults(half)
    assert not fault.is_paid_twice
    assert (fault.share, fault.end) == (Decimal("66.66"), None)


def test_other_component_is_another_service():
    rows = [
        coverage(1, date(2026, 1, 1)),
        coverage(2, date(2026, 1, 1), component="AUDIT"),
    ]
    assert share_faults(rows) == []


spans = st.lists(
    st.tuples(st.integers(0, 20), st.none() | st.integers(0, 10), st.sampled_from([50, 100])),
    max_size=6,
)


@given(spans, st.integers(0, 40))
def test_sweep_agrees_with_counting_one_day(rows, offset):
    first = date(2026, 1, 1)
    coverages = [
        coverage(
            i,
            first + start * DAY,
            None if length is None else first + (start + length) * DAY,
            share,
        )
        for i, (start, length, share) in enumerate(rows)
    ]
    day = first + offset * DAY
    total = sum(
        row.share for row in coverages if row.start <= day and (row.end is None or day <= row.end)
    )
    faults = [
        fault
        for fault in share_faults(coverages)
        if fault.start <= day and (fault.end is None or day <= fault.end)
    ]
    assert [fault.share for fault in faults] == ([total] if total not in (0, 100) else [])
