"""One row of a fee call as it is computed: from tariff and facts to amount and reasons.

Nothing stops here: a fee that cannot be computed becomes a draft without an amount that
carries the codes of its problems (see :mod:`.fee_flags`), so that one poor record does
not hide the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .days import DayCount
from .fee_amount import CENT, ONE, FeeResult, FeeSnapshot, Measure, Nature, Share, compute
from .fee_rules import FeeProblem, Metrics, Rule, applicable
from .fee_sentence import sentence
from .liability import Liability
from .prorata import Period, ProrataKind


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of a component, and those of the one of which it takes a percentage.

    Each component holds its base, so that no order of computation has to be found.
    """

    rules: tuple[Rule, ...]
    base: Prices | None = None


@dataclass(frozen=True, slots=True)
class Tariff:
    """One component of a voted grid, for one period.

    :param former_rules: prices of the former grid, None when there is none
    :param base: prices of the component of which a percentage is taken
    :param revision: coefficient of the grid on its prices
    :param executory_on: day from which the grid has legal effect, None when its act is
        not executory yet
    """

    component: str
    nature: Nature
    grid: str
    period: Period
    rules: tuple[Rule, ...]
    former_rules: tuple[Rule, ...] | None = None
    executory_on: date | None = None
    first_year: ProrataKind = "none"
    last_year: ProrataKind = "none"
    step: Decimal = CENT
    base: Prices | None = None
    former_base: Prices | None = None
    revision: Decimal = ONE
    revision_label: str = ""
    former_revision: Decimal = ONE

    @property
    def prices(self) -> Prices:
        """The prices of the grid."""
        return Prices(self.rules, self.base)

    @property
    def former_prices(self) -> Prices | None:
        """The prices of the former grid, where there is one."""
        return None if self.former_rules is None else Prices(self.former_rules, self.former_base)

    @property
    def is_late(self) -> bool:
        """Whether a price of service is due at the former price on the first day."""
        starts_late = self.executory_on is None or self.executory_on > self.period.start
        return self.nature == "service" and starts_late


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one beneficiary for one component.

    :param days: days of service, for prices per day
    :param special_amount: price agreed for the whole period instead of the grid's
    :param free_reason: why nothing is due; empty when something is
    :param share: part in the amount of the component, once all are known (``fee_share``)
    :param day_count: the interventions that give ``days``
    """

    body_type: str
    population: Measure | None = None
    agents: Measure | None = None
    days: Decimal | None = None
    special_amount: Decimal | None = None
    special_reason: str = ""
    free_reason: str = ""
    share: Share | None = None
    former_share: Share | None = None
    day_count: DayCount | None = None

    @property
    def owes_nothing(self) -> bool:
        """Whether the interventions leave no day to call, so that there is no row at all."""
        return self.day_count is not None and not self.days

    @property
    def metrics(self) -> Metrics:
        """The quantities in the form that the rules read."""
        return Metrics(
            self.population.value if self.population else None,
            self.agents.value if self.agents else None,
        )

    @property
    def is_agreed(self) -> bool:
        """Whether the price comes from an agreement and not from the grid."""
        return self.special_amount is not None or bool(self.free_reason)


@dataclass(frozen=True, slots=True)
class Draft:
    """A computed row; without snapshot nor result when it could not be computed."""

    snapshot: FeeSnapshot | None
    result: FeeResult | None
    explanation: str
    reasons: tuple[str, ...]

    @property
    def amount(self) -> Decimal:
        """Euros called from this payer; zero when nothing could be computed."""
        return self.result.amount if self.result else Decimal(0)


def _priced(prices: Prices, facts: Facts) -> Rule:
    """Return the rule that applies; a percentage comes with the price it is taken of."""
    rule = applicable(prices.rules, facts.body_type, facts.metrics)
    if rule.mode != "percent":
        return rule
    if prices.base is None:
        raise FeeProblem("no_base", (rule.key,))
    try:
        return replace(rule, base=_priced(prices.base, facts))
    except FeeProblem as problem:
        if problem.code not in ("no_rule", "two_rules"):
            raise
        raise FeeProblem("no_base", (rule.key,)) from problem


def _rule(tariff: Tariff, facts: Facts) -> Rule:
    """Return the rule of the grid; an agreed price needs none."""
    try:
        return _priced(tariff.prices, facts)
    except FeeProblem:
        if facts.is_agreed:
            return Rule("agreed", frozenset({facts.body_type}), mode="free")
        raise


def _former_rule(tariff: Tariff, facts: Facts) -> Rule | None:
    if not tariff.is_late or tariff.former_prices is None:
        return None
    try:
        return _priced(tariff.former_prices, facts)
    except FeeProblem:
        return None


def snapshot_of(tariff: Tariff, facts: Facts, owed: Liability) -> FeeSnapshot:
    """Return every figure of one row.

    :raises FeeProblem: no price applies, or a quantity it needs is missing
    """
    return FeeSnapshot(
        component=tariff.component,
        nature=tariff.nature,
        grid=tariff.grid,
        body_type=facts.body_type,
        rule=_rule(tariff, facts),
        period=tariff.period,
        covered=owed.covered,
        first_year=owed.first_year,
        last_year=owed.last_year,
        step=tariff.step,
        population=facts.population,
        agents=facts.agents,
        days=facts.days,
        previous_rule=_former_rule(tariff, facts),
        executory_on=tariff.executory_on if tariff.is_late else None,
        special_amount=facts.special_amount,
        special_reason=facts.special_reason,
        free_reason=facts.free_reason,
        shares=owed.shares,
        share_index=owed.share_index,
        revision=tariff.revision,
        revision_label=tariff.revision_label,
        previous_revision=tariff.former_revision,
        share=facts.share,
        previous_share=facts.former_share,
        day_count=facts.day_count,
    )


def _reasons(snapshot: FeeSnapshot, result: FeeResult) -> list[str]:
    reasons = []
    portion = result.due.portion
    if not snapshot.free_reason and portion.num != portion.den:
        reasons.append("prorata")
    if snapshot.special_amount is not None:
        reasons.append("special_price")
    if result.old_yearly is not None:
        reasons.append("two_prices")
    return reasons


def draft(tariff: Tariff, facts: Facts, owed: Liability) -> Draft:
    """Compute one row; its problems become reasons.

    >>> from datetime import date
    >>> from .fee_rules import Bracket
    >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
    >>> rule = Rule("r", frozenset({"COM"}), Bracket(0, 500), amount=Decimal(140))
    >>> tariff = Tariff("ADH", "contribution", "2026", year, (rule,))
    >>> owed = Liability("commune", year, "none", "none")
    >>> draft(tariff, Facts("COM"), owed).reasons
    ('no_population',)
    >>> small = Facts("COM", Measure("population_municipal", 230, 2023, "INSEE"))
    >>> draft(tariff, small, owed).amount
    Decimal('140.00')
    """
    unpaid = () if owed.is_wholly_paid else ("shares",)
    if tariff.is_late and tariff.executory_on is None and not facts.is_agreed:
        return Draft(None, None, "", (*unpaid, "not_executory"))
    try:
        snapshot = snapshot_of(tariff, facts, owed)
        result = compute(snapshot)
    except FeeProblem as problem:
        return Draft(None, None, "", (*unpaid, problem.code))
    reasons = (*unpaid, *_reasons(snapshot, result))
    return Draft(snapshot, result, sentence(snapshot), reasons)
