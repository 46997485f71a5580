"""Who owes a fee, for which days: from the days of service and the coverage to payers.

A fee is owed by its beneficiary unless a coverage says otherwise (an EPCI pays for its
communes, two bodies share a price). When the payer changes inside a period, each owes
the days of its own coverage, measured by one and the same prorata rule on both sides
of the change, so that no unit is due twice and none is lost (as long as the first and
the last year count in the same unit, or one of them has no prorata). Where the grid
knows no prorata at all, the whole period is due once, by the payer of the first day.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .prorata import Period, ProrataKind

WHOLE = Decimal(100)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cover:
    """Days for which a payer bears ``share`` % of a fee; ``end`` None: no end known.

    :param terms: whatever else must stay the same for two covers to follow one another
        as one (a convention, a reason why nothing is due)
    """

    payer: Hashable
    start: date
    end: date | None = None
    share: Decimal = WHOLE
    terms: Hashable = None

    def days(self, within: Period) -> Period | None:
        """Return the days of this cover inside a period."""
        if self.end is not None and self.end < self.start:
            return None
        return within.meet(Period(self.start, max(self.end or within.end, self.start)))


@dataclass(frozen=True, slots=True)
class Liability:
    """What one payer owes: the days, how they are counted, and its place in the shares.

    :param shares: percentages of all payers of these days
    :param share_index: which of them is this payer's
    """

    payer: Hashable
    covered: Period
    first_year: ProrataKind
    last_year: ProrataKind
    shares: tuple[Decimal, ...] = (WHOLE,)
    share_index: int = 0
    terms: Hashable = None

    @property
    def is_wholly_paid(self) -> bool:
        """Whether the payers of these days bear 100 % together."""
        return sum(self.shares) == WHOLE


_Payers = tuple[tuple[Hashable, Decimal, Hashable], ...]


def merged(spans: Iterable[Period], within: Period) -> list[Period]:
    """Return the days of all spans inside a period, those that touch made one.

    >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
    >>> spring = Period(date(2026, 3, 1), date(2026, 5, 31))
    >>> summer = Period(date(2026, 6, 1), date(2026, 8, 31))
    >>> len(merged([summer, spring], year))
    1
    """
    inside = sorted((days for span in spans if (days := within.meet(span))), key=lambda d: d.start)
    result: list[Period] = []
    for days in inside:
        if result and days.start <= result[-1].end + _DAY:
            last = result.pop()
            result.append(Period(last.start, max(last.end, days.end)))
        else:
            result.append(days)
    return result


def _payers(day: date, tiers: list[list[Cover]], own: Hashable) -> _Payers:
    """Return payer, share and terms of one day, from the first tier that names it; the
    beneficiary pays by default."""
    for covers in tiers:
        found: dict[tuple[Hashable, Hashable], Decimal] = {}
        for cover in covers:
            if cover.days(Period(day, day)):
                key = (cover.payer, cover.terms)
                found[key] = found.get(key, Decimal(0)) + cover.share
        if found:
            return tuple((payer, share, terms) for (payer, terms), share in found.items())
    return ((own, WHOLE, None),)


def _segments(
    span: Period, tiers: list[list[Cover]], own: Hashable
) -> list[tuple[Period, _Payers]]:
    """Cut a span of service where its payers change."""
    cuts = {span.start}
    for cover in (cover for covers in tiers for cover in covers):
        days = cover.days(span)
        if days:
            cuts |= {days.start, days.end + _DAY}
    starts = sorted(cut for cut in cuts if cut <= span.end)
    ends = [start - _DAY for start in starts[1:]] + [span.end]
    result: list[tuple[Period, _Payers]] = []
    for start, end in zip(starts, ends, strict=True):
        payers = _payers(start, tiers, own)
        same = bool(result) and result[-1][1] == payers
        first = result.pop()[0].start if same else start
        result.append((Period(first, end), payers))
    return result


def liabilities(
    period: Period,
    service: Iterable[Period],
    covers: Iterable[Cover],
    own: Hashable,
    first_year: ProrataKind = "none",
    last_year: ProrataKind = "none",
    defaults: Iterable[Cover] = (),
) -> list[Liability]:
    """Return what is owed for one beneficiary and component, in the order of days.

    :param service: days on which the service is due; none at all gives no liability
    :param own: the beneficiary, who pays the days that no cover names
    :param defaults: who pays the days that ``covers`` leave (an EPCI that sits in place of
        its communes)

    >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
    >>> epci = Cover("CC", date(2026, 7, 1))
    >>> [(owed.payer, owed.covered.start.month) for owed in
    ...     liabilities(year, [year], [epci], "commune", "month")]
    [('commune', 1), ('CC', 7)]
    """
    tiers = [list(covers), list(defaults)]
    segments = [
        segment for span in merged(service, period) for segment in _segments(span, tiers, own)
    ]
    inner = first_year if first_year != "none" else last_year
    if inner == "none":
        segments = segments[:1]
    result = []
    for i, (days, payers) in enumerate(segments):
        start_kind = inner if i else first_year
        end_kind = inner if i + 1 < len(segments) else last_year
        shares = tuple(share for _, share, _ in payers)
        result += [
            Liability(payer, days, start_kind, end_kind, shares, j, terms)
            for j, (payer, _, terms) in enumerate(payers)
        ]
    return result
