"""Days of service: included in a convention, spent, and called beyond.

A day called is a whole number of steps (quarter, half-day, day) beyond the allowance of
the year. It is counted on the running total: the interventions of a year, called in one
time or in several, early or late, give the same number of days, and an intervention that
was called is never called again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from odoo.addons.dpo_base.tools.french import NBSP

from .prorata import Period, due

Rounding = Literal["exact", "quarter", "half", "whole", "half_nearest"]

ZERO = Decimal(0)
_CENT = Decimal("0.01")
_STEPS: dict[Rounding, Fraction] = {
    "exact": Fraction(1, 100),
    "quarter": Fraction(1, 4),
    "half": Fraction(1, 2),
    "whole": Fraction(1),
    "half_nearest": Fraction(1, 2),
}
_KINDS = {
    "phone": "téléphone",
    "email": "courriel",
    "on_site": "sur place",
    "letter": "courrier",
    "visit": "visite",
}


@dataclass(frozen=True, slots=True)
class DayTerms:
    """How a convention counts.

    :param day_minutes: how long a day is
    :param rounding: to which step, upwards but for ``half_nearest``; ``exact`` drops what is
        under a hundredth of a day
    :param per_intervention: each intervention is rounded, instead of the total beyond the
        allowance
    """

    day_minutes: int = 420
    rounding: Rounding = "half"
    per_intervention: bool = False

    def __post_init__(self) -> None:
        if self.day_minutes < 1:
            raise ValueError("a day lasts some time")


@dataclass(frozen=True, slots=True)
class Intervention:
    """Time spent for one collectivity on one day.

    :param key: where it was noted
    :param owner: for whom
    :param days: what of it is called beyond the allowance
    """

    key: str
    owner: int
    day: date
    minutes: int
    kind: str = ""
    theme: str = ""
    days: Decimal = ZERO

    @property
    def words(self) -> str:
        """The intervention in French: day, kind, theme, time.

        >>> Intervention("a", 1, date(2026, 3, 12), 210, "on_site", "Registre").words.replace(
        ...     NBSP, " ")
        '12/03/2026, sur place, Registre : 3 h 30'
        """
        parts = [f"{self.day:%d/%m/%Y}", _KINDS.get(self.kind, self.kind), self.theme]
        return f"{', '.join(filter(None, parts))}{NBSP}: {duration(self.minutes)}"


@dataclass(frozen=True, slots=True)
class DayCount:
    """Where the days of one fee come from; kept in its snapshot.

    :param included: days included in the year
    :param spent: days spent in the year up to ``until``
    :param called: days of the year that other fees have called
    :param interventions: those of the beneficiary that no other fee took, within the
        allowance or beyond it
    """

    included: Decimal
    spent: Decimal
    called: Decimal
    until: date
    interventions: tuple[Intervention, ...] = ()

    @property
    def days(self) -> Decimal:
        """Days called by this fee."""
        return sum((one.days for one in self.interventions), ZERO)

    @property
    def first_day(self) -> date:
        """Day of the first intervention that is called, wholly or in part."""
        return min(one.day for one in self.interventions if one.days)


#: Where no convention counts time.
NO_DAYS = DayCount(ZERO, ZERO, ZERO, date.min)


def duration(minutes: int) -> str:
    """Write a time spent.

    >>> [duration(m).replace(NBSP, " ") for m in (45, 60, 210)]
    ['45 min', '1 h', '3 h 30']
    """
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02}" if rest else "")


def rounded(days: Fraction, rounding: Rounding) -> Decimal:
    """Return whole steps.

    >>> [rounded(Fraction(days), "half") for days in ("0", "0.1", "0.5", "0.6")]
    [Decimal('0'), Decimal('0.5'), Decimal('0.5'), Decimal('1')]
    >>> rounded(Fraction("0.2"), "half_nearest"), rounded(Fraction(1, 3), "exact")
    (Decimal('0'), Decimal('0.33'))
    """
    step = _STEPS[rounding]
    count = days / step
    if rounding == "exact":
        whole = floor(count)
    elif rounding == "half_nearest":
        whole = floor(count + Fraction(1, 2))
    else:
        whole = ceil(count)
    return Decimal((whole * step).numerator) / Decimal((whole * step).denominator)


def spent(minutes: Iterable[int], terms: DayTerms) -> Fraction:
    """Return the days that some interventions took.

    >>> spent([210, 30], DayTerms(per_intervention=True)), spent([210, 210], DayTerms())
    (Fraction(1, 1), Fraction(1, 1))
    """
    return sum((_days(each, terms) for each in minutes), Fraction(0))


def _days(minutes: int, terms: DayTerms) -> Fraction:
    exact = Fraction(minutes, terms.day_minutes)
    return Fraction(rounded(exact, terms.rounding)) if terms.per_intervention else exact


def allowance(
    yearly: Decimal, year: Period, served: Iterable[Period], *, by_month: bool
) -> Decimal:
    """Return the days included in a year of which only some days are served.

    By month, as a fee: a month counts when its last day is served.

    >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
    >>> late = Period(date(2026, 7, 1), date(2026, 12, 31))
    >>> allowance(Decimal(4), year, [late], by_month=True)
    Decimal('2.00')
    >>> allowance(Decimal(4), year, [late], by_month=False)
    Decimal('4')
    """
    inside = [days for span in served if (days := year.meet(span))]
    if not inside:
        return ZERO
    if not by_month:
        return yearly
    covered = Period(min(d.start for d in inside), max(d.end for d in inside))
    portion = due(year, covered, "month", "month").portion
    return (yearly * portion.num / portion.den).quantize(_CENT, ROUND_HALF_UP)


def charged(
    taken: Sequence[int],
    new: Sequence[int],
    terms: DayTerms,
    included: Decimal,
    called: Decimal = ZERO,
) -> list[Decimal]:
    """Return the days that each new intervention adds to those called.

    :param taken: minutes of the interventions that fees have called, whatever their days
    :param new: minutes of the others, in the order in which they use the allowance up
    :param called: days that fees have called

    >>> charged([], [420, 420, 60], DayTerms(), Decimal(1))
    [Decimal('0'), Decimal('1'), Decimal('0.5')]
    >>> charged([420, 420], [60], DayTerms(), Decimal(1), Decimal(1))
    [Decimal('0.5')]
    """
    total, running = spent(taken, terms), called
    result = []
    for minutes in new:
        total += _days(minutes, terms)
        beyond = rounded(max(total - Fraction(included), Fraction(0)), terms.rounding)
        result.append(max(beyond - running, ZERO))
        running += result[-1]
    return result


@dataclass(frozen=True, slots=True)
class DayAccount:
    """The days of one convention, or of one beneficiary, over a year.

    :param taken: interventions that fees have called
    :param new: the others, each with the days it adds
    """

    terms: DayTerms
    included: Decimal
    until: date
    called: Decimal = ZERO
    taken: tuple[Intervention, ...] = ()
    new: tuple[Intervention, ...] = ()

    @classmethod
    def open(
        cls,
        terms: DayTerms,
        included: Decimal,
        until: date,
        taken: Sequence[Intervention],
        new: Sequence[Intervention],
    ) -> DayAccount:
        """Work out the days that the new interventions add; the taken ones keep theirs."""
        called = sum((one.days for one in taken), ZERO)
        in_order = sorted(new, key=lambda one: (one.day, one.key))
        days = charged(
            [one.minutes for one in taken],
            [one.minutes for one in in_order],
            terms,
            included,
            called,
        )
        marked = [replace(one, days=more) for one, more in zip(in_order, days, strict=True)]
        return cls(terms, included, until, called, tuple(taken), tuple(marked))

    def afresh(self) -> DayAccount:
        """Return the account as if no fee had called any of its time."""
        return DayAccount.open(self.terms, self.included, self.until, (), self.taken + self.new)

    @property
    def spent(self) -> Decimal:
        """Days spent, to the hundredth."""
        exact = spent((one.minutes for one in self.taken + self.new), self.terms)
        return _hundredths(exact)

    @property
    def remaining(self) -> Decimal:
        """Days included that are not spent yet."""
        return max(self.included - self.spent, ZERO)

    @property
    def beyond(self) -> Decimal:
        """Days beyond the allowance, called or still to call."""
        return self.called + self.to_call

    @property
    def to_call(self) -> Decimal:
        """Days beyond the allowance that no fee has called."""
        return sum((one.days for one in self.new), ZERO)

    @property
    def used_percent(self) -> int:
        """Part of the allowance that is spent; beyond 100 when it is exceeded."""
        if not self.included:
            return 100 if self.spent else 0
        return int(100 * self.spent / self.included)

    def count(self, owner: int, days: Period) -> DayCount:
        """Return what a fee calls: the interventions for one beneficiary inside some days."""
        mine = [one for one in self.new if one.owner == owner and days.start <= one.day <= days.end]
        return DayCount(self.included, self.spent, self.called, self.until, tuple(mine))


def _hundredths(exact: Fraction) -> Decimal:
    return Decimal(floor(exact * 100 + Fraction(1, 2))) / 100
