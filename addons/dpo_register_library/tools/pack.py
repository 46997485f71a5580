"""A pack of model activities: a zip of readable files that one OPSN gives to another."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from typing import Literal

from .activity import Activity, ActivityRefused, read_activity, write_activity

Fault = Literal["zip", "too_big", "name", "twice", "empty", "text", "activity"]

MAX_PACK = 5_000_000
MAX_FILES = 500
MAX_FILE = 200_000
MAX_UNPACKED = 10_000_000
#: the ways to pack a zip whose memory does not depend on what the file says
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: what Python says of an archive that is broken, encrypted or packed in a way it does not know
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
#: a fixed day: the same library gives the same bytes
_STAMP = (2020, 1, 1, 0, 0, 0)


class PackRefused(ValueError):
    """A pack that is not read at all; ``file`` names the culprit, ``cause`` says what it has."""

    def __init__(self, fault: Fault, file: str = "", cause: ActivityRefused | None = None) -> None:
        super().__init__(f"{fault} {file}".strip())
        self.fault, self.file, self.cause = fault, file, cause


def write_pack(activities: Iterable[Activity]) -> bytes:
    """Return a zip that holds ``<key>.toml`` for each activity."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for activity in sorted(activities, key=lambda one: one.key):
            name = zipfile.ZipInfo(f"{activity.key}.toml", _STAMP)
            name.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(name, write_activity(activity))
    return buffer.getvalue()


def read_pack(content: bytes) -> list[Activity]:
    """Read every activity of a pack, or raise ``PackRefused``: nothing is read by halves.

    >>> read_pack(b"rubbish")
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_register_library.tools.pack.PackRefused: zip
    """
    if len(content) > MAX_PACK:
        raise PackRefused("too_big")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_archive(archive)
    except PackRefused:
        raise
    except DAMAGES as error:
        raise PackRefused("zip") from error


def _read_archive(archive: zipfile.ZipFile) -> list[Activity]:
    files = [info for info in archive.infolist() if not info.is_dir()]
    if not files:
        raise PackRefused("empty")
    if len(files) > MAX_FILES or sum(info.file_size for info in files) > MAX_UNPACKED:
        raise PackRefused("too_big")
    found: dict[str, Activity] = {}
    for info in files:
        activity = _read_file(archive, info)
        if activity.key in found:
            raise PackRefused("twice", info.filename)
        found[activity.key] = activity
    return list(found.values())


def _read_file(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Activity:
    if not info.filename.endswith(".toml"):
        raise PackRefused("name", info.filename)
    if info.compress_type not in PACKINGS:
        raise PackRefused("zip")
    with archive.open(info) as file:
        # the size that the archive declares may lie
        content = file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise PackRefused("too_big", info.filename)
    try:
        return read_activity(content.decode())
    except UnicodeDecodeError as error:
        raise PackRefused("text", info.filename) from error
    except ActivityRefused as error:
        raise PackRefused("activity", info.filename, error) from error
