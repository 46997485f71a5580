"""Statuses of titres in the words of the trade, as a finance software exports them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from .titre_file import TitreProblem, amount, day, exercise, plain, positions, texts, whole

Status = Literal[
    "unknown",
    "taken",
    "none",
    "partial",
    "collected",
    "contested",
    "reduced",
    "cancelled",
    "bad_debt",
    "extinct",
    "remission",
]

HEADERS = {
    "reference": "reference",
    "notre reference": "reference",
    "ref": "reference",
    "numero": "number",
    "numero de titre": "number",
    "n titre": "number",
    "titre": "number",
    "exercice": "exercise",
    "statut": "status",
    "etat": "status",
    "situation": "status",
    "montant": "amount",
    "montant recouvre": "amount",
    "date": "day",
    "date du statut": "day",
    "le": "day",
}
NEEDED = ("status", "day")

#: Status -> what programs and accountants write, without accents, gender or number.
WORDS: dict[Status, tuple[str, ...]] = {
    "unknown": ("", "inconnu", "sans information", "non renseigne", "non connu"),
    "taken": ("pris en charge", "prise en charge", "en charge"),
    "none": (
        "non recouvre",
        "a recouvrer",
        "reste a recouvrer",
        "impaye",
        "non paye",
        "non solde",
        "non regle",
    ),
    "partial": (
        "partiel",
        "partiellement recouvre",
        "recouvre partiellement",
        "recouvrement partiel",
        "partiellement paye",
        "partiellement solde",
        "paiement partiel",
        "acompte",
    ),
    "collected": (
        "recouvre",
        "recouvre totalement",
        "totalement recouvre",
        "recouvrement total",
        "solde",
        "paye",
        "regle",
        "encaisse",
    ),
    "contested": ("conteste", "contestation", "en contestation", "litige", "en litige", "recours"),
    "reduced": (
        "reduit",
        "reduite",
        "reduction",
        "titre de reduction",
        "annule partiellement",
        "partiellement annule",
        "annulation partielle",
    ),
    "cancelled": ("annule", "annulation", "titre annule", "titre d annulation"),
    "bad_debt": (
        "non valeur",
        "admis en non valeur",
        "admise en non valeur",
        "admission en non valeur",
        "anv",
    ),
    "extinct": ("eteinte", "eteint", "creance eteinte"),
    "remission": ("remise", "remise gracieuse", "remise de dette"),
}
#: What carries an amount that cannot be guessed.
_AMOUNT_NEEDED = frozenset({"partial", "reduced"})


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One line: which titre, its status, the day and, where it has one, the amount in EUR."""

    status: Status
    day: date | None = None
    amount: Decimal | None = None
    reference: str = ""
    number: str = ""
    exercise: int | None = None

    @property
    def key(self) -> str:
        """How the line names its titre."""
        return self.reference or self.number


def _stem(token: str) -> str:
    """A past participle in the masculine singular, as most of the words above."""
    single = token.removesuffix("s") if len(token) > 3 else token
    return single.removesuffix("e") if single.endswith("ee") else single


def _key(word: str) -> str:
    return " ".join(_stem(token) for token in plain(word).split())


_STATUS = {_key(word): status for status, words in WORDS.items() for word in words}


def status_of(word: str) -> Status:
    """Return the status that a word of the trade names, or raise ``TitreProblem``.

    >>> status_of("Recouvrée"), status_of("ADMIS EN NON-VALEUR"), status_of("Titres annulés")
    ('collected', 'bad_debt', 'cancelled')
    >>> status_of("Inconnu")
    'unknown'
    """
    key = _key(word)
    if key not in _STATUS:
        raise TitreProblem("unknown_word", word)
    return _STATUS[key]


def columns(header: Iterable[str]) -> dict[str, int]:
    """Return the position of each known column; a titre is named by one of two.

    >>> columns(["N° titre", "Statut", "Date"])
    {'number': 0, 'status': 1, 'day': 2}
    """
    found = positions(header, HEADERS, NEEDED)
    if not {"reference", "number"} & set(found):
        raise TitreProblem("missing_column", "reference")
    return found


def parse(cells: list[str], columns: dict[str, int]) -> StatusLine:
    """Return one line of the file, or raise ``TitreProblem``.

    >>> parse(["118", "Soldé", "02/06/2026"], {"number": 0, "status": 1, "day": 2}).status
    'collected'
    """
    given = texts(cells, columns)
    if not (given.get("reference") or given.get("number")):
        raise TitreProblem("no_key")
    status = status_of(given["status"])
    if status in _AMOUNT_NEEDED and not given.get("amount"):
        raise TitreProblem("no_amount", given["status"])
    return StatusLine(
        status=status,
        day=None if status == "unknown" else day(given["day"]),
        amount=amount(given["amount"]) if given.get("amount") else None,
        reference=given.get("reference", ""),
        number=whole(given.get("number", "")),
        exercise=exercise(given["exercise"]) if given.get("exercise") else None,
    )
