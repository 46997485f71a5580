from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.storage_period import Period, cutoff, sentence

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
PERIODS = st.builds(
    Period,
    duration=st.integers(0, 100),
    unit=st.sampled_from(["day", "month", "year"]),
    fate=st.sampled_from(["destroy", "keep", "sample"]),
)


@given(PERIODS, DAYS)
def test_nothing_is_due_before_it_began(period, today):
    assert cutoff(period, today) <= today


@given(DAYS, st.integers(0, 50))
def test_a_longer_period_is_never_due_sooner(today, years):
    assert cutoff(Period(years + 1, "year"), today) < cutoff(Period(years, "year"), today)


@given(DAYS)
def test_what_has_no_duration_is_never_due(today):
    assert cutoff(Period(None), today) is None


@given(PERIODS)
def test_every_known_period_has_a_sentence(period):
    assert sentence(period)


@pytest.mark.parametrize(("duration", "is_permanent"), [(-1, False), (3, True)])
def test_an_impossible_period_is_refused(duration, is_permanent):
    with pytest.raises(ValueError, match="duration"):
        Period(duration, is_permanent=is_permanent)
