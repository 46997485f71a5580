from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.convention import (
    act_words,
    duration_sentence,
    long_date,
    notice_sentence,
    renewal_sentence,
)
from odoo.addons.dpo_contract.tools.term import Schedule, next_notice

START = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("renewals", "words"),
    [(None, "mois."), (1, "une fois au plus."), (2, "deux fois au plus."), (5, "5 fois au plus.")],
)
def test_tacit_renewals_say_their_limit(renewals, words):
    assert renewal_sentence(Schedule(START, 36, "tacit", 12, renewals)).endswith(words)


def test_renewals_are_worded_by_kind():
    assert "pas reconduite" in renewal_sentence(Schedule(START, 12))
    assert "décision expresse" in renewal_sentence(Schedule(START, 12, "express"))


def test_a_convention_that_ends_by_itself_asks_for_no_notice():
    assert "sans qu’il soit besoin" in notice_sentence(Schedule(START, 12, "express"))


def test_a_january_notice_gives_the_day_of_every_year():
    schedule = Schedule(START, 36, "tacit", 12, None, 3, "january")
    assert "au plus tard le 30 septembre, la dénonciation" in notice_sentence(schedule)


@given(
    st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    st.integers(1, 72),
    st.integers(1, 36),
    st.integers(0, 12),
)
def test_printed_deadline_is_the_computed_one(start, duration, renewal, notice):
    schedule = Schedule(start, duration, "tacit", renewal, None, notice)
    computed = next_notice(schedule, start)
    assert long_date(computed.deadline) in notice_sentence(schedule)
    assert long_date(schedule.term(0).end) in duration_sentence(schedule)


@pytest.mark.parametrize("kind", ["deliberation", "decision", "order", "board", "bureau"])
def test_each_kind_of_act_is_named(kind):
    words = act_words(kind, "12", date(2026, 3, 1))
    assert words.endswith("n°\N{NO-BREAK SPACE}12 du 1er mars 2026")
