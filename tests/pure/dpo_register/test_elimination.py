from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.elimination import final_state, proposal
from odoo.addons.dpo_register.tools.storage_period import Period

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
FATES = st.sampled_from(["destroy", "keep", "sample", None])
PERIODS = st.builds(
    Period,
    duration=st.none() | st.integers(0, 100),
    unit=st.sampled_from(["day", "month", "year"]),
    fate=FATES,
)


@given(PERIODS, DAYS)
def test_only_files_with_a_day_and_a_fate_are_proposed(period, today):
    answer, day = proposal(period, today)
    assert (answer == "due") == (day is not None)
    assert answer != "due" or (period.fate in ("destroy", "sample") and day <= today)


@given(st.lists(st.sampled_from(["accepted", "refused"]), min_size=1))
def test_one_accepted_line_is_a_visa(verdicts):
    assert (final_state(verdicts) == "visa") == ("accepted" in verdicts)
