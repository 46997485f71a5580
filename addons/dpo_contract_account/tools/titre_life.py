"""What happens to a titre de recettes once issued: money reported, corrections, what is left.

The public accountant collects (CGCT L1617-5): what is known of it is only what was reported,
and nothing reported is not the same as nothing paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "payment", "reduction", "cancellation", "mandate_673", "bad_debt", "extinct", "remission"
]

#: The claim was wrong: reduced or cancelled in its exercise, or by a mandat at 673 later.
UNDOING = frozenset({"reduction", "cancellation", "mandate_673"})
#: The debtor no longer owes it: by decision of the assembly, or by effect of a judgment.
EXTINGUISHING = UNDOING | {"extinct", "remission"}
#: An admission en non-valeur clears the accounts and leaves the debt alive.
CORRECTIONS = EXTINGUISHING | {"bad_debt"}
#: What an assembly decides: recorded with its act, never from a file alone.
NEEDING_ACT = frozenset({"bad_debt", "remission"})

Problem = Literal[
    "no_amount", "negative", "too_much", "not_whole", "before_issue", "future", "no_act"
]  # fmt: skip
Collection = Literal["unknown", "none", "partial", "full"]
Situation = Literal[
    "to_send",
    "sent",
    "issued",
    "uncollected",
    "partial",
    "collected",
    "contested",
    "written_off",
    "cancelled",
]


@dataclass(frozen=True, slots=True)
class Movement:
    """One fact: a correction of ``amount``, or ``amount`` collected in all up to ``day``."""

    kind: Kind
    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of a titre, in euros; ``reported`` is None when nobody said anything."""

    amount: Decimal
    corrected: Decimal
    undone: Decimal
    extinguished: Decimal
    reported: Decimal | None

    @property
    def net(self) -> Decimal:
        """What the titre still carries in the accounts."""
        return self.amount - self.corrected

    @property
    def left(self) -> Decimal:
        """What no report says collected."""
        return max(self.net - (self.reported or Decimal(0)), Decimal(0))

    @property
    def excess(self) -> Decimal:
        """What was collected and is not due: the accountant gives it back.

        Money that comes after an admission en non-valeur is due and kept.
        """
        due = self.amount - self.extinguished
        return max((self.reported or Decimal(0)) - due, Decimal(0))

    @property
    def is_undone(self) -> bool:
        """Whether the claim itself is wholly cancelled, so that the fee may be called again."""
        return self.undone == self.amount

    @property
    def is_owed(self) -> bool:
        """Whether the debtor still owes some of it, collected or not."""
        return self.extinguished < self.amount

    @property
    def collection(self) -> Collection:
        """What was reported of the collection."""
        if self.reported is None:
            return "unknown"
        if not self.reported:
            return "none"
        return "full" if self.reported >= self.net else "partial"


def balance(amount: Decimal, movements: Iterable[Movement]) -> Balance:
    """Add the corrections up; of the reports, the latest day holds.

    >>> read = balance(Decimal(420), [
    ...     Movement("reduction", date(2026, 5, 4), Decimal("20.50")),
    ...     Movement("payment", date(2026, 6, 1), Decimal(100))])
    >>> read.net, read.left, read.collection
    (Decimal('399.50'), Decimal('299.50'), 'partial')
    >>> balance(Decimal(420), []).collection
    'unknown'
    """
    movements = list(movements)
    reports = [movement for movement in movements if movement.kind == "payment"]
    latest = max(reports, key=lambda movement: (movement.day, movement.amount), default=None)
    return Balance(
        amount=amount,
        corrected=_sum(movements, CORRECTIONS),
        undone=_sum(movements, UNDOING),
        extinguished=_sum(movements, EXTINGUISHING),
        reported=latest.amount if latest else None,
    )


def _sum(movements: list[Movement], kinds: frozenset[str]) -> Decimal:
    return sum((m.amount for m in movements if m.kind in kinds), Decimal(0))


