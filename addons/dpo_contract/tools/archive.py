"""Archives of documents: names that every system accepts, bytes that depend on them alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST = 120


def file_name(name: str) -> str:
    """Return a name without what Windows or a path would refuse; its suffix is kept.

    >>> file_name("1 - Délibération : convention - L'Aigle.docx")
    "1 - Délibération - convention - L'Aigle.docx"
    >>> file_name("../../etc/passwd"), file_name("a" * 200 + ".docx")[-7:]
    ('-..-etc-passwd', 'aa.docx')
    """
    clean = re.sub(r"\s+", " ", _FORBIDDEN.sub("-", name)).strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[: _LONGEST - len(suffix)]}{dot}{suffix}" if dot else clean[:_LONGEST]


def zip_files(files: Iterable[tuple[str, bytes]], *, compress: bool = True) -> bytes:
    """Return a zip of named files, the same bytes for the same files.

    Two files of one name keep both: the second gets a number.
    """
    output = io.BytesIO()
    used: set[str] = set()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(_unused(name, used), (1980, 1, 1, 0, 0, 0))
            entry.compress_type = method
            archive.writestr(entry, content)
    return output.getvalue()


def _unused(name: str, used: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    number, candidate = 1, name
    while candidate.lower() in used:
        number += 1
        candidate = f"{stem} ({number}){dot}{suffix}"
    used.add(candidate.lower())
    return candidate
