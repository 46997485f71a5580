"""What a grid would change: before and after, member by member.

Differences are exact euros. A variation in per cent exists only where something was
called before: a member who comes or leaves has none.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from odoo.addons.dpo_base.tools.french import NBSP

Trend = Literal["up", "down", "same", "new", "gone"]
TRENDS: tuple[Trend, ...] = ("up", "down", "same", "new", "gone")

ZERO = Decimal(0)
#: Bounds of the classes of variation, in per cent; no variation is a class of its own.
BOUNDS = (-50, -20, -10, -5, 0, 5, 10, 20, 50)
NO_VARIATION = "none"


@dataclass(frozen=True, slots=True)
class Change:
    """What one member owes before and after."""

    key: Hashable
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """Euros more, or less when negative."""
        return self.after - self.before

    @property
    def trend(self) -> Trend:
        """Whether it owes more, less, the same, or begins or ceases to owe.

        >>> Change("A", Decimal(0), Decimal(140)).trend, Change("A", ZERO, ZERO).trend
        ('new', 'same')
        """
        if self.difference == 0:
            return "same"
        if not self.before:
            return "new"
        if not self.after:
            return "gone"
        return "up" if self.difference > 0 else "down"

    @property
    def percent(self) -> Fraction | None:
        """The variation in per cent, None where nothing was called before.

        >>> Change("A", Decimal(420), Decimal(525)).percent
        Fraction(25, 1)
        """
        return Fraction(self.difference) * 100 / Fraction(self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Total:
    """How many members, and their euros before and after."""

    count: int
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """Euros more, or less when negative."""
        return self.after - self.before


def total(changes: Iterable[Change]) -> Total:
    """Add changes up.

    >>> total([Change("A", Decimal(1), Decimal(3)), Change("B", Decimal(2), ZERO)]).difference
    Decimal('0')
    """
    known = list(changes)
    before = sum((change.before for change in known), ZERO)
    return Total(len(known), before, sum((change.after for change in known), ZERO))


def by_trend(changes: Iterable[Change]) -> dict[Trend, Total]:
    """Add changes up by trend, each trend being there even when nobody follows it.

    >>> by_trend([Change("A", Decimal(1), Decimal(3))])["up"].count
    1
    """
    known = list(changes)
    return {trend: total(c for c in known if c.trend == trend) for trend in TRENDS}


def biggest(changes: Iterable[Change], count: int, *, raised: bool) -> list[Change]:
    """Return the changes of most euros, up (``raised``) or down.

    >>> rise = Change("A", Decimal(100), Decimal(140))
    >>> [change.key for change in biggest([rise, Change("B", ZERO, ZERO)], 10, raised=True)]
    ['A']
    """
    sign = 1 if raised else -1
    moved = [change for change in changes if sign * change.difference > 0]
    return sorted(moved, key=lambda change: -sign * change.difference)[:count]


def bands() -> list[str]:
    """Return the keys of the classes of variation, from the deepest fall to none.

    >>> bands()[:2], bands()[4:7], bands()[-2:]
    (['below_-50', 'from_-50'], ['from_-5', 'zero', 'from_0'], ['from_50', 'none'])
    """
    keys = ["below_-50"]
    for bound in BOUNDS:
        keys += ["zero", "from_0"] if bound == 0 else [f"from_{bound}"]
    return [*keys, NO_VARIATION]


def band(change: Change) -> str:
    """Return the class of variation of a change.

    A class goes from its bound, included, towards the rise; a rise has its lower bound
    excluded so that 0 % stands alone.

    >>> [band(Change("A", Decimal(100), Decimal(after))) for after in (40, 95, 100, 101, 105, 300)]
    ['below_-50', 'from_-5', 'zero', 'from_0', 'from_5', 'from_50']
    >>> band(Change("A", ZERO, Decimal(140)))
    'none'
    """
    percent = change.percent
    if percent is None:
        return NO_VARIATION if change.difference else "zero"
    if percent == 0:
        return "zero"
    passed = [bound for bound in BOUNDS if bound <= percent]
    return f"from_{passed[-1]}" if passed else "below_-50"


def band_label(key: str) -> str:
    """Write a class of variation in French.

    >>> band_label("from_-20").replace(NBSP, " "), band_label("below_-50").replace(NBSP, " ")
    ('de −20 à −10 %', 'moins de −50 %')
    >>> band_label("from_50").replace(NBSP, " "), band_label("zero"), band_label("none")
    ('50 % et plus', 'inchangé', 'nouveau')
    """
    if key == NO_VARIATION:
        return "nouveau"
    if key == "zero":
        return "inchangé"
    if key.startswith("below_"):
        return f"moins de {_signed(BOUNDS[0])}{NBSP}%"
    low = int(key.removeprefix("from_"))
    if low == BOUNDS[-1]:
        return f"{_signed(low)}{NBSP}% et plus"
    high = BOUNDS[BOUNDS.index(low) + 1]
    return f"de {_signed(low)} à {_signed(high)}{NBSP}%"


def _signed(value: int) -> str:
    return f"−{-value}" if value < 0 else str(value)


def histogram(changes: Sequence[Change]) -> list[tuple[str, int]]:
    """Count the changes by class, the empty ones at both ends left out.

    >>> histogram([Change("A", Decimal(100), Decimal(99)), Change("B", Decimal(9), Decimal(9))])
    [('from_-5', 1), ('zero', 1)]
    """
    counts = dict.fromkeys(bands(), 0)
    for change in changes:
        counts[band(change)] += 1
    filled = [key for key, count in counts.items() if count]
    if not filled:
        return []
    order = bands()
    first, last = order.index(filled[0]), order.index(filled[-1])
    return [(key, counts[key]) for key in order[first : last + 1]]
