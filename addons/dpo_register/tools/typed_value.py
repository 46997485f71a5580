"""Days and numbers as people type them in a form."""

from __future__ import annotations

import re
from datetime import date

_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def typed_day(text: str) -> date | None:
    """Return the day of ``2026-12-31`` or ``31/12/2026``; None for nothing.

    Raise ``ValueError`` for anything else.

    >>> typed_day("31/12/2026") == typed_day(" 2026-12-31 ")
    True
    >>> typed_day("") is None
    True
    """
    text = text.strip()
    french = _FRENCH_DAY.fullmatch(text)
    if french:
        day, month, year = (int(part) for part in french.groups())
        return date(year, month, day)
    return date.fromisoformat(text) if text else None


def typed_count(text: str) -> int:
    """Return the number of ``1 200``; 0 for nothing. Raise ``ValueError`` for anything else.

    >>> typed_count("1 200"), typed_count("")
    (1200, 0)
    >>> typed_count("-3")
    Traceback (most recent call last):
    ...
    ValueError: no count: -3
    """
    digits = re.sub(r"\s", "", text)
    if digits and not re.fullmatch(r"[0-9]{1,9}", digits):
        raise ValueError(f"no count: {text}")
    return int(digits or 0)
