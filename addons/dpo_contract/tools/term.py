"""Dates of a convention: end, tacit renewals, notice; and days paid twice.

Conventions of computation, printed in the convention itself:

- a term of N months that starts on day D ends the day before D + N calendar months;
  every term is counted from the first start, so that a start on the 31st does not
  drift;
- a notice of N months must be received at the latest on the day that leaves N full
  calendar months before the first day after the term: for a term ending on 31/12 and
  three months of notice, 30/09. The period runs backwards and is never lengthened by
  a holiday;
- rule "1 January": a notice takes effect on 1 January of the year after the one in
  which it is received in time, whatever the anniversary of the convention.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from dateutil.relativedelta import relativedelta

Renewal = Literal["none", "express", "tacit"]
NoticeRule = Literal["term", "january"]

_DAY = timedelta(days=1)
_WHOLE_SHARE = Decimal(100)


def term_end(start: date, months: int) -> date:
    """Return the last day of a term.

    >>> term_end(date(2026, 1, 1), 36)
    datetime.date(2028, 12, 31)
    >>> term_end(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 27)
    """
    end: date = start + relativedelta(months=months) - _DAY
    return end


def latest_notice(end: date, months: int) -> date:
    """Return the last day on which a notice before ``end`` may be received.

    >>> latest_notice(date(2028, 12, 31), 3)
    datetime.date(2028, 9, 30)
    """
    after_notice: date = end + _DAY - relativedelta(months=months)
    return after_notice - _DAY


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a convention; ``renewals`` is 0 for the first."""

    start: date
    end: date
    renewals: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the convention says about its duration.

    :param duration_months: first term
    :param renewal_months: each tacit renewal
    :param renewal_max: how many tacit renewals at most, None without limit
    """

    start: date
    duration_months: int
    renewal: Renewal = "none"
    renewal_months: int = 12
    renewal_max: int | None = None
    notice_months: int = 0
    notice_rule: NoticeRule = "term"

    def __post_init__(self) -> None:
        if self.duration_months < 1 or self.renewal_months < 1:
            raise ValueError("a term lasts at least one month")
        if self.notice_months < 0:
            raise ValueError("a notice cannot be negative")

    def term(self, renewals: int) -> Term | None:
        """Return the term after that many tacit renewals, None when there is none."""
        if renewals and self.renewal != "tacit":
            return None
        if self.renewal_max is not None and renewals > self.renewal_max:
            return None
        months = self.duration_months + renewals * self.renewal_months
        before = months - self.renewal_months
        start = self.start
        if renewals:
            start += relativedelta(months=before)
        return Term(start, term_end(self.start, months), renewals)

    @property
    def last_end(self) -> date | None:
        """Last day if nobody gives notice, None when renewals have no limit."""
        if self.renewal != "tacit":
            return term_end(self.start, self.duration_months)
        if self.renewal_max is None:
            return None
        last = self.term(self.renewal_max)
        return last.end if last else None


def current_term(schedule: Schedule, on: date) -> Term | None:
    """Return the term that runs on a day, None before the first or after the last.

    >>> tacit = Schedule(date(2024, 1, 1), 12, renewal="tacit")
    >>> current_term(tacit, date(2026, 6, 1)).renewals
    2
    """
    if on < schedule.start:
        return None
    # A lower estimate first, so that a convention of 1990 costs no long loop.
    elapsed = (on.year - schedule.start.year) * 12 + on.month - schedule.start.month
    skipped = (elapsed - schedule.duration_months) // schedule.renewal_months
    renewals = max(0, skipped)
    if schedule.renewal != "tacit":
        renewals = 0
    term = schedule.term(renewals)
    while term and term.end < on:
        term = schedule.term(term.renewals + 1)
    return term


@dataclass(frozen=True, slots=True)
class Notice:
    """A way out: received by ``deadline``, it ends the convention on ``end``."""

    deadline: date
    end: date


def _january_notice(schedule: Schedule, on: date) -> Notice:
    year = max(on, schedule.start).year
    end = date(year, 12, 31)
    if latest_notice(end, schedule.notice_months) < on:
        end = date(year + 1, 12, 31)
    return Notice(latest_notice(end, schedule.notice_months), end)


def next_notice(schedule: Schedule, on: date) -> Notice | None:
    """Return the next way out for a notice received on ``on`` or later.

    None when no notice is needed any more: the convention ends by itself first.

    >>> tacit = Schedule(date(2024, 1, 1), 12, renewal="tacit", notice_months=3)
    >>> next_notice(tacit, date(2026, 9, 30)).end
    datetime.date(2026, 12, 31)
    >>> next_notice(tacit, date(2026, 10, 1)).end
    datetime.date(2027, 12, 31)
    """
    if schedule.notice_rule == "january":
        notice = _january_notice(schedule, on)
        last = schedule.last_end
        return notice if last is None or notice.end < last else None
    term = current_term(schedule, max(on, schedule.start))
    while term and schedule.term(term.renewals + 1):
        deadline = latest_notice(term.end, schedule.notice_months)
        if on <= deadline:
            return Notice(deadline, term.end)
        term = schedule.term(term.renewals + 1)
    return None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Days of one beneficiary and component, of which a payer bears ``share`` %.

    ``end`` is included; None means no end is known.
    """

    key: Hashable
    beneficiary: Hashable
    component: Hashable
    start: date
    end: date | None = None
    share: Decimal = _WHOLE_SHARE


@dataclass(frozen=True, slots=True)
class ShareFault:
    """Days whose shares add up to more or less than 100 %; ``end`` None: no end."""

    beneficiary: Hashable
    component: Hashable
    start: date
    end: date | None
    share: Decimal
    keys: tuple[Hashable, ...]

    @property
    def is_paid_twice(self) -> bool:
        """Whether the days are paid for more than once, rather than not wholly."""
        return self.share > _WHOLE_SHARE


def _faults_of(rows: list[Coverage]) -> list[ShareFault]:
    """Sweep the days of one beneficiary and component."""
    marks = {row.start for row in rows}
    marks |= {row.end + _DAY for row in rows if row.end is not None}
    starts = sorted(marks)
    ends: list[date | None] = [mark - _DAY for mark in starts[1:]]
    ends.append(None)
    faults = []
    for start, end in zip(starts, ends, strict=True):
        live = [r for r in rows if r.start <= start and (r.end is None or start <= r.end)]
        share = sum((row.share for row in live), Decimal(0))
        if live and share != _WHOLE_SHARE:
            keys = tuple(row.key for row in live)
            first = rows[0]
            faults.append(ShareFault(first.beneficiary, first.component, start, end, share, keys))
    return faults


def share_faults(rows: Iterable[Coverage]) -> list[ShareFault]:
    """Return the days paid twice, or not wholly, per beneficiary and component.

    >>> own = Coverage(1, "50129", "DPD", date(2026, 1, 1), date(2026, 5, 15))
    >>> epci = Coverage(2, "50129", "DPD", date(2026, 5, 15))
    >>> [(fault.start.isoformat(), fault.share) for fault in share_faults([own, epci])]
    [('2026-05-15', Decimal('200'))]
    """
    grouped: dict[tuple[Hashable, Hashable], list[Coverage]] = {}
    for row in rows:
        grouped.setdefault((row.beneficiary, row.component), []).append(row)
    return [fault for group in grouped.values() for fault in _faults_of(group)]
