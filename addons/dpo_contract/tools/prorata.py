"""Prorata temporis: which part of a period is due for the days covered.

One principle for every rule: **a unit (day, month, quarter, half-year) is due when
the collectivity is covered on its last day.** Whoever joins on 15 May owes May (the
month started is due); whoever leaves on 14 May does not. No unit is due twice when
one coverage follows another, and complementary coverages add up to the whole.

The rule of the first year measures what a late start removes, the rule of the last
year what an early end removes; they may differ, and "none" removes nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import attrgetter
from typing import Literal

from dateutil.relativedelta import relativedelta

ProrataKind = Literal["none", "day", "month", "quarter", "half_year"]

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6}
_DAY = timedelta(days=1)
_end = attrgetter("end")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period ends before it starts: {self.start}..{self.end}")

    @property
    def days(self) -> int:
        """Number of days.

        >>> Period(date(2028, 1, 1), date(2028, 12, 31)).days
        366
        """
        return (self.end - self.start).days + 1

    def meet(self, other: Period) -> Period | None:
        """Return the days common to both periods, None where there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class Portion:
    """``num`` units due out of ``den``, not reduced: 8/12 reads as eight months."""

    num: int
    den: int

    @property
    def value(self) -> Fraction:
        """The portion as an exact number."""
        return Fraction(self.num, self.den)


NOTHING = Portion(0, 1)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of a period: the whole units, as days and as a portion.

    ``days`` is None when nothing is due.
    """

    days: Period | None
    portion: Portion


@lru_cache(maxsize=256)
def units(period: Period, kind: ProrataKind) -> tuple[Period, ...]:
    """Cut a period in units counted from its first day; the last may be shorter.

    >>> len(units(Period(date(2026, 1, 1), date(2026, 12, 31)), "quarter"))
    4
    """
    if kind == "none":
        return (period,)
    starts, start = [], period.start
    while start <= period.end:
        starts.append(start)
        if kind == "day":
            start += _DAY
        else:
            start = period.start + relativedelta(months=_MONTHS[kind] * len(starts))
    ends = [start - _DAY for start in starts[1:]] + [period.end]
    return tuple(Period(start, end) for start, end in zip(starts, ends, strict=True))


def _late_start(period: Period, start: date, kind: ProrataKind) -> tuple[Portion, date]:
    """Return the portion that a late start removes, and the first day due."""
    if kind == "none" or start <= period.start:
        return NOTHING, period.start
    cut = units(period, kind)
    removed = bisect_left(cut, start, key=_end)
    return Portion(removed, len(cut)), cut[removed].start


def _early_end(period: Period, end: date, kind: ProrataKind) -> tuple[Portion, date]:
    """Return the portion that an early end removes, and the last day due."""
    if kind == "none" or end >= period.end:
        return NOTHING, period.end
    cut = units(period, kind)
    kept = bisect_right(cut, end, key=_end)
    last = cut[kept].start - _DAY
    return Portion(len(cut) - kept, len(cut)), last


def due(
    period: Period,
    covered: Period,
    first_year: ProrataKind = "none",
    last_year: ProrataKind = "none",
) -> Due:
    """Return what is due of ``period`` when ``covered`` are the days of service.

    >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
    >>> late = Period(date(2026, 5, 15), date(2026, 12, 31))
    >>> due(year, late, "month").portion
    Portion(num=8, den=12)
    >>> due(year, late, "day").portion
    Portion(num=231, den=365)
    """
    inside = period.meet(covered)
    if inside is None:
        return Due(None, NOTHING)
    before, start = _late_start(period, inside.start, first_year)
    after, end = _early_end(period, inside.end, last_year)
    den = lcm(before.den, after.den)
    num = den - before.num * den // before.den - after.num * den // after.den
    if end < start or num <= 0:
        return Due(None, Portion(0, den))
    return Due(Period(start, end), Portion(num, den))
