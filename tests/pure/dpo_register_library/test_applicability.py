"""What the answers of a collectivity propose."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register_library.tools.applicability import Proposal, Rule, Said, propose

COM = frozenset({"COM"})
CANTEEN = Rule(COM, powers=("periscolaire",))
CIVIL = Rule(COM, is_always=True)
PAY = Rule(COM, numbers=(("nb_agents", 1),))

answers = st.sampled_from(["exercised", "not", "epci", "other", None])
said = st.dictionaries(
    st.sampled_from("abc"), st.builds(Said, answers, st.none() | st.integers(0, 20)), max_size=3
)
rules = st.builds(
    Rule,
    st.sampled_from([COM, frozenset({"CC"})]),
    st.lists(st.sampled_from("abc"), unique=True).map(tuple),
    st.lists(st.sampled_from("abc"), unique=True).map(tuple),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 10)), max_size=2).map(tuple),
    st.booleans(),
)


def test_a_power_held_elsewhere_is_set_aside_with_who_holds_it():
    for answer in ("epci", "other"):
        found = propose(CANTEEN, "COM", {"periscolaire": Said(answer)})
        assert found == Proposal(answer, "elsewhere", "periscolaire")


def test_what_everybody_does_yields_to_the_answer_on_its_power():
    rule = Rule(COM, powers=("urbanisme",), is_always=True)
    assert propose(rule, "COM", {}).outcome == "propose"
    assert propose(rule, "COM", {"urbanisme": Said("epci")}).outcome == "epci"


def test_a_figure_counts_from_its_threshold():
    outcomes = [propose(PAY, "COM", {"nb_agents": Said(number=n)}).outcome for n in (0, 1)]
    assert outcomes == ["not_exercised", "propose"]
    assert propose(PAY, "COM", {}).outcome == "unanswered"


@given(rules, said)
def test_what_is_in_the_register_is_never_proposed(rule, said):
    assert propose(rule, "COM", said, is_present=True).outcome == "present"


@given(rules, said)
def test_nothing_is_proposed_to_another_type_of_body(rule, said):
    assert propose(rule, "CCAS", said).outcome == "foreign"


@given(rules, said)
def test_a_proposal_rests_on_an_answer_or_on_the_rule(rule, said):
    found = propose(rule, "COM", said)
    if found.outcome == "propose":
        assert rule.is_always or said[found.question] in said.values()
    if found.outcome in ("epci", "other"):
        assert said[found.question].answer == found.outcome


@given(rules, said)
def test_nothing_is_set_aside_on_a_question_left_open(rule, said):
    found = propose(rule, "COM", said)
    if found.outcome == "not_exercised" and found.question:
        assert found.question in said
