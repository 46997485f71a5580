"""A record of the register as plain data: what is merged, compared, exported and frozen.

JSON holds texts, numbers, booleans, ISO days; lists of keys for the entries of a catalogue;
``{key: line}`` for lines. The merge works on the same facts as sets and ``Children``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .merge import Children

Json = dict[str, Any]


def to_merge(payload: Mapping[str, Any]) -> Json:
    """Return the payload as the merge reads it.

    >>> to_merge({"name": "Paie", "person_ids": ["agents"]})["person_ids"]
    frozenset({'agents'})
    """
    return {name: _to_merge(value) for name, value in payload.items()}


def _to_merge(value: Any) -> Any:
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, dict):
        return Children({key: dict(line) for key, line in value.items()})
    return value


def to_json(payload: Mapping[str, Any]) -> Json:
    """Return the payload as JSON holds it, sets in order.

    >>> to_json(to_merge({"person_ids": ["b", "a"]}))
    {'person_ids': ['a', 'b']}
    """
    return {name: _to_json(value) for name, value in payload.items()}


def _to_json(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return {key: dict(line) for key, line in value.items()}
    return value


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[tuple[str, ...], Any, Any]]:
    """Return ``(path, before, after)`` of each place that differs; None stands for nothing.

    A path is a field, or the field of lines, the key of a line and a field of the line. The
    entries of a catalogue are compared as sets. A line that came or went is told field by field.

    >>> changes({"name": "Paie"}, {"name": "Paye", "person_ids": ["agents"]})
    [(('name',), 'Paie', 'Paye'), (('person_ids',), None, ['agents'])]
    """
    found: list[tuple[tuple[str, ...], Any, Any]] = []
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) or isinstance(new, dict):
            found += _line_changes(name, old or {}, new or {})
        elif _comparable(old) != _comparable(new):
            found.append(((name,), old, new))
    return found


def _line_changes(name: str, before: Json, after: Json) -> list[tuple[tuple[str, ...], Any, Any]]:
    return [
        ((name, key, *path), old, new)
        for key in [*before, *(key for key in after if key not in before)]
        for path, old, new in changes(before.get(key) or {}, after.get(key) or {})
    ]


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        return frozenset(value)
    # an empty text, an unticked box and nothing say the same
    return value or None
