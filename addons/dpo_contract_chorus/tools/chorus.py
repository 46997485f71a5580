"""What Chorus Pro tells of an invoice, and what a supplier does about it.

Statuses and gestures follow the « Cycle de vie de la facture » of the Chorus Pro guides for
suppliers: an invoice *à recycler* was addressed to the wrong service or without what the
structure requires, and leaves again under the same number; *suspendue* waits for a document;
*rejetée* is dead, another one replaces it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum.fr import siret as stdnum_siret

from odoo.addons.dpo_contract_account.tools.titre_file import (
    TitreProblem,
    day,
    plain,
    positions,
    texts,
)

Status = Literal[
    "deposited", "available", "recycle", "suspended", "completed", "rejected", "accepted",
    "mandated", "accounted", "paid",
]  # fmt: skip
Gesture = Literal["reroute", "complete", "reissue"]

#: status -> the gesture that it asks of the supplier
GESTURES: dict[str, Gesture] = {
    "recycle": "reroute",
    "suspended": "complete",
    "rejected": "reissue",
}

#: words of Chorus Pro (without accents, lower case) -> status
STATUSES: dict[str, Status] = {
    "deposee": "deposited",
    "en cours d acheminement": "deposited",
    "mise a disposition": "available",
    "mise a disposition du destinataire": "available",
    "a recycler": "recycle",
    "recyclee": "deposited",
    "suspendue": "suspended",
    "completee": "completed",
    "rejetee": "rejected",
    "validee": "accepted",
    "service fait": "accepted",
    "mandatee": "mandated",
    "mise a disposition du comptable": "accounted",
    "prise en compte par le comptable": "accounted",
    "comptabilisee": "accounted",
    "mise en paiement": "paid",
}

#: header words -> what the column holds
HEADERS = {
    "numero": "number",
    "numero de facture": "number",
    "numero facture": "number",
    "n facture": "number",
    "facture": "number",
    "statut": "status",
    "statut courant": "status",
    "statut de la facture": "status",
    "date": "day",
    "date du statut": "day",
    "date statut": "day",
    "date du dernier statut": "day",
    "date dernier statut": "day",
    "motif": "reason",
    "motif de refus": "reason",
    "commentaire": "reason",
}
NEEDED = ("number", "status", "day")


@dataclass(frozen=True, slots=True)
class Return:
    """One line of the file: our number, what Chorus Pro says of it, since when and why."""

    number: str
    status: Status
    day: date
    reason: str = ""


def is_siret(text: str | None) -> bool:
    """Whether a text is a SIRET as it is written in an invoice: 14 digits and a right key.

    >>> is_siret("21440109300015"), is_siret("214 401 093 00015"), is_siret(None)
    (True, False, False)
    """
    return bool(text) and len(text or "") == 14 and bool(stdnum_siret.is_valid(text))


def columns(header: Iterable[str]) -> dict[str, int]:
    """Return the position of each known column; refuse a header without the needed ones.

    >>> columns(["Numéro de facture", "Statut", "Date du statut", "Motif"])
    {'number': 0, 'status': 1, 'day': 2, 'reason': 3}
    """
    return positions(header, HEADERS, NEEDED)


def parse(cells: list[str], places: dict[str, int]) -> Return:
    """Return one line of the file, or raise ``TitreProblem`` (``no_number``, ``status``, ``date``).

    >>> places = {"number": 0, "status": 1, "day": 2}
    >>> parse(["FAC/2026/00012", "À recycler", "12/03/2026"], places).status
    'recycle'
    >>> parse(["FAC/2026/00012", "Perdue", "12/03/2026"], places)
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_contract_account.tools.titre_file.TitreProblem: status: Perdue
    """
    given = texts(cells, places)
    if not given["number"]:
        raise TitreProblem("no_number")
    status = STATUSES.get(plain(given["status"]))
    if status is None:
        raise TitreProblem("status", given["status"])
    return Return(given["number"], status, day(given["day"]), given.get("reason", ""))
