"""Amount of one row of a fee call, and the snapshot that proves it later.

The order of operations is fixed, and printed with the grid:

1. price of the rule for the whole period (or the special price agreed);
2. revision coefficient of the grid, where it has one;
3. floor, then cap, on that price for the whole period, as printed in the grid: they are
   not revised;
4. prorata temporis, floor and cap included;
5. one rounding, half up, to the step of the grid (0.01, 1 or 5 euros);
6. shares between payers, to the cent, adding up to the rounded amount.

Everything before step 5 is exact (fractions), so that no grouping of rows and no
order of payers can change a cent.

**Revision.** The coefficient multiplies prices, never a price agreed, a floor or a cap.
A percentage of another component follows that component's revised price: it is not
revised a second time.

**An amount to share** is revised, rounded to the cent, then shared among all who owe it
by population (or agents) times the part of the period due: the prorata is inside the key,
and the parts add up to the amount whoever joins or leaves (see :mod:`.fee_share`).

**A tariff voted late.** A deliberation that sets the price of a service has no effect
before it is executory: the former price stays due until then (CE 11/07/2019,
no 422577). The price of a service is therefore split at that date, the new price
starting with the first unit (month, or day where the grid counts by day) that begins
on or after it. A statutory contribution follows the statutes and the budget and is
never split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from .days import DayCount
from .fee_rules import FeeProblem, Metrics, Rule, base_amount, counted
from .prorata import NOTHING, Due, Period, Portion, ProrataKind, due, units

Nature = Literal["contribution", "service"]

CENT = Decimal("0.01")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity as it was known: value, kind, reference year and source."""

    kind: str
    value: int
    year: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one collectivity in an amount shared by a key.

    :param amount: euros to share among all, revision included
    :param weight: weight of this one, out of ``total``
    :param unit: weights are quantities times 1/``unit`` of the period (1: whole period)
    :param has_cent: whether one of the cents left by rounding down comes to this part
    """

    amount: Decimal
    weight: int
    total: int
    unit: int = 1
    has_cent: bool = False

    @property
    def part(self) -> Decimal:
        """Euros of this part.

        >>> Share(Decimal(100), 1, 3, has_cent=True).part
        Decimal('33.34')
        """
        cents = Fraction(self.amount) / Fraction(CENT) * self.weight / self.total
        return (int(cents) + self.has_cent) * CENT


@dataclass(frozen=True, slots=True)
class FeeSnapshot:
    """Every figure behind one row, so that its amount can be proved years later.

    :param rule: the rule applied, as it was voted
    :param covered: days of service, whoever pays for them
    :param step: rounding step in euros
    :param days: days of service counted, for the mode per_day only
    :param previous_rule: rule of the former tariff, where the grid was voted late
    :param executory_on: day from which the grid has legal effect
    :param special_amount: price agreed for the whole period instead of the rule's
    :param free_reason: why nothing is due (a CCAS covered free...)
    :param shares: percentages of all payers, of which this row is ``share_index``
    :param revision: coefficient of the grid on its prices
    :param previous_revision: coefficient of the former grid on its own prices
    :param share: part in the amount shared, for the mode share
    :param previous_share: the same by the former tariff
    :param day_count: where ``days`` come from, when the interventions give them
    """

    component: str
    nature: Nature
    grid: str
    body_type: str
    rule: Rule
    period: Period
    covered: Period
    first_year: ProrataKind = "none"
    last_year: ProrataKind = "none"
    step: Decimal = CENT
    population: Measure | None = None
    agents: Measure | None = None
    days: Decimal | None = None
    previous_rule: Rule | None = None
    executory_on: date | None = None
    special_amount: Decimal | None = None
    special_reason: str = ""
    free_reason: str = ""
    shares: tuple[Decimal, ...] = (Decimal(100),)
    share_index: int = 0
    revision: Decimal = ONE
    revision_label: str = ""
    previous_revision: Decimal = ONE
    share: Share | None = None
    previous_share: Share | None = None
    day_count: DayCount | None = None

    @property
    def metrics(self) -> Metrics:
        """The quantities in the form that the rules read."""
        return Metrics(
            self.population.value if self.population else None,
            self.agents.value if self.agents else None,
        )


@dataclass(frozen=True, slots=True)
class FeeResult:
    """The steps of one computation, in euros.

    :param base: price of the rule before the coefficient, floor and cap, None for a
        special price
    :param revised: the same after the coefficient
    :param reference: price of the other component of which a percentage is taken
    :param yearly: price for the whole period after floor and cap
    :param due: what of the period is due
    :param old_yearly: the former price, where part of the period is due at it
    :param old_portion: the part of the period due at the former price
    :param new_portion: the part of the period due at the new price
    :param exact: amount before the one rounding
    :param total: rounded amount, before the shares of the payers
    :param old_amount: what of ``total`` comes from the former price
    :param amount: what this payer owes
    """

    base: Decimal | None
    yearly: Decimal
    due: Due
    old_yearly: Decimal | None
    old_portion: Portion
    new_portion: Portion
    exact: Fraction
    total: Decimal
    old_amount: Decimal
    amount: Decimal
    revised: Decimal | None = None
    reference: Decimal | None = None


def clamp(amount: Decimal, rule: Rule) -> Decimal:
    """Raise an amount to the floor of a rule, then lower it to its cap."""
    if rule.floor is not None and rule.mode != "free":
        amount = max(amount, rule.floor)
    return amount if rule.cap is None else min(amount, rule.cap)


def round_half_up(value: Fraction | Decimal, step: Decimal = CENT) -> Decimal:
    """Round to the nearest multiple of ``step``, halves away from zero.

    >>> round_half_up(Decimal("11.665")), round_half_up(Decimal("12.5"), Decimal(5))
    (Decimal('11.67'), Decimal('15'))
    """
    steps = Fraction(value) / Fraction(step)
    whole = int(abs(steps) + Fraction(1, 2))
    return (whole if steps >= 0 else -whole) * step


def split(
    total: Decimal, weights: Sequence[Decimal | Fraction], step: Decimal = CENT
) -> list[Decimal]:
    """Share a total by weights, to the cent, the parts adding up to it exactly.

    Each part gets its quota rounded down; the cents left go to the largest
    remainders, the first of equals first.

    :raises ValueError: for a negative weight, or when all weights are zero

    >>> split(Decimal("100.00"), [Decimal(1)] * 3)
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    """
    exact = [Fraction(weight) for weight in weights]
    if not sum(exact) or min(exact) < 0:
        raise ValueError("shares need positive weights")
    sign = -1 if total < 0 else 1
    steps = Fraction(abs(total)) / Fraction(step)
    quotas = [steps * weight / sum(exact) for weight in exact]
    parts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - quotas[i], i))
    for i in by_remainder[: int(steps) - sum(parts)]:
        parts[i] += 1
    return [sign * part * step for part in parts]


def _portions(snapshot: FeeSnapshot, owed: Due) -> tuple[Portion, Portion]:
    """Return the portions due at the former price and at the new one."""
    start = snapshot.executory_on
    is_agreed = snapshot.special_amount is not None or bool(snapshot.free_reason)
    if start is None or owed.days is None or start <= owed.days.start:
        return NOTHING, owed.portion
    if snapshot.nature == "contribution" or is_agreed:
        return NOTHING, owed.portion
    if start > owed.days.end:
        return owed.portion, NOTHING
    kind: ProrataKind = "day" if snapshot.first_year == "day" else "month"
    inside = [u for u in units(snapshot.period, kind) if owed.days.meet(u)]
    old = sum(unit.start < start for unit in inside)
    num, den = owed.portion.num, owed.portion.den
    if num == len(inside):
        return Portion(old, den), Portion(num - old, den)
    whole = len(inside) * den
    return Portion(num * old, whole), Portion(num * (len(inside) - old), whole)


@dataclass(frozen=True, slots=True)
class _Price:
    """A price for a whole period, step by step; ``base`` is None for an agreed one."""

    yearly: Decimal
    base: Decimal | None = None
    revised: Decimal | None = None
    reference: Decimal | None = None
    is_part: bool = False

    def due(self, portion: Portion, whole: Portion) -> Fraction:
        """Return the euros of ``portion``; a part of a shared amount knows the prorata."""
        if not self.is_part:
            return Fraction(self.yearly) * portion.value
        return Fraction(self.yearly) * portion.value / whole.value if whole.num else Fraction(0)


def _priced(snapshot: FeeSnapshot, rule: Rule, revision: Decimal, share: Share | None) -> _Price:
    """Return the price of a rule on the quantities of the snapshot."""
    if rule.mode == "share":
        counted(rule, snapshot.metrics)
        if share is None:
            raise FeeProblem("no_share", (rule.key,))
        return _Price(share.part, share.part, share.part, is_part=True)
    if rule.mode == "percent":
        if rule.base is None or rule.base.mode in ("share", "per_day"):
            raise FeeProblem("no_base", (rule.key,))
        reference = _priced(snapshot, rule.base, revision, None).yearly
        base = reference * rule.amount / 100
        return _Price(clamp(base, rule), base, base, reference)
    base = base_amount(rule, snapshot.metrics, snapshot.days)
    revised = base * revision
    return _Price(clamp(revised, rule), base, revised)


def _new_price(snapshot: FeeSnapshot) -> _Price:
    if snapshot.free_reason:
        return _Price(Decimal(0))
    if snapshot.special_amount is not None:
        return _Price(snapshot.special_amount)
    return _priced(snapshot, snapshot.rule, snapshot.revision, snapshot.share)


def _old_price(snapshot: FeeSnapshot) -> _Price:
    """Return the former price for a whole period, on the quantities of today."""
    rule = snapshot.previous_rule
    if rule is None:
        raise FeeProblem("no_previous_price", (snapshot.rule.key,))
    return _priced(snapshot, rule, snapshot.previous_revision, snapshot.previous_share)


def _step(price: _Price, snapshot: FeeSnapshot) -> Decimal:
    """Parts of an amount are cents whatever the grid: they add up to it."""
    return CENT if price.is_part else snapshot.step


def compute(snapshot: FeeSnapshot) -> FeeResult:
    """Compute one row from its snapshot and nothing else.

    :raises FeeProblem: a quantity is missing, or part of the period falls before the
        grid is executory and no former price is known (no_previous_price)
    """
    price = _new_price(snapshot)
    owed = due(snapshot.period, snapshot.covered, snapshot.first_year, snapshot.last_year)
    if price.base is not None and snapshot.rule.mode == "per_day":
        # Days are counted when they are spent: no prorata on top of them.
        owed = Due(owed.days, Portion(1, 1))
        old, new = NOTHING, owed.portion
    else:
        old, new = _portions(snapshot, owed)
    old_price = _old_price(snapshot) if old.num else None
    old_exact = old_price.due(old, owed.portion) if old_price else Fraction(0)
    new_exact = price.due(new, owed.portion)
    exact = old_exact + new_exact
    total = round_half_up(exact, _step(price, snapshot))
    return FeeResult(
        base=price.base,
        yearly=price.yearly,
        due=owed,
        old_yearly=old_price.yearly if old_price else None,
        old_portion=old,
        new_portion=new,
        exact=exact,
        total=total,
        old_amount=split(total, [old_exact, new_exact])[0] if total else total,
        amount=split(total, snapshot.shares)[snapshot.share_index],
        revised=price.revised,
        reference=price.reference,
    )


def recompute(snapshot: FeeSnapshot) -> Decimal:
    """Return the euros owed according to a stored snapshot ("Recalculer")."""
    return compute(snapshot).amount
