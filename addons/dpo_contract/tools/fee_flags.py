"""What stops a row of a fee call, and what only asks for a look.

A reason is a stable code: its sentence is written where it is shown. Codes come in the
order in which an accountant meets them: first what nothing can be computed without.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Flag = Literal["blocked", "below_threshold", "warning", "ok", "excluded"]

#: No amount is called until these are corrected, or the row excluded with a reason.
BLOCKING = (
    "no_convention",
    "unsigned_convention",
    "no_population",
    "no_agents",
    "no_days",
    "no_rule",
    "two_rules",
    "not_executory",
    "no_previous_price",
    "no_base",
    "no_share",
    "already_shared",
    "shares",
    "called_elsewhere",
    "payer_archived",
    "payer_dissolved",
)
#: The amount stands; somebody should look at it before the lock.
WARNING = (
    "special_price",
    "two_prices",
    "variation",
    "new",
    "prorata",
    "no_siret",
    "carried",
)
CODES = BLOCKING + WARNING


def ordered(codes: Iterable[str]) -> list[str]:
    """Return each code once, the gravest first.

    :raises ValueError: for a code that is not listed here

    >>> ordered(["prorata", "no_rule", "prorata"])
    ['no_rule', 'prorata']
    """
    return sorted(set(codes), key=CODES.index)


def flag(codes: Iterable[str], *, is_excluded: bool = False, is_below: bool = False) -> Flag:
    """Return the flag of a row; exclusion outweighs everything, being a decision.

    >>> flag(["prorata", "no_rule"]), flag(["prorata"]), flag([])
    ('blocked', 'warning', 'ok')
    >>> flag(["no_rule"], is_excluded=True), flag(["prorata"], is_below=True)
    ('excluded', 'below_threshold')
    """
    if is_excluded:
        return "excluded"
    found = set(codes)
    if found & set(BLOCKING):
        return "blocked"
    if is_below:
        return "below_threshold"
    return "warning" if found else "ok"
