from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools import legal_time as lt

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31))
ZONES = st.sampled_from(["", *lt.HOLIDAY_ZONES.values()])


# --- instants -------------------------------------------------------------------------


def test_2026_10_25_half_past_two_comes_twice():
    first = lt.utc_from_paris(date(2026, 10, 25), time(2, 30))
    second = lt.utc_from_paris(date(2026, 10, 25), time(2, 30, fold=1))
    assert (first, second) == (datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 1, 30))
    assert lt.french_instant(first) == "25 octobre 2026 à 2 h 30 (heure d’été)"
    assert lt.french_instant(second) == "25 octobre 2026 à 2 h 30 (heure d’hiver)"


def test_2027_03_28_half_past_two_does_not_exist():
    instant = lt.utc_from_paris(date(2027, 3, 28), time(2, 30))
    assert lt.paris(instant).time() == time(3, 30)
    assert lt.french_instant(instant) == "28 mars 2027 à 3 h 30"


def test_day_of_23_and_of_25_hours():
    spring, autumn = date(2027, 3, 28), date(2026, 10, 25)
    assert lt.day_expiry(spring) - lt.utc_from_paris(spring) == timedelta(hours=23)
    assert lt.day_expiry(autumn) - lt.utc_from_paris(autumn) == timedelta(hours=25)


def test_midnight_of_paris_is_not_midnight_utc():
    assert lt.paris_day(datetime(2026, 6, 30, 21, 59, 59)) == date(2026, 6, 30)
    assert lt.paris_day(datetime(2026, 6, 30, 22, 0)) == date(2026, 7, 1)
    assert lt.paris_day(datetime(2026, 12, 31, 22, 59, 59)) == date(2026, 12, 31)
    assert lt.paris_day(datetime(2026, 12, 31, 23, 0)) == date(2027, 1, 1)


def test_aware_instant_is_refused():
    with pytest.raises(ValueError):
        lt.paris(datetime(2026, 1, 1, tzinfo=UTC))


@given(INSTANTS)
def test_paris_and_back(instant):
    local = lt.paris(instant)
    at = local.time().replace(fold=local.fold)
    assert lt.utc_from_paris(local.date(), at) == instant


@given(INSTANTS, st.integers(0, 200))
def test_hours_are_real_hours(instant, hours):
    later = lt.hours_after(instant, hours)
    elapsed = lt.paris(later).astimezone(UTC) - lt.paris(instant).astimezone(UTC)
    assert elapsed == timedelta(hours=hours)


def test_72_hours_over_the_winter_change_end_one_hour_earlier_on_the_clock():
    known = lt.utc_from_paris(date(2026, 10, 23), time(18, 0))
    assert lt.french_instant(lt.hours_after(known, 72)) == "26 octobre 2026 à 17 h 00"


@given(DAYS)
def test_open_end_is_after_every_day(day):
    assert lt.day_expiry(day) < lt.OPEN_END


# --- months ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_after(day, months, expected):
    assert lt.months_after(day, months) == expected


@given(DAYS, st.integers(-120, 120))
def test_months_keep_the_date_or_take_the_last_day(day, months):
    result = lt.months_after(day, months)
    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == months
    assert result.day == day.day or (result.day < day.day and (result + lt.ONE_DAY).day == 1)


@given(DAYS, DAYS, st.integers(0, 60))
def test_months_keep_the_order_of_days(first, second, months):
    first, second = sorted((first, second))
    assert lt.months_after(first, months) <= lt.months_after(second, months)


@given(DAYS, DAYS)
def test_started_months_of_a_cut_span_overlap_by_one_month_at_most(first, last):
    months = lt.started_months(first, last)
    if last < first:
        assert months == 0
        return
    middle = first + (last - first) // 2
    cut = lt.started_months(first, middle) + lt.started_months(middle + lt.ONE_DAY, last)
    assert cut in (months, months + 1)


def test_a_full_year_is_twelve_started_months():
    assert lt.started_months(date(2026, 1, 1), date(2026, 12, 31)) == 12


# --- working days ---------------------------------------------------------------------


