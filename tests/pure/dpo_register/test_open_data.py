from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.open_data import anonymity, duty, needs_reason

FIGURES = st.none() | st.integers(0, 10_000)
RISKS = st.sampled_from(["possible", "impossible", "unknown"])


@given(FIGURES, FIGURES, st.booleans())
def test_the_duty_needs_both_thresholds_to_be_known(population, agents, is_territorial):
    found = duty(population=population, agents=agents, is_territorial=is_territorial)
    is_reached = (agents or 0) >= 50 and (not is_territorial or (population or 0) >= 3_500)
    assert (found == "applies") == is_reached
    assert found != "exempt" or (population is not None or agents is not None)


@given(RISKS, RISKS, RISKS)
def test_one_criterion_that_is_not_met_fails(first, second, third):
    found = anonymity(
        has_personal_data=True, individualisation=first, correlation=second, inference=third
    )
    assert (found == "passed") == ({first, second, third} == {"impossible"})
    assert needs_reason("release", found, has_exception=False) == (found != "passed")
