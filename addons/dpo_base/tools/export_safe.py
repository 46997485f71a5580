"""The single exporter: spreadsheets that cannot run a formula, xlsx and csv.

ASVS 5.0.0-1.2.10: a text cell that begins with ``= + - @``, TAB, CR, LF or NUL gets a
leading apostrophe. Numbers, dates and amounts stay typed.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from .legal_time import paris

Cell = str | int | float | Decimal | date | datetime | bool | None
Kind = Literal["text", "integer", "number", "money", "date", "datetime"]

#: What XML 1.0 cannot hold: it would make the file unreadable.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: A formula starter (ASCII or full width), TAB, CR or LF, behind blanks, quotes and invisible
#: marks that a spreadsheet may skip; U+FFFD stands for a NUL replaced. An apostrophe added or
#: removed in front changes nothing to a match, so that escaping can be undone.
_DANGEROUS = re.compile(
    r"[\s'\"\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufffd]"
)
#: Limits of the format.
_CELL_CHARS, _SHEET_NAME_CHARS = 32_767, 31

#: The comma is the thousands separator of the file format: each reader sees its own.
_NUMBER_FORMATS = {
    "text": "General",
    "integer": "#,##0",
    "number": "#,##0.##",
    "money": '#,##0.00\u00a0"€"',
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
}
_WIDTHS = {"text": 24, "integer": 12, "number": 12, "money": 15, "date": 12, "datetime": 17}
_NO_DATE = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Column:
    """A column: its title, what it holds and its width in characters (0: by kind)."""

    title: str
    kind: Kind = "text"
    width: int = 0


@dataclass(frozen=True)
class Sheet:
    """A sheet; ``rows`` may be a generator, read once and never held in memory."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def xml_text(text: str) -> str:
    """Return a text that XML can hold: U+FFFD for each character it cannot.

    >>> xml_text("a\\0b")
    'a\ufffdb'
    """
    return _NOT_XML.sub("\ufffd", text)


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Characters that XML cannot hold become U+FFFD, so that a loss is seen.

    >>> safe_text("=1+1"), safe_text("Agneaux"), safe_text("+33 2 33 00 00 00")
    ("'=1+1", 'Agneaux', "'+33 2 33 00 00 00")
    """
    text = xml_text(text)
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape_text(text: str) -> str:
    """Return the text that ``safe_text`` was given, for a file that comes back to us.

    >>> unescape_text("'=1+1"), unescape_text("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def xlsx_bytes(sheets: Sequence[Sheet], *, title: str = "") -> bytes:
    """Return a workbook; the same rows give the same bytes.

    Instants are given in naive UTC and written in Paris time. Rows go to disk as they come:
    memory does not grow with their number.
    """
    output = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        book.set_properties({"title": safe_text(title), "created": _NO_DATE})
        head = book.add_format(
            {"bold": True, "bg_color": "#EEF2F6", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        formats = {
            kind: book.add_format({"num_format": style, "valign": "top", "text_wrap": True})
            for kind, style in _NUMBER_FORMATS.items()
        }
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name))
            _prepare(page, sheet.columns, formats, head)
            line = 0
            for line, row in enumerate(sheet.rows, 1):
                for position, value in enumerate(row):
                    _write(page, line, position, value)
            page.autofilter(0, 0, line, len(sheet.columns) - 1)
    return output.getvalue()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a csv that a French spreadsheet opens by itself: UTF-8 with BOM, ``;``, ``1,5``.

    >>> csv_bytes(["Nom", "Montant"], [["=1+1", Decimal("12.50")]]).decode("utf-8-sig")
    "Nom;Montant\\r\\n'=1+1;12,50\\r\\n"
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(title) for title in header])
    writer.writerows([as_text(value) for value in row] for row in rows)
    return output.getvalue().encode("utf-8-sig")


def _sheet_name(name: str) -> str:
    """Return a name the format allows: 31 characters, none of ``[]:*?/\\`` nor edge quote."""
    return re.sub(r"[\[\]:*?/\\]", " ", _NOT_XML.sub("", name))[:_SHEET_NAME_CHARS].strip("' ")


def _prepare(page: Worksheet, columns: Sequence[Column], formats: dict, head: object) -> None:
    for position, column in enumerate(columns):
        width = column.width or max(_WIDTHS[column.kind], min(len(column.title), 30) + 2)
        page.set_column(position, position, width, formats[column.kind])
        page.write_string(0, position, safe_text(column.title), head)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write(page: Worksheet, line: int, position: int, value: Cell) -> None:
    """Write one cell by its Python type; the format comes from the column."""
    match value:
        case None | "":
            pass
        case datetime() if value.year > 1900:  # the format knows no day before 1900
            page.write_datetime(line, position, paris(value).replace(tzinfo=None))
        case date() if value.year > 1900:
            page.write_datetime(line, position, value)
        case int() | float() | Decimal() if not isinstance(value, bool):
            page.write_number(line, position, value)
        case _:
            text = as_text(value)
            if len(text) > _CELL_CHARS:
                text = f"{text[: _CELL_CHARS - 1]}…"
            page.write_string(line, position, text)


def as_text(value: Cell) -> str:
    """Return a cell as safe French text, for csv and for lists in letters.

    >>> as_text(Decimal("12.50")), as_text(date(2026, 3, 1)), as_text(True), as_text(None)
    ('12,50', '01/03/2026', 'oui', '')
    """
    match value:
        case None:
            return ""
        case str():
            return safe_text(value)
        case bool():
            return "oui" if value else "non"
        case datetime():
            return f"{paris(value):%d/%m/%Y %H:%M}"
        case date():
            return f"{value.day:02}/{value.month:02}/{value.year:04}"
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case _:
            return str(value).replace(".", ",")
