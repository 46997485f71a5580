"""Read a csv or xlsx file that a stranger gave us, row by row, without trusting it.

The content decides what the file is, not its name. What concerns one row is a
``RowProblem`` and the reading goes on; what concerns the file is a ``FileProblem``. Both
carry codes, never text. Memory stays under 300 MB whatever the file.
"""

import codecs
import csv
import io
import re
import statistics
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import NamedTuple

import openpyxl
from openpyxl.utils.escape import unescape

MAX_FILE = 50 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 512
#: What one cell of a spreadsheet can hold.
MAX_CELL = 32_767
#: Physical lines that one quoted csv record may span.
MAX_RECORD_LINES = 100

#: Guards against zip bombs, checked on the directory before anything is unpacked: Python
#: reads no more of an entry than the directory declares.
MAX_ENTRIES, MAX_UNZIPPED, MAX_RATIO = 1_000, 256 * 2**20, 100
#: Parts held in memory whole, unlike the sheets.
MAX_PART, MAX_STRINGS = 16 * 2**20, 48 * 2**20
#: Excel's own number of lines: a forged row number would otherwise be counted up to.
_MAX_LINES = 1_048_576

_SEPARATORS = (";", "\t", ",")
#: What a decoder left, and the half characters that a workbook may spell (``_xD800_``).
_UNDECODED = re.compile("[\ufffd\ud800-\udfff]")
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


class FileProblem(Exception):
    """The file as a whole is refused.

    Codes: ``empty``, ``too_big``, ``not_a_table``, ``old_excel`` (.xls, or protected by a
    password), ``ods``, ``zip_bomb``, ``unreadable``, ``no_sheet``, ``too_many_rows``,
    ``too_many_columns``. ``params`` holds the limit where there is one.
    """

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Row(NamedTuple):
    """One row as text; ``line`` is its first physical line or its row in the sheet."""

    line: int
    cells: list[str]


class RowProblem(NamedTuple):
    """A row refused, and why: ``column`` (its number here) and the start of its ``value``.

    ``other`` is the line it contradicts, 0 where there is none. Codes of this module:
    ``cell_too_long``, ``nul``, ``undecodable``, ``quote`` (opened and never closed).
    """

    line: int
    code: str
    column: str = ""
    value: str = ""
    other: int = 0


class Table(NamedTuple):
    """What was recognised, and the rows: blank ones are skipped, all can be read once."""

    kind: str
    encoding: str
    separator: str
    sheet: str
    rows: Iterator[Row | RowProblem]


