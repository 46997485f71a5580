"""Cells of the files of a finance software or of Chorus Pro: headers, days and amounts as people
write them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

#: Neither "1e9" nor "1_000": what a person would not have written is not a sum.
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
DATE_FORMS = (
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
)


class TitreProblem(ValueError):
    """A refused line or header; ``code`` says why, ``value`` is what was given.

    Codes: ``missing_column``, ``no_reference``, ``no_number``, ``no_key``, ``date``,
    ``amount``, ``no_amount``, ``exercise``, ``unknown_word``, ``status``.
    """

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(f"{code}: {value}")
        self.code = code
        self.value = value


def positions(
    header: Iterable[str], headers: Mapping[str, str], needed: Sequence[str]
) -> dict[str, int]:
    """Return the position of each known column; refuse a header without the needed ones.

    >>> positions(["N° titre", "Statut"], {"n titre": "number"}, ["number"])
    {'number': 0}
    """
    found: dict[str, int] = {}
    for position, title in enumerate(header):
        key = headers.get(plain(title))
        if key:
            found.setdefault(key, position)
    for key in needed:
        if key not in found:
            raise TitreProblem("missing_column", key)
    return found


def texts(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """Return the cells of a line by column; a short line has empty ones.

    >>> texts([" AC-7 "], {"reference": 0, "number": 1})
    {'reference': 'AC-7', 'number': ''}
    """
    return {
        key: cells[position].strip() if position < len(cells) else ""
        for key, position in columns.items()
    }


def plain(text: str) -> str:
    """Return lower-case letters and digits without accents.

    >>> plain("  Date d’Émission ")
    'date d emission'
    """
    decomposed = unicodedata.normalize("NFD", text.strip().lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def whole(text: str) -> str:
    """Return a number as it is named: a spreadsheet says 118.0 for 118.

    >>> whole("118.0"), whole("2026-118")
    ('118', '2026-118')
    """
    return text.removesuffix(".0")


def day(text: str) -> date:
    """Return a day, or raise ``TitreProblem``.

    >>> day("12/03/2026")
    datetime.date(2026, 3, 12)
    """
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise TitreProblem("date", text)


def amount(text: str) -> Decimal:
    """Return euros as a spreadsheet or a French typist writes them.

    >>> amount("1 243,50 €"), amount("1243.5")
    (Decimal('1243.50'), Decimal('1243.5'))
    """
    compact = re.sub(r"[\s€]", "", text).replace(",", ".")
    if not _AMOUNT.fullmatch(compact):
        raise TitreProblem("amount", text)
    return Decimal(compact)


def exercise(text: str) -> int:
    """Return a budget year in four digits.

    >>> exercise("2026.0")
    2026
    """
    year = whole(text)
    if not re.fullmatch(r"20\d\d", year):
        raise TitreProblem("exercise", text)
    return int(year)
