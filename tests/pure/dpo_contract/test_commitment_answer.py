import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.commitment_answer import (
    MOST_AGENTS,
    agents_problem,
    parse_agents,
)

counts = st.integers(0, MOST_AGENTS)


@given(counts)
def test_a_number_is_read_as_it_is_written(count):
    assert parse_agents(str(count)) == count
    assert parse_agents(f" {count:,} ".replace(",", "\u202f")) == count
    assert parse_agents(f"{count:,}".replace(",", ".")) == count


@pytest.mark.parametrize(
    "text",
    ["", "12,5", "1.5", "12.50", "12 13", "1,2,0", "-3", "douze", "12 agents", "1e3", "\u0663"],
)
def test_what_is_no_whole_number_is_not_guessed(text):
    assert parse_agents(text) is None


@given(counts)
def test_the_figure_of_last_year_never_surprises(count):
    assert agents_problem(count, known=count) is None


@given(counts, counts)
def test_a_rise_surprises_as_much_as_a_fall(a, b):
    assert agents_problem(a, known=b) == agents_problem(b, known=a)


def test_a_small_body_may_have_many_agents():
    assert agents_problem(45, population=60) is None
    assert agents_problem(51, population=60) == "too_many"