def read_table(data: bytes) -> Table:
    """Return the rows of a csv (UTF-8, UTF-16 or CP1252; ``;`` TAB ``,``) or xlsx file.

    Raises ``FileProblem`` at once, or while rows are read when the file is too long or
    broken further on. Of a workbook, the first visible sheet. Of a formula, the value last
    computed by the spreadsheet, as text: nothing is evaluated.

    >>> list(read_table("Nom;SIREN\\nAgneaux;215000027\\n".encode("cp1252")).rows)
    [Row(line=1, cells=['Nom', 'SIREN']), Row(line=2, cells=['Agneaux', '215000027'])]
    """
    if not data.strip():
        raise FileProblem("empty")
    if len(data) > MAX_FILE:
        raise FileProblem("too_big", limit=MAX_FILE)
    if data.startswith(b"PK\x03\x04"):
        return _read_workbook(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileProblem("old_excel")
    return _read_csv(data)


def _checked(rows: Iterable[Row | RowProblem]) -> Iterator[Row | RowProblem]:
    """Skip blank rows, refuse bad cells, and stop at the limits."""
    count = 0
    for row in rows:
        if isinstance(row, Row):
            if len(row.cells) > MAX_COLUMNS:
                raise FileProblem("too_many_columns", limit=MAX_COLUMNS)
            if not any(cell.strip() for cell in row.cells):
                continue
        count += 1
        if count > MAX_ROWS:
            raise FileProblem("too_many_rows", limit=MAX_ROWS)
        yield row if isinstance(row, RowProblem) else _problem(row) or row


def _problem(row: Row) -> RowProblem | None:
    for column, cell in enumerate(row.cells, 1):
        if len(cell) > MAX_CELL:
            return RowProblem(row.line, "cell_too_long", str(column), cell[:80])
        if "\0" in cell:
            return RowProblem(row.line, "nul", str(column), cell[:80].replace("\0", "\u2400"))
        if _UNDECODED.search(cell):
            shown = _UNDECODED.sub("\ufffd", cell[:80])
            return RowProblem(row.line, "undecodable", str(column), shown)
    return None


# --- csv ------------------------------------------------------------------------------


def _read_csv(data: bytes) -> Table:
    encoding = _encoding(data)
    separator, skipped = _separator(data, encoding)
    rows = _csv_rows(_lines(data, encoding), separator, skipped)
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    return Table("csv", name, separator, "", _checked(rows))


def _encoding(data: bytes) -> str:
    """Return the encoding: the byte order mark says it, else UTF-8 if valid, else CP1252."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FileProblem("not_a_table")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:4096]
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    if controls > len(head) // 20 + 4 or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise FileProblem("not_a_table")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 2**20):
            decoder.decode(data[start : start + 2**20])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _lines(data: bytes, encoding: str) -> Iterator[str]:
    return io.TextIOWrapper(io.BytesIO(data), encoding, errors="replace", newline="")


def _separator(data: bytes, encoding: str) -> tuple[str, bool]:
    """Return the separator, and whether Excel's first line ``sep=;`` is to be skipped."""
    sample = [line for line in islice(_lines(data, encoding), 30) if line.strip()]
    if not sample:
        raise FileProblem("empty")
    if told := _SEPARATOR_LINE.fullmatch(sample[0]):
        return told[1], True

    unquoted = _QUOTED.sub("", "".join(sample)).splitlines() or [""]

    def width(separator: str) -> int:
        return statistics.median_low(line.count(separator) for line in unquoted)

    return max(_SEPARATORS, key=width), False


def _csv_rows(lines: Iterator[str], separator: str, skip: bool) -> Iterator[Row | RowProblem]:
    for number, record in _csv_records(lines):
        if skip and number == 1:
            continue
        if record is None:
            yield RowProblem(number, "quote")
            continue
        reader = csv.reader(record, delimiter=separator)
        read = 0
        try:
            for cells in reader:
                yield Row(number + read, cells)
                read = reader.line_num
        except csv.Error:  # a field beyond the limit of the csv module
            yield RowProblem(number + read, "cell_too_long", value=record[0][:80])


def _csv_records(lines: Iterator[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Group lines until quotes are balanced; None for a line whose quote is never closed.

    The csv module would swallow the rest of the file into one cell.
    """
    number, held = 1, deque[str]()
    while True:
        line = held.popleft() if held else next(lines, None)
        if line is None:
            return
        record, is_open = [line], line.count('"') % 2 == 1
        while is_open and len(record) < MAX_RECORD_LINES:
            following = held.popleft() if held else next(lines, None)
            if following is None:
                break
            record.append(following)
            is_open = following.count('"') % 2 == 0
        if is_open:
            held.extendleft(reversed(record[1:]))
            yield number, None
            number += 1
        else:
            yield number, record
            number += len(record)


# --- xlsx -----------------------------------------------------------------------------


def _read_workbook(data: bytes) -> Table:
    _refuse_bombs(data)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
    except Exception as error:  # openpyxl raises whatever a broken part makes fail
        raise FileProblem("unreadable") from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise FileProblem("no_sheet")
    return Table("xlsx", "", "", sheets[0].title, _checked(_sheet_rows(sheets[0])))


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileProblem("unreadable") from error
    names = {entry.filename for entry in entries}
    if "mimetype" in names:
        raise FileProblem("ods")
    if "xl/workbook.xml" not in names:
        raise FileProblem("not_a_table")
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNZIPPED:
        raise FileProblem("zip_bomb")
    if any(_is_bomb(entry) for entry in entries):
        raise FileProblem("zip_bomb")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    if entry.filename.startswith("xl/worksheets/"):
        limit = MAX_UNZIPPED
    elif entry.filename == "xl/sharedStrings.xml":
        limit = MAX_STRINGS
    else:
        limit = MAX_PART
    inflated = entry.file_size > 2**20 and entry.file_size > MAX_RATIO * entry.compress_size
    return inflated or entry.file_size > limit


def _sheet_rows(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet") -> Iterator[Row]:
    sheet.reset_dimensions()  # the declared ones may be false, and rows are padded to them
    try:
        for line, cells in enumerate(sheet.iter_rows(max_row=_MAX_LINES), 1):
            if line > _MAX_LINES:
                return
            yield Row(line, [_cell_text(cell) for cell in cells])
    except Exception as error:
        raise FileProblem("unreadable") from error


def _cell_text(cell: "openpyxl.cell.read_only.ReadOnlyCell") -> str:
    """Return a cell as a person reads it: 01001 where the format pads with zeros."""
    match cell.value:
        case None:
            return ""
        case str() as text:
            return unescape(text) if "_x" in text else text
        case bool() as truth:
            return "oui" if truth else "non"
        case float() as number if not number.is_integer():
            return repr(number)
        case int() | float() as number:
            padding = cell.number_format
            width = len(padding) if padding.strip("0") == "" else 0
            return f"{int(number):0{width}}"
        case datetime() as instant if instant.time() != time():
            return instant.isoformat(" ")
        case date() as day:
            return day.isoformat()[:10]
        case other:
            return str(other)
