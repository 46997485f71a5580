"""What a grid brings in under a factor on its prices: a curve that can be read many times.

Everything that the factor does not change is settled once: who owes what, which price
applies. Members priced alike are computed together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import compress

from .fee_amount import FeeSnapshot, compute
from .fee_draft import Prices, Tariff, snapshot_of
from .fee_rules import Rule, Unit
from .fee_scale import Scaling
from .fee_share import Case, with_shares

ZERO = Decimal(0)


def _counts(rule: Rule, unit: Unit) -> bool:
    """Whether the price multiplies a quantity, itself or by the price it is a part of."""
    is_counted = rule.mode in ("per_unit", "marginal") and rule.unit == unit
    return is_counted or (rule.base is not None and _counts(rule.base, unit))


def _alike(snapshot: FeeSnapshot) -> FeeSnapshot:
    """Return a snapshot without what its amount does not rest on."""
    return replace(
        snapshot,
        special_reason="",
        population=snapshot.population if _counts(snapshot.rule, "population") else None,
        agents=snapshot.agents if _counts(snapshot.rule, "agents") else None,
    )


@dataclass
class Curve:
    """The sum of all amounts as a function of the factor.

    :param keys: keys of the rules that follow the factor
    """

    scaling: Scaling
    keys: Collection[str]
    _fixed: Counter[FeeSnapshot] = field(default_factory=Counter)
    _shared: list[tuple[Tariff, Sequence[Case], Sequence[bool]]] = field(default_factory=list)

    def add(self, tariff: Tariff, cases: Sequence[Case], is_called: Sequence[bool]) -> None:
        """Add a component with those who owe it.

        :param is_called: which of them are called; the others weigh in what is shared only
        """
        if any(rule.mode == "share" for rule in tariff.rules):
            self._shared.append((tariff, cases, is_called))
            return
        for case in compress(cases, is_called):
            self._fixed[_alike(snapshot_of(tariff, case.facts, case.owed))] += 1

    def total(self, factor: Decimal) -> Decimal:
        """Return what all the components bring in under a factor."""
        known: dict[Rule, Rule] = {}
        fixed = sum(
            (
                compute(replace(snapshot, rule=self._rule(snapshot.rule, factor, known))).amount
                * count
                for snapshot, count in self._fixed.items()
            ),
            ZERO,
        )
        return fixed + sum((self._sum(*shared, factor) for shared in self._shared), ZERO)

    def _rule(self, rule: Rule, factor: Decimal, known: dict[Rule, Rule]) -> Rule:
        if rule not in known:
            scaled = self.scaling.apply(rule, factor) if rule.key in self.keys else rule
            base = self._rule(rule.base, factor, known) if rule.base else None
            known[rule] = replace(scaled, base=base)
        return known[rule]

    def _sum(
        self, tariff: Tariff, cases: Sequence[Case], is_called: Sequence[bool], factor: Decimal
    ) -> Decimal:
        prices = self._prices(tariff.prices, factor)
        scaled = replace(tariff, rules=prices.rules, base=prices.base)
        return sum(
            (
                compute(snapshot_of(scaled, case.facts, case.owed)).amount
                for case in compress(with_shares(scaled, cases), is_called)
            ),
            ZERO,
        )

    def _prices(self, prices: Prices, factor: Decimal) -> Prices:
        return Prices(
            tuple(self._rule(rule, factor, {}) for rule in prices.rules),
            self._prices(prices.base, factor) if prices.base else None,
        )
