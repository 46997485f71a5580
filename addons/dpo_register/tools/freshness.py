"""How often a record is looked at again, from what it risks for the persons."""

from __future__ import annotations

from datetime import date
from typing import Literal

from odoo.addons.dpo_base.tools.legal_time import months_after

Risk = Literal["high", "normal"]

#: Months between two reviews. GDPR art. 24(1) and 32(1)(d) ask for a review, without a term:
#: these are those of the yearly visit and of its double.
REVIEW_MONTHS: dict[Risk, int] = {"high": 12, "normal": 24}
#: A new register leaves its town hall some time before anything is said to be due.
FIRST_MONTHS = 3


def risk(*, has_sensitive: bool, has_transfer: bool, dpia: str) -> Risk:
    """Return the risk that sets the rhythm of reviews; it is no risk assessment.

    High: data of art. 9 or 10 or the NIR, data outside the European Union, or an impact
    assessment (``dpia`` is ``yes``).

    >>> risk(has_sensitive=False, has_transfer=False, dpia="examine")
    'normal'
    >>> risk(has_sensitive=True, has_transfer=False, dpia="no")
    'high'
    """
    return "high" if has_sensitive or has_transfer or dpia == "yes" else "normal"


def review_due(reviewed_on: date | None, created_on: date, level: Risk) -> date:
    """Return the day by which a record is to be looked at again.

    What was never reviewed is due three months after it entered the register.

    >>> review_due(date(2026, 1, 31), date(2025, 1, 1), "high")
    datetime.date(2027, 1, 31)
    >>> review_due(None, date(2026, 11, 25), "normal")
    datetime.date(2027, 2, 25)
    """
    if reviewed_on:
        return months_after(reviewed_on, REVIEW_MONTHS[level])
    return months_after(created_on, FIRST_MONTHS)
