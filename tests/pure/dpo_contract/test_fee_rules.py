from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.fee_rules import (
    Bracket,
    FeeProblem,
    Metrics,
    Rule,
    Tranche,
    applicable,
    base_amount,
)

COM = frozenset({"COM"})

# Scale of the GDPR grant voted by the Senate in 2018 (amendment COM-78 rect., bill
# no 296): 5 euros from the 1st to the 999th inhabitant, and so on.
SENATE_2018 = Rule(
    "senate",
    COM,
    mode="marginal",
    tranches=tuple(
        Tranche(Bracket(low, high), Decimal(rate))
        for low, high, rate in [
            (0, 1000, "5"),
            (1000, 5000, "2"),
            (5000, 10000, "1"),
            (10000, 100000, "0.1"),
            (100000, None, "0.01"),
        ]
    ),
)


def code_of(*args):
    with pytest.raises(FeeProblem) as caught:
        applicable(*args)
    return caught.value.code


def test_senate_scale_gives_the_published_amount():
    assert base_amount(SENATE_2018, Metrics(population=2500)) == 7997


@pytest.mark.parametrize(
    ("population", "euros"),
    [
        (0, "0"),
        (1, "5"),
        (999, "4995"),
        (1000, "4997"),
        (4999, "12995"),
        (100001, "26995.02"),
    ],
)
def test_marginal_scale_at_its_bounds(population, euros):
    amount = base_amount(SENATE_2018, Metrics(population=population))
    assert amount == Decimal(euros)


@given(st.integers(0, 300_000))
def test_marginal_tranches_count_each_inhabitant_once(population):
    counted = sum(tranche.units(population) for tranche in SENATE_2018.tranches)
    assert counted == population


@given(st.integers(0, 300_000), st.integers(0, 300_000))
def test_marginal_amount_never_falls_when_population_rises(one, other):
    low, high = sorted((one, other))
    amount_low = base_amount(SENATE_2018, Metrics(population=low))
    assert amount_low <= base_amount(SENATE_2018, Metrics(population=high))


@given(st.integers(0, 50_000), st.integers(0, 50_000))
def test_per_unit_amount_is_proportional(one, other):
    rule = Rule("u", COM, mode="per_unit", amount=Decimal("0.35"))
    both = base_amount(rule, Metrics(population=one + other))
    apart = [base_amount(rule, Metrics(population=n)) for n in (one, other)]
    assert both == sum(apart)


def test_per_unit_can_count_agents():
    rule = Rule("u", COM, mode="per_unit", amount=Decimal(12), unit="agents")
    assert base_amount(rule, Metrics(agents=7)) == 84


def test_free_rule_costs_nothing_whatever_its_amount():
    assert base_amount(Rule("f", COM, mode="free", amount=Decimal(9)), Metrics()) == 0


def test_price_per_day_needs_days():
    rule = Rule("d", COM, mode="per_day", amount=Decimal(250))
    assert base_amount(rule, Metrics(), Decimal("2.5")) == 625
    with pytest.raises(FeeProblem, match="no_days"):
        base_amount(rule, Metrics())


def test_population_500_falls_in_the_bracket_that_starts_at_500():
    rules = [Rule("low", COM, Bracket(0, 500)), Rule("high", COM, Bracket(500))]
    assert applicable(rules, "COM", Metrics(population=499)).key == "low"
    assert applicable(rules, "COM", Metrics(population=500)).key == "high"


def test_unknown_population_blocks_only_where_a_rule_looks_at_it():
    bracketed = [Rule("low", COM, Bracket(0, 500)), Rule("high", COM, Bracket(500))]
    assert code_of(bracketed, "COM", Metrics()) == "no_population"
    assert applicable([Rule("all", COM)], "COM", Metrics()).key == "all"


def test_population_zero_is_known():
    rules = [Rule("low", COM, Bracket(0, 500)), Rule("high", COM, Bracket(500))]
    assert applicable(rules, "COM", Metrics(population=0)).key == "low"


def test_agents_may_be_unknown_where_the_population_settles_the_rule():
    rules = [
        Rule("low", COM, Bracket(0, 500)),
        Rule("few", COM, Bracket(500), Bracket(0, 50)),
        Rule("many", COM, Bracket(500), Bracket(50)),
    ]
    assert applicable(rules, "COM", Metrics(population=300)).key == "low"
    assert code_of(rules, "COM", Metrics(population=800)) == "no_agents"


def test_counted_quantity_is_needed_even_without_bracket():
    rule = Rule("u", COM, mode="per_unit", amount=Decimal(1), unit="agents")
    assert code_of([rule], "COM", Metrics(population=800)) == "no_agents"
    with pytest.raises(FeeProblem, match="no_agents"):
        base_amount(rule, Metrics(population=800))


def test_hole_and_overlap_are_coded():
    rules = [Rule("a", COM, Bracket(0, 500)), Rule("b", COM, Bracket(400, 600))]
    assert code_of(rules, "COM", Metrics(population=700)) == "no_rule"
    assert code_of(rules, "CCAS", Metrics(population=100)) == "no_rule"
    with pytest.raises(FeeProblem, match="two_rules") as caught:
        applicable(rules, "COM", Metrics(population=450))
    assert caught.value.rules == ("a", "b")


@pytest.mark.parametrize("bounds", [(-1, 5), (5, 5), (5, 4)])
def test_empty_or_negative_bracket_is_refused(bounds):
    with pytest.raises(ValueError, match="bracket"):
        Bracket(*bounds)


@pytest.mark.parametrize(
    "tranches",
    [
        (),
        (Tranche(Bracket(0, 10), Decimal(1)),),
        (Tranche(Bracket(1), Decimal(1)),),
        (Tranche(Bracket(0, 10), Decimal(1)), Tranche(Bracket(11), Decimal(1))),
        (Tranche(Bracket(0), Decimal(1)), Tranche(Bracket(0), Decimal(1))),
    ],
)
def test_tranches_must_run_from_zero_to_infinity(tranches):
    with pytest.raises(ValueError, match="tranches"):
        Rule("m", COM, mode="marginal", tranches=tranches)


def test_negative_price_and_crossed_limits_are_refused():
    with pytest.raises(ValueError, match="negative"):
        Rule("n", COM, amount=Decimal(-1))
    with pytest.raises(ValueError, match="floor"):
        Rule("n", COM, floor=Decimal(10), cap=Decimal(5))
