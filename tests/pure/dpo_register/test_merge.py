from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.merge import MISSING, Children, merge

WORDS = st.sampled_from(["a", "b", "c"])
LINES = st.dictionaries(
    st.sampled_from(["k1", "k2", "k3"]),
    st.fixed_dictionaries({"text": WORDS, "months": st.integers(0, 2)}),
).map(Children)
PAYLOADS = st.fixed_dictionaries(
    {"name": WORDS, "basis": WORDS, "persons": st.frozensets(WORDS), "lines": LINES}
)


@given(PAYLOADS, PAYLOADS)
def test_an_untouched_copy_takes_the_whole_model(base, new):
    merged = merge(base, base, new)
    assert (merged.payload, merged.conflicts) == (new, ())


@given(PAYLOADS, PAYLOADS)
def test_a_model_that_did_not_change_changes_nothing(base, local):
    merged = merge(base, local, base)
    assert (merged.payload, merged.conflicts) == (local, ())


@given(PAYLOADS, PAYLOADS, PAYLOADS)
def test_no_word_of_the_commune_is_lost(base, local, new):
    payload = merge(base, local, new).payload
    for name in "name", "basis":
        if local[name] != base[name]:
            assert payload[name] == local[name]
    assert payload["persons"] >= local["persons"] - base["persons"]
    assert not payload["persons"] & (base["persons"] - local["persons"] - new["persons"])
    for key, line in local["lines"].items():
        before = base["lines"].get(key, {})
        for name, value in line.items():
            if value != before.get(name):
                assert payload["lines"][key][name] == value


@given(PAYLOADS, PAYLOADS, PAYLOADS)
def test_a_line_removed_by_the_commune_stays_removed(base, local, new):
    gone = set(base["lines"]) - set(local["lines"])
    assert not gone & set(merge(base, local, new).payload["lines"])


@given(PAYLOADS, PAYLOADS, PAYLOADS)
def test_merging_again_changes_nothing(base, local, new):
    first = merge(base, local, new)
    again = merge(new, first.payload, new)
    assert (again.payload, again.conflicts) == (first.payload, ())


@given(PAYLOADS, PAYLOADS, PAYLOADS)
def test_a_conflict_is_a_place_that_both_changed(base, local, new):
    for conflict in merge(base, local, new).conflicts:
        assert conflict.local is not MISSING
        assert conflict.local not in (conflict.base, conflict.new)
        assert conflict.new != conflict.base


@given(PAYLOADS, PAYLOADS, WORDS, WORDS)
def test_changes_of_other_fields_merge_in_any_order(base, local, name, basis):
    one, other = {**base, "name": name}, {**base, "basis": basis}
    both = {**base, "name": name, "basis": basis}
    first = merge(base, local, one).payload
    second = merge(base, local, other).payload
    assert merge(base, first, other).payload == merge(base, second, one).payload
    assert merge(base, local, both).payload == merge(base, first, other).payload
