"""Open a file that holds registers: ours, Madis's, or a table of anybody's.

The content decides. A zip may hold one JSON file per resource of Madis; it is bounded before
anything is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, Literal, NamedTuple

from odoo.addons.dpo_base.tools.tabular import (
    MAX_ENTRIES,
    MAX_FILE,
    MAX_RATIO,
    MAX_UNZIPPED,
    FileProblem,
)

from . import exchange, madis_shape

#: Records that one file may bring.
MAX_RECORDS = 50_000
#: JSON is held in memory whole: as it is written, and what Python makes of it.
MAX_JSON, MAX_HELD = 32 * 2**20, 100 * 2**20
#: Bytes that Python holds for each thing that such a sign opens or separates.
_HELD = {b"{": 200, b"[": 70, b",": 60}
#: The ways to pack a zip whose memory does not depend on what the file says.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OSError,
    zlib.error,
)

Kind = Literal["register", "madis", "table"]


class Opened(NamedTuple):
    """What a file is, and its content where it is no table."""

    kind: Kind
    content: Any = None


def open_file(data: bytes) -> Opened:
    """Return what the file is; raise ``FileProblem`` or ``exchange.Problem`` for no such file.

    >>> open_file(b'{"treatments": [{"name": "Paie"}]}')
    Opened(kind='madis', content={'treatments': [{'name': 'Paie'}]})
    >>> open_file(b"Nom;Finalite").kind
    'table'
    """
    if not data.strip():
        raise FileProblem("empty")
    if len(data) > MAX_FILE:
        raise FileProblem("too_big", limit=MAX_FILE)
    if data.startswith(b"PK\x03\x04"):
        return _open_zip(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        if len(data) > MAX_JSON:
            raise exchange.Problem("too_long")
        _refuse_heavy(_held(data))
        return _of_json(exchange.read(data))
    return Opened("table")


def _of_json(content: Any) -> Opened:
    if exchange.is_register(content):
        exchange.registers_of(content)
        return Opened("register", content)
    return _of_madis(madis_shape.resources(content))


def _of_madis(found: dict[str, list[dict[str, Any]]]) -> Opened:
    if not any(found.values()):
        raise exchange.Problem("not_register")
    if sum(map(len, found.values())) > MAX_RECORDS:
        raise exchange.Problem("too_long")
    return Opened("madis", found)


def _open_zip(data: bytes) -> Opened:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.filename == "xl/workbook.xml" for entry in entries):
                return Opened("table")
            wanted = [e for e in entries if e.filename.lower().endswith(".json")]
            if not wanted:
                raise FileProblem("not_a_table")
            _refuse_bombs(entries)
            if sum(entry.file_size for entry in wanted) > MAX_JSON:
                raise exchange.Problem("too_long")
            return _of_madis(_read_entries(archive, wanted))
    except _BROKEN as error:
        raise FileProblem("unreadable") from error


def _read_entries(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    held = 0
    for entry in entries:
        data = archive.read(entry)
        held += _held(data)
        _refuse_heavy(held)
        content = exchange.read(data)
        for name, records in madis_shape.resources(content, entry.filename).items():
            found.setdefault(name, []).extend(records)
    return found


def _held(data: bytes) -> int:
    """Bytes that Python will hold for the content of a JSON file, besides its texts."""
    return sum(data.count(sign) * size for sign, size in _HELD.items())


def _refuse_heavy(held: int) -> None:
    if held > MAX_HELD:
        raise exchange.Problem("too_long")


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.compress_type not in _PACKINGS for entry in entries):
        raise FileProblem("unreadable")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNZIPPED:
        raise FileProblem("zip_bomb")
    if any(e.file_size > 2**20 and e.file_size > MAX_RATIO * e.compress_size for e in entries):
        raise FileProblem("zip_bomb")
