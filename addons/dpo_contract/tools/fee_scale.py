"""One factor on the prices of a grid, so that it brings in a given sum.

Prices are rounded as they would be voted, so the total moves by steps: the factor found
is the one whose total is nearest to the target, and the total reached is part of the
answer. Each price and each amount only grow with the factor, which is what makes the
search by halves exact (billing to cover a cost: CGI, art. 261 B).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from .fee_amount import CENT, round_half_up
from .fee_rules import Rule, Tranche

#: Factors are whole numbers of millionths, up to a thousand times the grid.
UNIT = Decimal("0.000001")
MOST = 1_000_000_000
#: A price per inhabitant or agent is voted with four decimals.
RATE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Scaling:
    """How prices follow a factor.

    :param step: step of the flat prices, of the prices per day and of the amounts to share
    :param with_limits: whether floors and caps follow; else they stay as they are
    """

    step: Decimal = CENT
    with_limits: bool = False

    def limit(self, value: Decimal | None, factor: Decimal) -> Decimal | None:
        """Return a floor or a cap under this factor."""
        if value is None or not self.with_limits:
            return value
        return round_half_up(value * factor, self.step)

    def apply(self, rule: Rule, factor: Decimal) -> Rule:
        """Return a rule under this factor; a percentage follows the price it is taken of.

        >>> rule = Rule("r", frozenset({"COM"}), amount=Decimal(420), floor=Decimal(100))
        >>> scaled = Scaling(Decimal(5)).apply(rule, Decimal("1.02"))
        >>> scaled.amount, scaled.floor
        (Decimal('430'), Decimal('100'))
        """
        is_rate = rule.mode in ("per_unit", "marginal")
        amount = round_half_up(rule.amount * factor, RATE if is_rate else self.step)
        return replace(
            rule,
            amount=rule.amount if rule.mode == "percent" else amount,
            tranches=tuple(
                Tranche(tranche.ranks, round_half_up(tranche.rate * factor, RATE))
                for tranche in rule.tranches
            ),
            floor=self.limit(rule.floor, factor),
            cap=self.limit(rule.cap, factor),
        )


@dataclass(frozen=True, slots=True)
class Balance:
    """The factor found and what it brings in."""

    factor: Decimal
    total: Decimal


def balance(total: Callable[[Decimal], Decimal], target: Decimal) -> Balance:
    """Return the factor whose total is nearest to the target, the least one of equals.

    :param total: what the grid brings in under a factor; it never falls as the factor grows
    :raises ValueError: when no factor reaches the target

    >>> balance(lambda factor: round_half_up(140 * factor) * 10, Decimal(1500)).factor
    Decimal('1.071393')
    """
    low, high = -1, 1_000_000
    while total(high * UNIT) < target:
        low, high = high, high * 2
        if high > MOST:
            raise ValueError(f"no factor reaches {target}")
    # total(low) < target <= total(high), low = -1 standing for "below any factor"
    while high - low > 1:
        middle = (low + high) // 2
        if total(middle * UNIT) < target:
            low = middle
        else:
            high = middle
    return min(
        (Balance(n * UNIT, total(n * UNIT)) for n in (low, high) if n >= 0),
        key=lambda found: (abs(found.total - target), found.factor),
    )
