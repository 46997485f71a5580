"""Reading back what the finance software issued: numbers and dates by our reference."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

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
    "montant": "amount",
}
NEEDED = ("reference", "number", "issued_on")
DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")


class TitreProblem(ValueError):
    """A refused line or header; ``code`` says why, ``value`` is what was given.

    Codes: ``missing_column``, ``no_reference``, ``no_number``, ``date``, ``amount``.
    """

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(f"{code}: {value}")
        self.code = code
        self.value = value


@dataclass(frozen=True, slots=True)
class IssuedTitre:
    """One line of the file: our reference, the software's number and date, amount in EUR."""

    reference: str
    number: str
    issued_on: date
    bordereau: str = ""
    amount: Decimal | None = None


def columns(header: Iterable[str]) -> dict[str, int]:
    """Return the position of each known column; refuse a header without the needed ones.

    >>> columns(["Notre référence", "N° titre", "Date d'émission"])
    {'reference': 0, 'number': 1, 'issued_on': 2}
    >>> columns(["Référence", "Montant"])
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_contract_account.tools.titre_numbers.TitreProblem: missing_column: number
    """
    found: dict[str, int] = {}
    for position, title in enumerate(header):
        key = HEADERS.get(_plain(title))
        if key:
            found.setdefault(key, position)
    for key in NEEDED:
        if key not in found:
            raise TitreProblem("missing_column", key)
    return found


def parse(cells: list[str], positions: dict[str, int]) -> IssuedTitre:
    """Return one line of the file, or raise ``TitreProblem``.

    >>> read = parse(["AC-7", "118", "12/03/2026"], {"reference": 0, "number": 1, "issued_on": 2})
    >>> read.number, read.issued_on
    ('118', datetime.date(2026, 3, 12))
    """
    texts = {
        key: cells[position].strip() if position < len(cells) else ""
        for key, position in positions.items()
    }
    for key in ("reference", "number"):
        if not texts[key]:
            raise TitreProblem(f"no_{key}")
    return IssuedTitre(
        reference=texts["reference"],
        number=texts["number"].removesuffix(".0"),
        issued_on=_day(texts["issued_on"]),
        bordereau=texts.get("bordereau", "").removesuffix(".0"),
        amount=_amount(texts["amount"]) if texts.get("amount") else None,
    )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.strip().lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def _day(text: str) -> date:
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise TitreProblem("date", text)


def _amount(text: str) -> Decimal:
    """Euros as a spreadsheet or a French typist writes them.

    >>> _amount("1 243,50 €"), _amount("1243.5")
    (Decimal('1243.50'), Decimal('1243.5'))
    """
    try:
        return Decimal(re.sub(r"[\s€\u202f\u00a0]", "", text).replace(",", "."))
    except InvalidOperation as error:
        raise TitreProblem("amount", text) from error
