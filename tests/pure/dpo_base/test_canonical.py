import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools import canonical as cj

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | st.integers() | TEXTS | DECIMALS | st.dates() | st.datetimes()
KEYS = st.text("abcdefé ", max_size=5)
PAYLOADS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)
SALT = b"0123456789abcdef"


def chain(payloads):
    previous, entries = cj.GENESIS, []
    for seq, payload in enumerate(payloads, 1):
        own = cj.chain_hash(previous, seq, f"uuid-{seq}", payload)
        entries.append((seq, previous, own, f"uuid-{seq}", payload))
        previous = own
    return entries


CHAINS = st.lists(TEXTS, min_size=2, max_size=8).map(chain)


@given(PAYLOADS)
def test_canonical_json_is_json_and_does_not_depend_on_the_order_of_keys(payload):
    content = cj.canonical_json(payload)
    read = json.loads(content)
    assert cj.canonical_json(read) == content
    if isinstance(payload, dict):
        assert cj.canonical_json(dict(reversed(payload.items()))) == content


@given(DECIMALS)
def test_equal_decimals_have_one_writing_and_lose_nothing(number):
    written = json.loads(cj.canonical_json(number))
    assert "E" not in written
    assert Decimal(written) == number
    assert cj.canonical_json(Decimal(written)) == cj.canonical_json(number)


def test_writings():
    written = [
        (Decimal("100"), '"100"'),
        (Decimal("1E+2"), '"100"'),
        (Decimal("-0.00"), '"0"'),
        (Decimal("12.50"), '"12.5"'),
        (Decimal("1234567890123456789012345678901234567890.12"),
         '"1234567890123456789012345678901234567890.12"'),
        (datetime(2026, 10, 25, 0, 30), '"2026-10-25T00:30:00Z"'),
        (date(2026, 1, 2), '"2026-01-02"'),
        ((1, 2), "[1,2]"),
        ("e\u0301", '"é"'),
        ({"é": 1, "z": 2, "A": 3}, '{"A":3,"z":2,"é":1}'),
    ]  # fmt: skip
    for payload, expected in written:
        assert cj.canonical_json(payload).decode() == expected


@pytest.mark.parametrize(
    "payload",
    [
        1.0,
        {"a": [1.0]},
        float("nan"),
        b"x",
        {1, 2},
        object(),
        {1: "a"},
        {"é": 1, "e\u0301": 2},
        Decimal("NaN"),
        Decimal("Infinity"),
        datetime(2026, 1, 1, tzinfo=UTC),
        "\ud800",
    ],
)
def test_what_has_no_single_writing_is_refused(payload):
    with pytest.raises((TypeError, ValueError)):
        cj.canonical_json(payload)


def test_known_digests_never_change():
    assert cj.salted_digest(SALT, {"a": 1}) == cj.sha256_hex(SALT + b'{"a":1}')
    assert cj.chain_hash(cj.GENESIS, 1, "x") == cj.sha256_hex(b'["' + b"0" * 64 + b'",1,"x"]')


def test_a_short_salt_is_refused():
    with pytest.raises(ValueError):
        cj.salted_digest(b"short", {})


@given(CHAINS)
def test_an_untouched_chain_holds_whole_or_in_slices(entries):
    assert cj.first_broken(entries) is None
    half = len(entries) // 2
    seq, _previous, own, *_facts = entries[half - 1]
    assert cj.first_broken(entries[half:], own, seq) is None


@given(CHAINS, st.data())
def test_one_changed_value_is_named(entries, data):
    position = data.draw(st.integers(0, len(entries) - 1))
    column = data.draw(st.integers(0, len(entries[0]) - 1))
    row = list(entries[position])
    row[column] = "f" * 64 if column else row[0] + 1
    entries[position] = tuple(row)
    broken = cj.first_broken(entries)
    assert broken.position == position
    assert broken.reason == {0: "seq", 1: "link"}.get(column, "content")


@given(CHAINS, st.data())
def test_a_removed_or_swapped_entry_is_named(entries, data):
    position = data.draw(st.integers(0, len(entries) - 2))
    removed = entries[:position] + entries[position + 1 :]
    assert cj.first_broken(removed) == (position, "seq")
    entries[position], entries[position + 1] = entries[position + 1], entries[position]
    assert cj.first_broken(entries) == (position, "seq")


@given(CHAINS)
def test_a_rewritten_entry_with_its_own_hash_breaks_the_next_link(entries):
    seq, previous, _own, uuid, payload = entries[0]
    forged = f"{payload}!"
    entries[0] = (seq, previous, cj.chain_hash(previous, seq, uuid, forged), uuid, forged)
    assert cj.first_broken(entries) == (1, "link")
