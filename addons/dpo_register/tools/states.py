"""The life of a record: draft, submitted, checked by the DPD, under the mayor's visa."""

from __future__ import annotations

from typing import Literal

State = Literal["draft", "submitted", "checked", "visa"]
Confidence = Literal["model", "declared", "verified"]


def after_edit(state: State, *, by_dpd: bool, is_minor: bool = False) -> State:
    """Return the state of a record once somebody has changed its content.

    The visa bears on words that changed: it falls. What somebody else than the DPD of the
    collectivity changed is to be checked again. A minor correction reopens nothing.

    >>> after_edit("visa", by_dpd=True), after_edit("visa", by_dpd=False)
    ('checked', 'submitted')
    >>> after_edit("checked", by_dpd=False), after_edit("draft", by_dpd=False)
    ('submitted', 'draft')
    >>> after_edit("visa", by_dpd=False, is_minor=True)
    'visa'
    """
    if is_minor or state in ("draft", "submitted"):
        return state
    return "checked" if by_dpd else "submitted"
