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

_WHOLE = re.compile(r"[0-9]{1,9}")


def parse_agents(text: str) -> int | None:
    """Return the whole number typed, or None; spaces of thousands and a final ",0" are forgiven.

    >>> parse_agents("1 204"), parse_agents(" 12,0 "), parse_agents("une dizaine")
    (1204, 12, None)
    """
    compact = re.sub(r"[\s\u00a0\u202f.]", "", text.split(",")[0])
    decimals = text.partition(",")[2].strip()
    is_whole = not decimals or not decimals.strip("0")
    return int(compact) if is_whole and _WHOLE.fullmatch(compact) else None


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
