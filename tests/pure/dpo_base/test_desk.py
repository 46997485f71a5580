import doctest
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools import desk
from odoo.addons.dpo_base.tools.legal_time import is_working_day

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31))


def test_doctests():
    result = doctest.testmod(desk)
    assert result.attempted and not result.failed


@given(DAYS)
def test_nothing_worked_is_lost_between_two_mornings(day):
    previous = desk.previous_working_day(day)
    between = [previous + timedelta(days=n) for n in range(1, (day - previous).days)]
    assert is_working_day(previous)
    assert not any(map(is_working_day, between))


@given(INSTANTS, INSTANTS)
def test_a_clock_never_shows_more_time_than_there_is(deadline, now):
    left = desk.hours_left(deadline, now)
    assert timedelta(hours=left) <= deadline - now < timedelta(hours=left + 1)


@given(DAYS, st.integers(0, 30))
def test_a_person_is_reminded_once_a_week_at_most(last, days):
    assert desk.may_remind(last, last + timedelta(days=days)) is (days >= 7)


@given(st.text())
def test_plain_text_is_stable_and_safe_for_a_like_pattern(text):
    once = desk.plain(text)
    assert desk.plain(once) == once
    assert not set("%_\\'\"") & set(once)


@pytest.mark.parametrize(
    "written", ["0233050000", "02 33 05 00 00", "+33 2 33 05 00 00", "0033233050000"]
)
def test_one_phone_number_is_found_however_it_is_written(written):
    assert desk.phone_tail(written) == "233050000"


@pytest.mark.parametrize("not_a_phone", ["", "Saint-Lô", "50129", "0000000"])
def test_a_code_or_a_name_is_not_taken_for_a_phone(not_a_phone):
    assert desk.phone_tail(not_a_phone) == ""
