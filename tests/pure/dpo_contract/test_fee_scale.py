from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.fee_amount import CENT, clamp, round_half_up
from odoo.addons.dpo_contract.tools.fee_rules import Bracket, Rule, Tranche
from odoo.addons.dpo_contract.tools.fee_scale import UNIT, Scaling, balance

COM = frozenset({"COM"})
FLAT = Rule("flat", COM, amount=Decimal(420), floor=Decimal(100), cap=Decimal(500))
factors = st.integers(1, 10_000_000).map(lambda n: n * UNIT)
price_lists = st.lists(st.integers(1, 100_000).map(lambda n: Decimal(n) / 100), min_size=1)


def total_of(prices, step=CENT):
    return lambda factor: sum(round_half_up(price * factor, step) for price in prices)


@given(price_lists, factors, st.sampled_from([CENT, Decimal(1), Decimal(5)]))
def test_no_factor_comes_nearer_to_the_target(prices, factor, step):
    total = total_of(prices, step)
    target = total(factor) + Decimal("0.37")
    found = balance(total, target)
    assert found.total == total(found.factor)
    for near in (found.factor - UNIT, found.factor + UNIT, factor):
        assert abs(found.total - target) <= abs(total(near) - target)


@given(price_lists, factors)
def test_a_total_that_can_be_reached_is_reached_to_the_cent(prices, factor):
    total = total_of(prices)
    assert balance(total, total(factor)).total == total(factor)


def test_a_target_below_what_is_fixed_is_approached_by_a_factor_of_zero():
    found = balance(lambda factor: 1000 + round_half_up(10 * factor), Decimal(400))
    assert (found.factor, found.total) == (0, 1000)


def test_a_target_out_of_reach_is_refused():
    with pytest.raises(ValueError, match="no factor"):
        balance(lambda _factor: Decimal(0), Decimal(400))


@given(factors, factors)
def test_prices_never_fall_as_the_factor_grows(one, other):
    low, high = sorted((one, other))
    for scaling in (Scaling(), Scaling(Decimal(5), with_limits=True)):
        less, more = scaling.apply(FLAT, low), scaling.apply(FLAT, high)
        assert less.amount <= more.amount
        assert clamp(less.amount, less) <= clamp(more.amount, more)


def test_floors_and_caps_stay_unless_they_are_scaled_too():
    assert Scaling().apply(FLAT, Decimal(2)).cap == 500
    assert Scaling(with_limits=True).apply(FLAT, Decimal(2)).cap == 1000
    assert Scaling(with_limits=True).apply(replace(FLAT, floor=None), Decimal(2)).floor is None


def test_rates_keep_four_decimals_and_percentages_stay():
    rate = Rule("r", COM, mode="per_unit", amount=Decimal("0.35"))
    assert Scaling(Decimal(5)).apply(rate, Decimal("1.001")).amount == Decimal("0.3504")
    marginal = Rule("m", COM, mode="marginal", tranches=(Tranche(Bracket(), Decimal("0.35")),))
    assert Scaling().apply(marginal, Decimal(2)).tranches[0].rate == Decimal("0.7")
    tenth = Rule("p", COM, mode="percent", amount=Decimal(10))
    assert Scaling().apply(tenth, Decimal(2)).amount == 10
