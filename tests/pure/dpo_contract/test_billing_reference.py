from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.billing_reference import (
    BillingReference,
    missing,
    of_the_year,
    waiting_code,
)

rules = st.sampled_from(["none", "service", "commitment", "either", "both"])
texts = st.sampled_from(["", "X"])
references = st.builds(BillingReference, texts, texts, texts, texts)


def test_nothing_required_waits_for_nothing():
    assert missing("none", BillingReference()) == ()


def test_a_service_may_require_what_its_structure_does_not():
    reference = BillingReference(service_code="SG")
    assert missing("none", reference, service_requires_commitment=True) == ("commitment",)


@given(rules, references, st.booleans())
def test_what_is_given_is_never_asked_again(rule, reference, requires):
    found = missing(rule, reference, requires)
    assert not ("service" in found and reference.service_code)
    assert not ({"commitment", "either"} & set(found) and reference.commitment_number)


@given(rules, references, st.booleans())
def test_a_full_reference_never_waits(rule, reference, requires):
    full = BillingReference("SG", "EJ", reference.market_number, reference.siret)
    assert waiting_code(missing(rule, full, requires)) == ""


@given(rules, references, st.booleans())
def test_a_word_is_given_for_all_that_is_missing(rule, reference, requires):
    found = missing(rule, reference, requires)
    assert bool(waiting_code(found)) == bool(found)


@given(references, references)
def test_the_commitment_of_the_year_is_never_mixed_with_another_number(commitment, convention):
    found = of_the_year(commitment, convention)
    assert found.commitment_number == commitment.commitment_number
    assert found.service_code == commitment.service_code
