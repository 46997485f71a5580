import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools.tabular import FileProblem
from odoo.addons.dpo_register.tools.exchange import (
    Cards,
    Problem,
    cards_of,
    read,
    registers_of,
    translate,
    used_keys,
    write,
)
from odoo.addons.dpo_register.tools.import_files import open_file

# what PostgreSQL can hold
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
KEYS = st.sampled_from(["a", "b", "c"])
LINES = st.dictionaries(TEXT, st.fixed_dictionaries({"category_id": KEYS, "details": TEXT}))
PAYLOADS = st.fixed_dictionaries(
    {
        "name": TEXT,
        "domain_id": KEYS,
        "person_ids": st.lists(KEYS, unique=True).map(sorted),
        "data_ids": LINES,
        "party_ids": st.dictionaries(TEXT, st.fixed_dictionaries({"vendor_id": KEYS})),
        "is_paper": st.booleans(),
        "estimated_count": st.integers(0, 10**6),
    }
)


@given(st.lists(PAYLOADS, max_size=3))
def test_what_is_written_is_read_back(payloads):
    registers = [{"collectivity": {}, "processings": [{"payload": one} for one in payloads]}]
    cards = Cards([{"catalogue": "data", "key": "a", "name": "A"}], [], [])
    content = open_file(write(registers, cards, day="2026-01-01")).content
    assert registers_of(content) == registers
    assert cards_of(content) == cards


@given(PAYLOADS)
def test_other_keys_and_back_change_nothing(payload):
    for line in payload["data_ids"].values():
        assert ("data", line["category_id"]) in used_keys([payload])
    there = {place: f"{place[1]}-2" for place in used_keys([payload])}
    back = {(kind, new): key for (kind, key), new in there.items()}
    moved = translate(payload, there)
    assert used_keys([moved]) == set(back)
    assert translate(moved, back) == payload


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_file_or_a_clear_refusal(data):
    for content in (data, b"{" + data, b"PK\x03\x04" + data):
        try:
            opened = open_file(content)
        except (FileProblem, Problem):
            continue
        assert opened.kind in ("register", "madis", "table")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b'"\\ud800'])
def test_broken_json_is_refused(data):
    with pytest.raises(Problem):
        read(data)


def test_a_number_beyond_json_stays_a_text():
    assert json.dumps(read(b'{"a": NaN}')) == '{"a": "NaN"}'


@pytest.mark.parametrize("piece", [b"{},", b"[],", b'"ab",', b'{"a":1},'])
def test_json_that_python_holds_ten_times_larger_is_refused_unread(piece):
    data = b'{"treatments":[' + piece * (24 * 2**20 // len(piece)) + b"1]}"
    with pytest.raises(Problem) as refused:
        open_file(data)
    assert refused.value.code == "too_long"


def test_a_key_written_twice_loses_no_value_unseen():
    with pytest.raises(Problem) as refused:
        open_file(b'{"treatments": [{"name": "a", "name": "b"}]}')
    assert refused.value.code == "repeated"


def test_structures_without_end_are_refused():
    data = b'{"treatments":[{"x":' + b"[" * 300 + b"]" * 300 + b"}]}"
    with pytest.raises(Problem) as refused:
        open_file(data)
    assert refused.value.code == "not_register"


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_a_way_that_takes_any_memory_is_refused(packing):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", packing) as archive:
        archive.writestr("treatments.json", '[{"name": "Paie"}]')
    with pytest.raises(FileProblem):
        open_file(output.getvalue())


def test_a_card_without_a_plain_catalogue_is_left_out():
    assert not cards_of({"terms": [{"catalogue": ["x"], "key": "x", "name": "X"}]}).terms


@given(st.text(st.characters(), max_size=20))
def test_any_text_that_is_read_can_be_stored(text):
    read_back = read(json.dumps({text: [text]}).encode())
    [[key, [value]]] = read_back.items()
    assert key == value
    assert "\0" not in value
    assert len(value.encode()) >= len(text)
