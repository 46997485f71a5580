import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.merge import MergeError, lone_brace, merge


@given(st.text(), st.text())
def test_a_value_is_never_read_as_a_field(text, value):
    if "{" in text or "}" in text:
        return
    assert merge(text + "{x}", {"x": value}) == text + value


@pytest.mark.parametrize("field", ["y", "x.__class__", "x[0]", "x!r", "x:>9", "0", ""])
def test_only_known_names_are_merged(field):
    with pytest.raises(MergeError) as caught:
        merge(f"{{{field}}}", {"x": "1"})
    assert caught.value.field == field


@given(st.text(), st.text(alphabet="ab_", min_size=1), st.text())
def test_a_brace_is_lone_unless_it_holds_a_field(before, field, after):
    whole = f"{before}{{{field}}}{after}"
    if not {"{", "}"} & set(before + after):
        assert not lone_brace(whole)
    assert lone_brace(whole + "\n{fin")