def refusal(
    before: Balance, new: Movement, *, issued_on: date, today: date, has_act: bool = True
) -> Problem | None:
    """Say why ``new`` cannot be recorded, or None.

    Corrections never exceed the titre; a cancellation leaves nothing, else it is a reduction.

    >>> before = balance(Decimal(420), [])
    >>> dates = {"issued_on": date(2026, 3, 12), "today": date(2026, 9, 1)}
    >>> refusal(before, Movement("reduction", date(2026, 5, 4), Decimal("420.01")), **dates)
    'too_much'
    >>> refusal(before, Movement("cancellation", date(2026, 5, 4), Decimal(20)), **dates)
    'not_whole'
    """
    if new.day < issued_on:
        return "before_issue"
    if new.day > today:
        return "future"
    if new.amount < 0:
        return "negative"
    if new.kind == "payment":
        return "too_much" if new.amount > before.amount else None
    if not new.amount:
        return "no_amount"
    if new.amount > before.net:
        return "too_much"
    if new.kind == "cancellation" and new.amount != before.net:
        return "not_whole"
    return "no_act" if new.kind in NEEDING_ACT and not has_act else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The document that corrects a titre; ``is_late`` when the accountant must agree to it."""

    kind: Literal["reduction", "cancellation", "mandate_673"]
    is_late: bool = False


def proposal(exercise: int, today: date, *, is_whole: bool) -> Proposal:
    """Propose how a titre of ``exercise`` is corrected on ``today``.

    In its exercise, a titre d'annulation or de réduction; once the exercise is closed, a
    mandat at account 673, « titres annulés sur exercices antérieurs » (M57). The exercise
    stays open for the operating section until 31 January (CGCT L1612-11), as far as the
    accountant still takes entries: late, and to be asked.

    >>> proposal(2026, date(2026, 9, 1), is_whole=False)
    Proposal(kind='reduction', is_late=False)
    >>> proposal(2026, date(2027, 1, 20), is_whole=True)
    Proposal(kind='cancellation', is_late=True)
    >>> proposal(2026, date(2027, 2, 1), is_whole=True)
    Proposal(kind='mandate_673', is_late=False)
    """
    if today > date(exercise + 1, 1, 31):
        return Proposal("mandate_673")
    return Proposal("cancellation" if is_whole else "reduction", today.year > exercise)


def exercise_of(asked: int, issued_on: date | None) -> int:
    """Return the budget year of a titre asked for ``asked`` and issued on a day.

    January still belongs to the exercise before (CGCT L1612-11); later, the year of the issue.

    >>> exercise_of(2026, None), exercise_of(2026, date(2027, 1, 12)), exercise_of(2026,
    ...     date(2027, 3, 12))
    (2026, 2026, 2027)
    """
    if issued_on is None:
        return asked
    is_complementary = issued_on.year == asked + 1 and issued_on.month == 1
    return asked if is_complementary else issued_on.year


def issue_problem(
    asked: int, issued_on: date, *, today: date, taken_on: date | None = None, exercise: int = 0
) -> Literal["future", "too_old", "before_issue", "other_exercise"] | None:
    """Say why the dates of a titre asked for the exercise ``asked`` cannot be right, or None.

    A titre is issued in its exercise, or in the days of January that still belong to it
    (CGCT L1612-11); it is taken in charge once issued.

    >>> issue_problem(2026, date(2062, 3, 12), today=date(2026, 9, 1))
    'future'
    >>> issue_problem(2026, date(2026, 3, 12), today=date(2026, 9, 1), exercise=2062)
    'other_exercise'
    >>> issue_problem(2026, date(2027, 1, 12), today=date(2027, 9, 1), exercise=2026)
    """
    if issued_on > today or (taken_on and taken_on > today):
        return "future"
    if issued_on.year < asked - 1:
        return "too_old"
    if taken_on and taken_on < issued_on:
        return "before_issue"
    possible = {issued_on.year, exercise_of(issued_on.year - 1, issued_on)}
    return "other_exercise" if exercise and exercise not in possible else None


def is_suspensive(kind: str) -> bool:
    """Whether a dispute suspends the executory force of the titre (CGCT L1617-5, 1°).

    Only bringing the claim before a court does; a *recours gracieux* does not by itself.

    >>> is_suspensive("court"), is_suspensive("gracious")
    (True, False)
    """
    return kind == "court"


def situation(state: str, read: Balance, *, is_contested: bool) -> Situation:
    """Say in one word where a titre stands.

    >>> situation("issued", balance(Decimal(420), []), is_contested=False)
    'issued'
    """
    if state != "issued":
        return "to_send" if state == "to_send" else "sent"
    if read.is_undone:
        return "cancelled"
    if is_contested:
        return "contested"
    if not read.net:
        return "written_off"
    words: dict[Collection, Situation] = {
        "unknown": "issued",
        "none": "uncollected",
        "partial": "partial",
        "full": "collected",
    }
    return words[read.collection]
