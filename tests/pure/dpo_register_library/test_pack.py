"""A pack is read whole or refused whole."""

import io
import zipfile

import pytest

from odoo.addons.dpo_register_library.tools.activity import read_activity
from odoo.addons.dpo_register_library.tools.pack import (
    MAX_FILE,
    MAX_FILES,
    MAX_PACK,
    PackRefused,
    read_pack,
    write_pack,
)

SMALL = 'cle = "{}"\nversion = 1\nconfiance = "haute"\nnom = "Paie"\n'


def pack(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_pack_gives_back_its_activities():
    activities = [read_activity(SMALL.format(key)) for key in ("paie", "cantine")]
    found = read_pack(write_pack(activities))
    assert sorted(found, key=lambda one: one.key) == sorted(activities, key=lambda one: one.key)


def test_the_same_library_gives_the_same_bytes():
    activities = [read_activity(SMALL.format(key)) for key in ("paie", "cantine")]
    assert write_pack(activities) == write_pack(reversed(activities))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"rubbish", "zip"),
        (b"x" * (MAX_PACK + 1), "too_big"),
        (pack({}), "empty"),
        (pack({"a.exe": "x"}), "name"),
        (pack({"a.toml": SMALL.format("a"), "b.toml": SMALL.format("a")}), "twice"),
        (pack({"a.toml": b"\xff\xfe"}), "text"),
        (pack({"a.toml": SMALL.format("a"), "b.toml": "cle"}), "activity"),
        (pack({"a.toml": "#" * (MAX_FILE + 1)}), "too_big"),
        (pack({f"{n}.toml": "" for n in range(MAX_FILES + 1)}), "too_big"),
        (pack({f"{n}.toml": "#" * MAX_FILE for n in range(MAX_FILES)}), "too_big"),
        (pack({"../../a.toml/../b": SMALL.format("a")}), "name"),
        (pack({"b.toml": pack({"a.toml": SMALL.format("a")})}), "text"),
    ],
)
def test_a_bad_pack_is_refused(content, fault):
    with pytest.raises(PackRefused) as refused:
        read_pack(content)
    assert refused.value.fault == fault


def test_a_truncated_zip_is_refused():
    content = pack({"a.toml": SMALL.format("a") * 5})
    for length in range(0, len(content), 17):
        with pytest.raises(PackRefused):
            read_pack(content[:length])


def test_a_damaged_file_is_refused():
    content = bytearray(pack({"a.toml": SMALL.format("a")}))
    content[45] ^= 0xFF
    with pytest.raises(PackRefused):
        read_pack(bytes(content))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_pack_packed_in_a_way_that_takes_any_memory_is_refused(packing):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr("a.toml", SMALL.format("a"))
    with pytest.raises(PackRefused):
        read_pack(buffer.getvalue())


def test_a_path_in_the_name_of_a_file_leads_nowhere():
    [found] = read_pack(pack({"../../../tmp/a.toml": SMALL.format("a")}))
    assert found.key == "a"
