"""What a public debtor needs on a bill before it can be paid.

A structure of Chorus Pro chooses what a supplier must give: nothing, the code of the service
that pays, the number of the *engagement juridique* (commitment), one of the two, or both; a
service may require the commitment on its own. Both are mentions of an electronic bill sent to a
public body (CCP D2192-2). A bill without what the structure requires is sent back, « à recycler ».
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Rule = Literal["none", "service", "commitment", "either", "both"]
Missing = Literal["service", "commitment", "either"]

#: Longest values that the Chorus Pro forms take.
MAX_NUMBER = 50
MAX_SERVICE_CODE = 100


@dataclass(frozen=True, slots=True)
class BillingReference:
    """Where a bill goes inside the debtor's structure, and what it refers to."""

    service_code: str = ""
    commitment_number: str = ""
    market_number: str = ""
    siret: str = ""


def missing(
    rule: Rule, reference: BillingReference, service_requires_commitment: bool = False
) -> tuple[Missing, ...]:
    """Return what the rule of a structure still asks for, in the order of the form.

    >>> missing("both", BillingReference())
    ('service', 'commitment')
    >>> missing("either", BillingReference(service_code="SG"))
    ()
    >>> missing("either", BillingReference(service_code="SG"), service_requires_commitment=True)
    ('commitment',)
    >>> missing("either", BillingReference())
    ('either',)
    """
    has_service = bool(reference.service_code)
    needs_commitment = rule in ("commitment", "both") or (
        has_service and service_requires_commitment
    )
    found: list[Missing] = []
    if rule in ("service", "both") and not has_service:
        found.append("service")
    if not reference.commitment_number:
        if needs_commitment:
            found.append("commitment")
        elif rule == "either" and not has_service:
            found.append("either")
    return tuple(found)


def waiting_code(parts: tuple[Missing, ...]) -> str:
    """Return one word for what is missing, the empty word for nothing.

    >>> waiting_code(("service", "commitment")), waiting_code(("either",)), waiting_code(())
    ('both', 'either', '')
    """
    return "both" if len(parts) > 1 else "".join(parts)


def of_the_year(
    commitment: BillingReference | None, convention: BillingReference | None
) -> BillingReference:
    """Return the reference of a year: the commitment of that year, else the convention's.

    The number of a market outlives the years: a commitment that does not name one keeps the
    convention's. A service that the commitment leaves empty was left empty by the debtor.

    >>> convention = BillingReference("SG", "EJ-2024", "M-12")
    >>> of_the_year(BillingReference("FIN", "26"), convention)
    BillingReference(service_code='FIN', commitment_number='26', market_number='M-12', siret='')
    >>> of_the_year(None, convention).commitment_number
    'EJ-2024'
    """
    lasting = convention or BillingReference()
    if commitment is None:
        return lasting
    return replace(commitment, market_number=commitment.market_number or lasting.market_number)
