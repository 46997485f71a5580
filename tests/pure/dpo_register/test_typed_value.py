from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.typed_value import typed_count, typed_day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_as_the_browser_and_as_the_french_write_it(day):
    assert typed_day(day.isoformat()) == day
    assert typed_day(f" {day.day}/{day.month:02}/{day.year} ") == day


@given(st.text(min_size=1).filter(str.strip))
def test_what_is_no_day_raises_and_nothing_else(text):
    try:
        typed_day(text)
    except ValueError as error:
        assert str(error)


@given(st.integers(0, 999_999_999))
def test_a_number_is_read_with_or_without_spaces(number):
    assert typed_count(f"{number:,}".replace(",", "\u202f")) == typed_count(str(number)) == number


@pytest.mark.parametrize("text", ["-1", "1,5", "deux", "²", "1234567890"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(ValueError, match="no count"):
        typed_count(text)
