"""French words of fee calls: they differ for an association and for a public body.

An association calls *cotisations*; a syndicat calls *contributions* and its accountant
collects *titres de recettes*; a service has a price. In titre mode the word "facture"
is never used.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal
from unicodedata import combining, normalize

from odoo.addons.dpo_base.tools.french import NBSP, long_day

from .fee_amount import Nature

BillingMode = Literal["invoice", "titre"]

_NOUNS: dict[tuple[str, str], str] = {
    ("contribution", "invoice"): "cotisation",
    ("contribution", "titre"): "contribution",
    ("service", "invoice"): "prix du service",
    ("service", "titre"): "prix du service",
}
CALLS: dict[BillingMode, str] = {
    "invoice": "Appel de cotisations",
    "titre": "Appel de contributions",
}
SERVICE_CALL = "Appel de redevances"


def noun(nature: Nature, mode: BillingMode) -> str:
    """Name what is called, for one component.

    >>> noun("contribution", "titre"), noun("contribution", "invoice")
    ('contribution', 'cotisation')
    """
    return _NOUNS[nature, mode]


def call_title(natures: Collection[str], mode: BillingMode) -> str:
    """Name a call after what it calls; contributions give their name to a mixed call.

    >>> call_title(["service", "contribution"], "titre"), call_title(["service"], "titre")
    ('Appel de contributions', 'Appel de redevances')
    """
    only_services = bool(natures) and "contribution" not in natures
    return SERVICE_CALL if only_services else CALLS[mode]


def row_object(component: str, start: date, end: date) -> str:
    """State what an amount is for, as printed beside it.

    >>> row_object("Adhésion", date(2026, 1, 1), date(2026, 12, 31))
    'Adhésion 2026'
    >>> row_object("Audit", date(2026, 4, 1), date(2026, 6, 30))
    'Audit du 01/04/2026 au 30/06/2026'
    """
    whole_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole_year and start.year == end.year:
        year = str(start.year)
        return component if year in component else f"{component} {year}"
    return f"{component} du {long_day(start)} au {long_day(end)}"


def carried_sentence(reference: str, explanation: str) -> str:
    """State that an amount comes from an earlier call, where it was below the threshold.

    >>> carried_sentence("AC-2025-001", "Forfait : 12 €").replace(NBSP, " ")
    'Report de l’appel AC-2025-001 (moins de 15 €) ; Forfait : 12 €'
    """
    return f"Report de l’appel {reference} (moins de 15{NBSP}€){NBSP}; {explanation}"


def alphabetical(name: str) -> str:
    """Return the key by which French sorts names: neither accents nor capitals count.

    >>> sorted(["Vire", "Épron", "avranches"], key=alphabetical)
    ['avranches', 'Épron', 'Vire']
    """
    return "".join(c for c in normalize("NFKD", name) if not combining(c)).casefold()


def free_reason(note: str, contract: str) -> str:
    """Say why nothing is due: what the coverage notes, else the convention itself.

    >>> free_reason("", "CONV-2026-004")
    'prise en charge prévue par la convention CONV-2026-004'
    """
    return note or f"prise en charge prévue par la convention {contract}".strip()
