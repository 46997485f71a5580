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
_CELL = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C3CBD4"}
_PAGE_STYLES = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1F3A5F", "valign": "vcenter"},
    "note": {"italic": True, "font_color": "#4A5561", "text_wrap": True, "valign": "top"},
    "heading": {
        "bold": True,
        "font_size": 11,
        "font_color": "#FFFFFF",
        "bg_color": "#1F3A5F",
        "valign": "vcenter",
    },
    "head": {**_CELL, "bold": True, "bg_color": "#EEF2F6", "font_color": "#1F3A5F"},
    "label": {**_CELL, "bg_color": "#EEF2F6"},
    "fact": _CELL,
    "row": _CELL,
}


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


@dataclass(frozen=True)
class Line:
    """A line of a page, by what it is; its last cell runs to the right edge."""

    cells: Sequence[Cell]
    style: Literal["title", "note", "heading", "head", "fact", "row"] = "row"


@dataclass(frozen=True)
class Page:
    """A sheet read like a form: titles, facts and small tables one under the other.

    ``widths`` gives its columns, in characters; a wide one is printed in landscape.
    """

    name: str
    widths: Sequence[int]
    lines: Iterable[Line]
    is_wide: bool = False


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


def xlsx_bytes(sheets: Sequence[Sheet | Page], *, title: str = "") -> bytes:
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
        styles = {style: book.add_format(look) for style, look in _PAGE_STYLES.items()}
        names = unique_names([sheet.name for sheet in sheets])
        for sheet, name in zip(sheets, names, strict=True):
            page = book.add_worksheet(name)
            if isinstance(sheet, Page):
                _fill_page(page, sheet, styles)
            else:
                _prepare(page, sheet.columns, formats, head)
                _fill(page, sheet)
    return output.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    line = 0
    for line, row in enumerate(sheet.rows, 1):
        for position, value in enumerate(row):
            _write(page, line, position, value)
    page.autofilter(0, 0, line, len(sheet.columns) - 1)


def _fill_page(page: Worksheet, sheet: Page, styles: dict) -> None:
    for position, width in enumerate(sheet.widths):
        page.set_column(position, position, width)
    page.hide_gridlines(2)
    page.set_landscape() if sheet.is_wide else page.set_portrait()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for number, line in enumerate(sheet.lines):
        texts = [as_text(value)[:_CELL_CHARS] for value in line.cells]
        if texts:
            page.set_row(number, _height(line.style, texts, sheet.widths))
            _write_line(page, number, line.style, texts, len(sheet.widths) - 1, styles)


def _write_line(
    page: Worksheet, number: int, style: str, texts: Sequence[str], edge: int, styles: dict
) -> None:
    for position, text in enumerate(texts):
        look = styles["label" if style == "fact" and position == 0 else style]
        if position == len(texts) - 1 and position < edge:
            page.merge_range(number, position, number, edge, "", look)
        page.write_string(number, position, text, look)


def _height(style: str, texts: Sequence[str], widths: Sequence[int]) -> float:
    """Return the height that shows the whole text: merged cells do not find theirs alone."""
    room = [*widths[: len(texts) - 1], sum(widths[len(texts) - 1 :])]
    scale = _PAGE_STYLES[style].get("font_size", 10) / 10
    lines = max(
        sum(-(-len(part) * scale // width) or 1 for part in text.split("\n"))
        for text, width in zip(texts, room, strict=True)
    )
    return min(14 * lines * scale + (8 if style in ("title", "heading") else 4), 409)


def unique_names(names: Sequence[str]) -> list[str]:
    """Return names that the format allows, each different whatever the case.

    >>> unique_names(["Paie", "PAIE", "", "a/b"])
    ['Paie', 'PAIE (2)', 'Feuille', 'a b']
    """
    found: dict[str, str] = {}
    for name in names:
        base = candidate = _sheet_name(name) or "Feuille"
        number = 1
        while candidate.casefold() in found:
            number += 1
            suffix = f" ({number})"
            candidate = f"{_cut(base, _SHEET_NAME_CHARS - len(suffix)).rstrip()}{suffix}"
        found[candidate.casefold()] = candidate
    return list(found.values())


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
    bare = re.sub(r"[\[\]:*?/\\]", " ", _NOT_XML.sub("", name)).strip("' ")
    # a name that the spreadsheet keeps for itself
    bare = "Historique" if bare.casefold() == "history" else bare
    return _cut(bare, _SHEET_NAME_CHARS).strip("' ")


def _cut(text: str, size: int) -> str:
    """Return what fits in ``size`` characters as the format counts them: an emoji is two.

    >>> _cut("ab😀", 3), _cut("ab😀", 4)
    ('ab', 'ab😀')
    """
    return text.encode("utf-16-le")[: 2 * size].decode("utf-16-le", "ignore")


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
