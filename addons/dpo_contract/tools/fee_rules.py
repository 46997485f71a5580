"""Fee rules: which line of a voted grid applies, and its amount for a whole period.

A titre de recettes that does not state its *bases de liquidation* is irregular
(CE 12/11/1975, Robin): every figure used here ends up in the snapshot of the row.

Bounds follow one convention everywhere: the minimum is included, the maximum is not
("de 500 à 999 habitants" is ``Bracket(500, 1000)``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Mode = Literal["flat", "per_unit", "marginal", "per_day", "percent", "share", "free"]
Unit = Literal["population", "agents"]
ProblemCode = Literal[
    "no_rule",
    "two_rules",
    "no_population",
    "no_agents",
    "no_days",
    "no_previous_price",
    "no_base",
    "no_share",
]

ZERO = Decimal(0)


class FeeProblem(ValueError):
    """A fee that cannot be computed, for a reason the accountant can act upon.

    :param code: stable key of the reason
    :param rules: keys of the rules concerned, where there are some
    """

    def __init__(self, code: ProblemCode, rules: tuple[str, ...] = ()):
        super().__init__(code)
        self.code = code
        self.rules = rules


@dataclass(frozen=True, slots=True)
class Bracket:
    """Whole numbers from ``min`` (included) to ``max`` (excluded, None: no end).

    >>> 999 in Bracket(500, 1000), 1000 in Bracket(500, 1000)
    (True, False)
    """

    min: int = 0
    max: int | None = None

    def __post_init__(self) -> None:
        if self.min < 0 or (self.max is not None and self.max <= self.min):
            raise ValueError(f"empty or negative bracket: {self.min}..{self.max}")

    def __contains__(self, value: int) -> bool:
        return self.min <= value and (self.max is None or value < self.max)

    @property
    def is_unbounded(self) -> bool:
        """Whether every value fits, so that the value need not be known."""
        return self.min == 0 and self.max is None


@dataclass(frozen=True, slots=True)
class Tranche:
    """A slice of a marginal scale: ``rate`` euros for each rank inside it."""

    ranks: Bracket
    rate: Decimal

    def units(self, value: int) -> int:
        """Return how many of ``value`` units have their rank in this tranche.

        Ranks start at 1: "du 1er au 999e habitant" is ``Bracket(0, 1000)``.

        >>> Tranche(Bracket(0, 1000), Decimal(5)).units(2500)
        999
        >>> Tranche(Bracket(1000, 5000), Decimal(2)).units(2500)
        1501
        """
        last = value if self.ranks.max is None else min(value, self.ranks.max - 1)
        return max(0, last - max(self.ranks.min, 1) + 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a grid.

    :param amount: euros for the period (flat), per unit (per_unit), per day (per_day) or
        to share among all who owe it (share); hundredths of another price (percent)
    :param unit: what per_unit and marginal count, and what share weighs
    :param floor: least amount for a whole period, before any prorata
    :param cap: greatest amount for a whole period, before any prorata
    :param percent_of: name of the component of which percent takes a part
    :param base: price of that component for one collectivity, once it is known
    """

    key: str
    body_types: frozenset[str]
    population: Bracket = Bracket()
    agents: Bracket = Bracket()
    mode: Mode = "flat"
    amount: Decimal = ZERO
    floor: Decimal | None = None
    cap: Decimal | None = None
    tranches: tuple[Tranche, ...] = ()
    unit: Unit = "population"
    percent_of: str = ""
    base: Rule | None = None

    def __post_init__(self) -> None:
        if self.amount < 0 or any(t.rate < 0 for t in self.tranches):
            raise ValueError(f"negative price in rule {self.key}")
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise ValueError(f"floor above cap in rule {self.key}")
        if self.mode == "share" and not (self.floor is None and self.cap is None):
            raise ValueError(f"floor or cap on the amount to share of rule {self.key}")
        if self.mode == "marginal":
            _check_tranches(self)

    def needs(self, unit: Unit) -> bool:
        """Whether the amount of this rule depends on the given quantity."""
        counted = self.mode in ("per_unit", "marginal", "share") and self.unit == unit
        return counted or not getattr(self, unit).is_unbounded


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is known of a collectivity. None is unknown; zero is a known value."""

    population: int | None = None
    agents: int | None = None


def _check_tranches(rule: Rule) -> None:
    """Raise unless the tranches follow one another from zero to infinity."""
    expected: int | None = 0
    for tranche in rule.tranches:
        if tranche.ranks.min != expected:
            raise ValueError(f"tranches of rule {rule.key} do not follow one another")
        expected = tranche.ranks.max
    if not rule.tranches or expected is not None:
        raise ValueError(f"tranches of rule {rule.key} do not reach infinity")


def _matches(rule: Rule, metrics: Metrics) -> bool:
    """Whether every known quantity fits the rule; an unknown one excludes nothing."""
    return (metrics.population is None or metrics.population in rule.population) and (
        metrics.agents is None or metrics.agents in rule.agents
    )


def applicable(rules: Iterable[Rule], body_type: str, metrics: Metrics) -> Rule:
    """Return the one rule that applies.

    A quantity that no candidate rule looks at may be unknown.

    :raises FeeProblem: no_rule, two_rules, no_population or no_agents

    >>> small = Rule("a", frozenset({"COM"}), Bracket(0, 500), amount=Decimal(140))
    >>> large = Rule("b", frozenset({"COM"}), Bracket(500), amount=Decimal(420))
    >>> applicable([small, large], "COM", Metrics(population=500)).key
    'b'
    >>> applicable([small, large], "COM", Metrics())
    Traceback (most recent call last):
        ...
    odoo.addons.dpo_contract.tools.fee_rules.FeeProblem: no_population
    """
    candidates = [
        rule for rule in rules if body_type in rule.body_types and _matches(rule, metrics)
    ]
    keys = tuple(rule.key for rule in candidates)
    if not candidates:
        raise FeeProblem("no_rule")
    if metrics.population is None and any(r.needs("population") for r in candidates):
        raise FeeProblem("no_population", keys)
    if metrics.agents is None and any(r.needs("agents") for r in candidates):
        raise FeeProblem("no_agents", keys)
    if len(candidates) > 1:
        raise FeeProblem("two_rules", keys)
    return candidates[0]


def counted(rule: Rule, metrics: Metrics) -> int:
    """Return the quantity that a rule multiplies or weighs.

    :raises FeeProblem: no_population or no_agents
    """
    value = metrics.population if rule.unit == "population" else metrics.agents
    if value is None:
        raise FeeProblem(f"no_{rule.unit}", (rule.key,))  # type: ignore[arg-type]
    return value


def base_amount(rule: Rule, metrics: Metrics, days: Decimal | None = None) -> Decimal:
    """Return the exact euros of a rule for a whole period, before floor and cap.

    A part of another price or of a common amount is for :mod:`.fee_amount`.

    :param days: days of service, for the mode per_day only
    :raises FeeProblem: no_population, no_agents or no_days

    >>> rule = Rule("a", frozenset({"COM"}), mode="per_unit", amount=Decimal("0.35"))
    >>> base_amount(rule, Metrics(population=1243))
    Decimal('435.05')
    """
    if rule.mode == "free":
        return ZERO
    if rule.mode == "flat":
        return rule.amount
    if rule.mode == "per_day":
        if days is None:
            raise FeeProblem("no_days", (rule.key,))
        return rule.amount * days
    value = counted(rule, metrics)
    if rule.mode == "per_unit":
        return rule.amount * value
    return sum((t.rate * t.units(value) for t in rule.tranches), ZERO)
