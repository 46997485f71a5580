"""What a town hall types in the engagement round: read, never guessed.

The number of agents is the base of some fees (*bases de liquidation*): a slip of the keyboard
must not become a sum. A figure that cannot be right is refused; one that surprises is asked twice.
"""

from __future__ import annotations

import re
from typing import Literal

Problem = Literal["not_number", "too_many", "surprising"]

#: More agents than this is no local authority that an OPSN serves as a member.
MOST_AGENTS = 20_000
#: A body smaller than this may have more agents than one for two inhabitants (tourism, care).
ALWAYS_PLAUSIBLE = 50
#: Times more, or less, than the figure known before, from this difference on.
SURPRISING_RATIO = 2
SURPRISING_GAP = 10

#: "12", "1 204", "1.204", "12,0": a point before other than three digits is no thousand.
_WHOLE = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:[\s.][0-9]{3}){1,2})(?:,0*)?")


def parse_agents(text: str) -> int | None:
    """Return the whole number typed, or None; spaces of thousands and a final ",0" are forgiven.

    >>> parse_agents("1 204"), parse_agents(" 12,0 "), parse_agents("une dizaine")
    (1204, 12, None)
    >>> parse_agents("1.204"), parse_agents("1.5"), parse_agents("12 13")
    (1204, None, None)
    """
    found = _WHOLE.fullmatch(text.strip())
    return int(re.sub(r"[\s.]", "", found[1])) if found else None


def agents_problem(
    value: int | None, *, population: int = 0, known: int | None = None
) -> Problem | None:
    """Return why a number of agents is refused or asked twice; None when it is plain.

    >>> agents_problem(12, population=640, known=11)
    >>> agents_problem(1200, population=640, known=12)
    'too_many'
    >>> agents_problem(120, population=6400, known=12)
    'surprising'
    """
    if value is None:
        return "not_number"
    if value > MOST_AGENTS or (population and value > max(ALWAYS_PLAUSIBLE, population // 2)):
        return "too_many"
    if known is None or abs(value - known) < SURPRISING_GAP:
        return None
    low, high = sorted((value, known))
    return "surprising" if high > SURPRISING_RATIO * low else None
