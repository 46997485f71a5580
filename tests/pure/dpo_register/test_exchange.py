import json

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

TEXT = st.text(max_size=12)
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
