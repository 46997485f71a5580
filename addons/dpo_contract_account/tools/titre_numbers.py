"""Reading back what the finance software issued: numbers and dates by our reference."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .titre_file import TitreProblem, amount, day, exercise, positions, texts, whole

#: header words (without accents, lower case) -> what the column holds
HEADERS = {
    "reference": "reference",
    "notre reference": "reference",
    "ref": "reference",
    "numero": "number",
    "numero de titre": "number",
    "n titre": "number",
    "titre": "number",
    "bordereau": "bordereau",
    "numero de bordereau": "bordereau",
    "date": "issued_on",
    "date d emission": "issued_on",
    "emis le": "issued_on",
    "date de prise en charge": "taken_on",
    "prise en charge": "taken_on",
    "pris en charge le": "taken_on",
    "exercice": "exercise",
    "montant": "amount",
}
NEEDED = ("reference", "number", "issued_on")


@dataclass(frozen=True, slots=True)
class IssuedTitre:
    """One line of the file: our reference, the software's number and dates, amount in EUR."""

    reference: str
    number: str
    issued_on: date
    bordereau: str = ""
    amount: Decimal | None = None
    taken_on: date | None = None
    exercise: int | None = None


def columns(header: Iterable[str]) -> dict[str, int]:
    """Return the position of each known column; refuse a header without the needed ones.

    >>> columns(["Notre référence", "N° titre", "Date d'émission"])
    {'reference': 0, 'number': 1, 'issued_on': 2}
    >>> columns(["Référence", "Montant"])
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_contract_account.tools.titre_file.TitreProblem: missing_column: number
    """
    return positions(header, HEADERS, NEEDED)


def parse(cells: list[str], columns: dict[str, int]) -> IssuedTitre:
    """Return one line of the file, or raise ``TitreProblem``.

    >>> read = parse(["AC-7", "118", "12/03/2026"], {"reference": 0, "number": 1, "issued_on": 2})
    >>> read.number, read.issued_on
    ('118', datetime.date(2026, 3, 12))
    """
    given = texts(cells, columns)
    for key in ("reference", "number"):
        if not given[key]:
            raise TitreProblem(f"no_{key}")
    return IssuedTitre(
        reference=given["reference"],
        number=whole(given["number"]),
        issued_on=day(given["issued_on"]),
        bordereau=whole(given.get("bordereau", "")),
        amount=amount(given["amount"]) if given.get("amount") else None,
        taken_on=day(given["taken_on"]) if given.get("taken_on") else None,
        exercise=exercise(given["exercise"]) if given.get("exercise") else None,
    )
