"""A register as a file that another service can read: format ``dpo.register/1``.

The file holds the payloads, and a card for each entry of a catalogue, vendor and product that
they name by key: whoever reads it matches the cards with its own, or creates them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

FORMAT = "dpo.register/1"
#: Structures inside structures: ours has seven, and Python walks no more than some hundreds.
MAX_DEPTH = 50
#: What PostgreSQL stores in no text: NUL, and half of a character.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Json = dict[str, Any]

#: Where payloads name a card by its key: kind of card of a field, or of a field of lines.
_PLACES = {
    "domain_id": "domain",
    "person_ids": "person",
    "measure_ids": "measure",
    "channel_ids": "channel",
    ("data_ids", "category_id"): "data",
    ("recipient_ids", "category_id"): "recipient",
    ("party_ids", "vendor_id"): "vendor",
    ("party_ids", "product_id"): "product",
}

Keys = Mapping[tuple[str, str], str]


class Problem(Exception):
    """The file is not one of ours.

    Codes: ``not_json``, ``repeated``, ``not_register``, ``version``, ``too_long``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cards(NamedTuple):
    """The cards of a file, by kind and key."""

    terms: list[Json]
    vendors: list[Json]
    products: list[Json]


def used_keys(payloads: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Return ``(kind, key)`` of all that payloads name.

    >>> sorted(used_keys([{"domain_id": "rh", "person_ids": ["agents"]}]))
    [('domain', 'rh'), ('person', 'agents')]
    """
    found: set[tuple[str, str]] = set()
    for payload in payloads:
        translate(payload, _Collector(found))
    return found


class _Collector(dict):
    """Keys that stand for themselves, and are noted."""

    def __init__(self, found: set[tuple[str, str]]) -> None:
        super().__init__()
        self.found = found

    def get(self, place: tuple[str, str], default: Any = None) -> Any:
        self.found.add(place)
        return default


def translate(payload: Mapping[str, Any], keys: Keys) -> Json:
    """Return the payload with other keys for its cards; a key without another stays.

    >>> translate({"person_ids": ["x"], "name": "x"}, {("person", "x"): "agents"})
    {'person_ids': ['agents'], 'name': 'x'}
    """
    result: Json = {}
    for name, value in payload.items():
        if isinstance(value, dict):
            result[name] = {
                line: _translate_line(name, values, keys) for line, values in value.items()
            }
        else:
            result[name] = _other(_PLACES.get(name), value, keys)
    return result


def _translate_line(name: str, values: Any, keys: Keys) -> Any:
    if not isinstance(values, dict):
        return values
    return {
        field: _other(_PLACES.get((name, field)), value, keys) for field, value in values.items()
    }


def _other(kind: str | None, value: Any, keys: Keys) -> Any:
    if kind and isinstance(value, list):
        found = {keys.get((kind, key), key) for key in value if isinstance(key, str)}
        return sorted(found) + [key for key in value if not isinstance(key, str)]
    if kind and isinstance(value, str) and value:
        return keys.get((kind, value), value)
    return value


def differs(new: Any, old: Any) -> bool:
    """Tell whether a value of a file changes ours; what a line does not name, it does not change.

    >>> differs({"a": {"name": "x"}}, {"a": {"name": "x", "basis": "e"}}), differs("x", "y")
    (False, True)
    """
    if not isinstance(new, dict) or not isinstance(old, dict):
        return bool(new != old)
    return set(new) != set(old) or any(
        not isinstance(line, dict)
        or any(old[key].get(field) != value for field, value in line.items())
        for key, line in new.items()
    )


def write(registers: list[Json], cards: Cards, *, day: str) -> bytes:
    """Return the file, one register after the other, in a stable order."""
    content = {
        "format": FORMAT,
        "exported_on": day,
        "registers": registers,
        "terms": cards.terms,
        "vendors": cards.vendors,
        "products": cards.products,
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Json:
    """Return the content of a JSON file, or raise ``Problem``; its texts can be stored.

    >>> read(b'[1, "a\\\\u0000"]')
    [1, 'a\u2400']
    >>> read(b"{")
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_register.tools.exchange.Problem: not_json
    """
    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text, parse_constant=str, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise Problem("not_json") from error
    return _storable(content, 0)


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    """Return an object; of a key written twice, Python would lose the first value unseen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Problem("repeated")
    return found


def _storable(value: Any, depth: int) -> Any:
    """The value, changed in place: what cannot be stored is replaced by a sign that shows it."""
    if depth > MAX_DEPTH:
        raise Problem("not_register")
    if isinstance(value, str):
        return _UNSTORABLE.sub(_sign, value)
    if isinstance(value, list):
        value[:] = (_storable(one, depth + 1) for one in value)
    elif isinstance(value, dict):
        for key in [key for key in value if _UNSTORABLE.search(key)]:
            value[_storable(key, depth)] = value.pop(key)
        for key, one in value.items():
            value[key] = _storable(one, depth + 1)
    return value


def _sign(found: re.Match[str]) -> str:
    return "\u2400" if found[0] == "\0" else "\ufffd"


def is_register(content: Any) -> bool:
    """Tell whether a content says that it is a register of ours, whatever the version."""
    return isinstance(content, dict) and str(content.get("format", "")).startswith("dpo.register/")


def registers_of(content: Json) -> list[Json]:
    """Return the registers of a file of ours, or raise ``Problem``."""
    if content.get("format") != FORMAT:
        raise Problem("version")
    registers = content.get("registers")
    if not isinstance(registers, list) or not all(isinstance(one, dict) for one in registers):
        raise Problem("not_register")
    return registers


def cards_of(content: Json) -> Cards:
    """Return the cards of a file of ours; what is no card is left out.

    >>> cards_of({"terms": [{"catalogue": "data", "key": "x", "name": "X"}, 3]}).vendors
    []
    """
    found = {
        kind: [
            card
            for card in content.get(kind) or ()
            if isinstance(card, dict)
            and isinstance(card.get("key"), str)
            and isinstance(card.get("name"), str)
            and isinstance(card.get("catalogue", ""), str)
        ]
        if isinstance(content.get(kind), list)
        else []
        for kind in Cards._fields
    }
    return Cards(**found)
