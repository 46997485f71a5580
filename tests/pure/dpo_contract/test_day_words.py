from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.day_words import clauses
from odoo.addons.dpo_contract.tools.days import DayTerms

TERMS = st.builds(
    DayTerms,
    st.sampled_from([360, 420, 450]),
    st.sampled_from(["exact", "quarter", "half", "whole", "half_nearest"]),
    st.booleans(),
)


@given(st.sampled_from(["on_site", "all"]), TERMS, st.booleans())
def test_every_convention_says_what_is_included_counted_and_due(scope, terms, by_month):
    words = clauses(scope, Decimal("2.5"), terms, by_month=by_month)
    assert "2,5" in words[0]
    assert len(words) == 3 + by_month
    assert all(text[0].isupper() and text.endswith(".") for text in words)


def test_days_voted_in_the_grid_are_named_without_a_figure():
    assert "barème" in clauses("all", None, DayTerms())[0]
