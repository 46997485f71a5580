"""What Chorus Pro tells of an invoice, and what a supplier does about it.

Statuses and gestures follow the « Cycle de vie de la facture » of the Chorus Pro guides for
suppliers: an invoice *à recycler* was addressed to the wrong service or without what the
structure requires, and leaves again under the same number; *suspendue* waits for a document;
*rejetée* is dead, another one replaces it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from stdnum.fr import siret as stdnum_siret

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
DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")


class ReturnProblem(ValueError):
    """A refused line or header; ``code`` says why, ``value`` is what was given.

    Codes: ``missing_column``, ``no_number``, ``status``, ``date``.
    """

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(f"{code}: {value}")
        self.code = code
        self.value = value


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
    found: dict[str, int] = {}
    for position, title in enumerate(header):
        key = HEADERS.get(plain(title))
        if key:
            found.setdefault(key, position)
    for key in NEEDED:
        if key not in found:
            raise ReturnProblem("missing_column", key)
    return found


def parse(cells: list[str], positions: dict[str, int]) -> Return:
    """Return one line of the file, or raise ``ReturnProblem``.

    >>> places = {"number": 0, "status": 1, "day": 2}
    >>> parse(["FAC/2026/00012", "À recycler", "12/03/2026"], places).status
    'recycle'
    >>> parse(["FAC/2026/00012", "Perdue", "12/03/2026"], places)
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_contract_chorus.tools.chorus.ReturnProblem: status: Perdue
    """
    texts = {
        key: cells[position].strip() if position < len(cells) else ""
        for key, position in positions.items()
    }
    if not texts["number"]:
        raise ReturnProblem("no_number")
    status = STATUSES.get(plain(texts["status"]))
    if status is None:
        raise ReturnProblem("status", texts["status"])
    return Return(texts["number"], status, _day(texts["day"]), texts.get("reason", ""))


def plain(text: str) -> str:
    """Return a text without accents, case or punctuation.

    >>> plain("À recycler"), plain("N° facture")
    ('a recycler', 'n facture')
    """
    decomposed = unicodedata.normalize("NFD", text.strip().lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def _day(text: str) -> date:
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ReturnProblem("date", text)
