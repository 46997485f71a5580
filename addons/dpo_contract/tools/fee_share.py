"""Parts of an amount shared by weight of population among all who owe a component.

The whole set is needed: the part of one is its weight over the sum of the weights. The
weight is the population (or the agents) times the part of the period due, so that who
joins in July weighs half; the parts add up to the amount to the cent, the cents left
going to the largest remainders (see ``fee_amount.split``).

Who has an agreed price or pays nothing by agreement takes no part: the others bear the
whole amount. Who is later excluded from the call keeps its part: nobody pays for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeVar

from .fee_amount import CENT, Share, round_half_up, split
from .fee_draft import Facts, Tariff
from .fee_rules import FeeProblem, Rule, applicable, counted
from .liability import Liability
from .prorata import Period, Portion, due

C = TypeVar("C", bound="Case")


@dataclass(frozen=True, slots=True)
class Case:
    """One row to come: who benefits, what is known of it, what is owed."""

    beneficiary: Hashable
    facts: Facts
    owed: Liability

    @property
    def key(self) -> tuple[Hashable, Period]:
        """What weighs once, however many payers share it."""
        return self.beneficiary, self.owed.covered


def share_out(amount: Decimal, weights: Sequence[Fraction], unit: int = 1) -> list[Share] | None:
    """Share an amount to the cent; None when nobody weighs anything.

    :param unit: what every weight is a whole number of (12: twelfths)

    >>> [str(share.part) for share in share_out(Decimal(100), [Fraction(1)] * 3)]
    ['33.34', '33.33', '33.33']
    """
    if not sum(weights):
        return None
    units = [int(weight * unit) for weight in weights]
    parts = split(amount, weights)
    bare = [Share(amount, weight, sum(units), unit) for weight in units]
    return [
        replace(share, has_cent=share.part < part) for share, part in zip(bare, parts, strict=True)
    ]


def _portion(tariff: Tariff, case: Case) -> Portion:
    owed = case.owed
    return due(tariff.period, owed.covered, owed.first_year, owed.last_year).portion


def _shares(
    rules: tuple[Rule, ...], revision: Decimal, tariff: Tariff, cases: Sequence[Case]
) -> dict[tuple[Hashable, Period], Share]:
    """Return the part of each case whose rule shares an amount."""
    pools: dict[str, tuple[Rule, dict[tuple[Hashable, Period], tuple[int, Portion]]]] = {}
    for case in cases:
        if case.facts.is_agreed:
            continue
        try:
            rule = applicable(rules, case.facts.body_type, case.facts.metrics)
            if rule.mode == "share":
                _, weighed = pools.setdefault(rule.key, (rule, {}))
                weighed[case.key] = counted(rule, case.facts.metrics), _portion(tariff, case)
        except FeeProblem:
            continue  # this row will say so itself
    found: dict[tuple[Hashable, Period], Share] = {}
    for rule, weighed in pools.values():
        amount = round_half_up(rule.amount * revision, CENT)
        weights = [value * portion.value for value, portion in weighed.values()]
        is_whole = all(portion.num in (0, portion.den) for _, portion in weighed.values())
        unit = 1 if is_whole else lcm(*(portion.den for _, portion in weighed.values()))
        found.update(zip(weighed, share_out(amount, weights, unit) or (), strict=False))
    return found


def with_shares(tariff: Tariff, cases: Sequence[C]) -> list[C]:
    """Return the cases, each with its part where the price is a part of an amount.

    >>> from datetime import date
    >>> from .fee_amount import Measure
    >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
    >>> rule = Rule("r", frozenset({"COM"}), mode="share", amount=Decimal(1000))
    >>> tariff = Tariff("NUM", "contribution", "2026", year, (rule,))
    >>> owed = Liability("x", year, "none", "none")
    >>> cases = [
    ...     Case(name, Facts("COM", Measure("population_municipal", value)), owed)
    ...     for name, value in (("A", 300), ("B", 100))]
    >>> [str(case.facts.share.part) for case in with_shares(tariff, cases)]
    ['750.00', '250.00']
    """
    new = _shares(tariff.rules, tariff.revision, tariff, cases) if _is_shared(tariff.rules) else {}
    former = tariff.former_rules if tariff.is_late and tariff.former_rules else ()
    old = _shares(former, tariff.former_revision, tariff, cases) if _is_shared(former) else {}
    if not new and not old:
        return list(cases)
    return [
        replace(
            case,
            facts=replace(case.facts, share=new.get(case.key), former_share=old.get(case.key)),
        )
        for case in cases
    ]


def _is_shared(rules: tuple[Rule, ...]) -> bool:
    return any(rule.mode == "share" for rule in rules)