def test_french_holidays_of_2026():
    assert lt.public_holidays(2026) == {
        date(2026, *md)
        for md in [
            (1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25),
            (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
        ]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("department", "day"),
    [
        ("57", date(2026, 12, 26)),
        ("67", date(2026, 4, 3)),
        ("68", date(2026, 12, 26)),
        ("971", date(2026, 5, 27)),
        ("972", date(2026, 5, 22)),
        ("973", date(2026, 6, 10)),
        ("974", date(2026, 12, 20)),
        ("976", date(2026, 4, 27)),
    ],
)
def test_local_holidays(department, day):
    assert day in lt.public_holidays(2026, lt.holiday_zone(department))
    assert day not in lt.public_holidays(2026, lt.holiday_zone("50"))


@given(st.integers(2000, 2100), ZONES)
def test_every_zone_keeps_the_eleven_common_holidays(year, zone):
    # 2005 to 2007: Whit Monday was a working day by law; two feasts may fall together.
    assert len(lt.public_holidays(year, zone)) >= 9
    assert {date(year, 7, 14), date(year, 12, 25)} <= lt.public_holidays(year, zone)


@given(DAYS, ZONES)
def test_next_working_day_is_the_first(day, zone):
    result = lt.next_working_day(day, zone)
    assert lt.is_working_day(result, zone)
    span = (result - day).days
    assert 0 <= span <= 6
    assert not any(lt.is_working_day(day + timedelta(n), zone) for n in range(span))


# --- periods --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "kwargs", "expected"),
    [
        (date(2026, 3, 5), {"months": 1}, date(2026, 4, 7)),  # 5 April: Easter
        (date(2026, 8, 31), {"months": 1}, date(2026, 9, 30)),
        (date(2026, 1, 31), {"months": 1}, date(2026, 3, 2)),
        (date(2028, 1, 31), {"months": 1}, date(2028, 2, 29)),
        (date(2026, 4, 14), {"months": 1}, date(2026, 5, 15)),  # Ascension
        (date(2026, 9, 10), {"months": 3}, date(2026, 12, 10)),
        (date(2026, 10, 23), {"days": 1}, date(2026, 10, 26)),
        (date(2026, 10, 23), {"days": 2}, date(2026, 10, 27)),
        (date(2026, 10, 23), {"days": 8}, date(2026, 11, 2)),
        (date(2026, 11, 2), {"days": 15}, date(2026, 11, 17)),
    ],
)
def test_period_end(event, kwargs, expected):
    assert lt.period_end(event, **kwargs) == expected


@pytest.mark.parametrize("kwargs", [{}, {"months": 1, "days": 1}, {"months": -1}, {"days": -3}])
def test_a_period_is_in_months_or_in_days(kwargs):
    with pytest.raises(ValueError):
        lt.period_end(date(2026, 1, 1), **kwargs)


@given(DAYS, st.integers(1, 60), ZONES)
def test_a_period_in_months_ends_on_a_working_day_never_before_its_date(event, months, zone):
    end = lt.period_end(event, months=months, zone=zone)
    assert lt.is_working_day(end, zone)
    assert lt.months_after(event, months) <= end <= lt.months_after(event, months) + timedelta(6)


@given(DAYS, st.integers(2, 60), ZONES)
def test_a_period_of_two_days_holds_two_working_days(event, days, zone):
    end = lt.period_end(event, days=days, zone=zone)
    inside = ((event + timedelta(n)) for n in range(1, (end - event).days + 1))
    assert sum(lt.is_working_day(day, zone) for day in inside) >= 2
    assert lt.is_working_day(end, zone)
    assert end >= event + timedelta(days)


# --- notice ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "months", "expected"),
    [
        (date(2026, 12, 31), 3, date(2026, 9, 30)),
        (date(2026, 12, 31), 6, date(2026, 6, 30)),
        (date(2027, 2, 28), 3, date(2026, 11, 30)),
        (date(2028, 2, 29), 3, date(2027, 11, 30)),
        (date(2026, 5, 30), 3, date(2026, 2, 27)),
        (date(2026, 8, 15), 1, date(2026, 7, 15)),
    ],
)
def test_notice_deadline(last_day, months, expected):
    assert lt.notice_deadline(last_day, months) == expected


def test_notice_deadline_on_a_sunday_does_not_move():
    deadline = lt.notice_deadline(date(2027, 1, 31), 3)
    assert deadline == date(2026, 10, 31)
    assert deadline.weekday() == 5  # a Saturday, before All Saints' Day


def test_negative_notice_is_refused():
    with pytest.raises(ValueError):
        lt.notice_deadline(date(2026, 12, 31), -1)


@given(DAYS, st.integers(0, 24))
def test_a_full_notice_fits_before_the_end(last_day, months):
    deadline = lt.notice_deadline(last_day, months)
    assert lt.months_after(deadline + lt.ONE_DAY, months) <= last_day + lt.ONE_DAY
