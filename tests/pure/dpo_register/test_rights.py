import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.rights import BASES, rights

SETS = st.sets(st.sampled_from(BASES), min_size=1)
ORDER = {"no": 0, "partly": 1, "yes": 2}


def answers(bases):
    return {right.key: right.answer for right in rights(bases)}


@given(SETS)
def test_access_rectification_and_restriction_always_apply(bases):
    found = answers(bases)
    assert {found[key] for key in ("access", "rectification", "restriction")} == {"yes"}


@given(SETS)
def test_every_right_has_a_sentence_to_send(bases):
    assert all(right.sentence.endswith(".") for right in rights(bases))


@given(SETS, SETS)
def test_two_purposes_never_close_what_one_opens(one, other):
    for key, answer in answers(one).items():
        if answer != "no":
            assert answers(one | other)[key] != "no"
        assert ORDER[answers(one | other)[key]] <= max(ORDER[answer], ORDER[answers(other)[key]])


@pytest.mark.parametrize(
    ("bases", "key", "answer"),
    [
        ("c", "erasure", "no"),
        ("e", "erasure", "no"),
        ("e", "objection", "yes"),
        ("c", "objection", "no"),
        ("b", "objection", "no"),
        ("b", "portability", "yes"),
        ("e", "portability", "no"),
        ("a", "withdrawal", "yes"),
        ("ce", "objection", "partly"),
    ],
)
def test_rights_follow_the_bases(bases, key, answer):
    assert answers(bases)[key] == answer


@pytest.mark.parametrize("bases", ["", "g"])
def test_without_a_known_basis_nothing_is_answered(bases):
    with pytest.raises(ValueError, match="bases"):
        rights(bases)
