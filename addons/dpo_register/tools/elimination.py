"""Which files the list of the year proposes, and which periods are to be completed first.

Code du patrimoine, art. L212-2 (selection), L214-3 (no elimination without the visa of the
departmental archives), R212-14 (list of what is to be eliminated).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from .storage_period import Period, cutoff

Answer = Literal["due", "kept", "to_complete"]


def proposal(period: Period, today: date) -> tuple[Answer, date | None]:
    """Return whether files under ``period`` can be on the list, and up to which day they are due.

    What is kept for ever is never on it; without a duration or a fate, nobody can say.

    >>> proposal(Period(5, "year", fate="destroy"), date(2026, 11, 22))
    ('due', datetime.date(2021, 11, 22))
    >>> proposal(Period(5, "year", fate="keep"), date(2026, 11, 22))
    ('kept', None)
    >>> proposal(Period(None, fate="destroy"), date(2026, 11, 22))
    ('to_complete', None)
    """
    if period.is_permanent or period.fate == "keep":
        return "kept", None
    day = cutoff(period, today)
    if day is None or period.fate is None:
        return "to_complete", None
    return "due", day


def final_state(verdicts: list[str]) -> Literal["visa", "refused"]:
    """Return the state of a list once the archives answered: refused when every line is.

    >>> final_state(["accepted", "refused"]), final_state(["refused"])
    ('visa', 'refused')
    """
    return "refused" if set(verdicts) == {"refused"} else "visa"
