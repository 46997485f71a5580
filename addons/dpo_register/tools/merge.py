"""Three-way merge of a model processing: the model before, the model now, the local record.

A payload is a dictionary of plain values, of ``frozenset`` (keys of catalogues) and of
``Children`` (lines by stable key). What a commune wrote is never lost: the merge takes the
changes of the model where the commune left the former model's words, and asks elsewhere.

>>> base = {"name": "Cantine", "persons": frozenset({"enfants"})}
>>> new = {"name": "Restauration scolaire", "persons": frozenset({"enfants", "parents"})}
>>> local = {"name": "Cantine", "persons": frozenset({"enfants", "agents"})}
>>> merged = merge(base, local, new)
>>> merged.payload["name"], sorted(merged.payload["persons"]), merged.conflicts
('Restauration scolaire', ['agents', 'enfants', 'parents'], ())
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]
Path = tuple[str, ...]


class Children(dict[str, Payload]):
    """Lines of a record by their stable key."""


class _Missing:
    """A field or a line that a payload does not have."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


@dataclass(frozen=True)
class Conflict:
    """A place that both sides changed: somebody chooses between ``local`` and ``new``.

    ``path`` leads to it: the name of a field, or the field of lines, the key of a line and
    the field in it. ``MISSING`` stands for a value or a line that is not there.
    """

    path: Path
    base: Any
    local: Any
    new: Any


@dataclass(frozen=True)
class Merge:
    """The payload to keep, where each conflict keeps the local value, and the conflicts."""

    payload: dict[str, Any]
    conflicts: tuple[Conflict, ...]


def merge(base: Payload, local: Payload, new: Payload) -> Merge:
    """Merge the changes from ``base`` to ``new`` into ``local``."""
    payload, conflicts = _merge_fields((), base, local, new)
    return Merge(payload, tuple(conflicts))


def _merge_fields(path: Path, base: Payload, local: Payload, new: Payload):
    payload: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for name in [*local, *(name for name in new if name not in local)]:
        values = [side.get(name, MISSING) for side in (base, local, new)]
        value, found = _merge_value((*path, name), *values)
        conflicts += found
        if value is not MISSING:
            payload[name] = value
    return payload, conflicts


def _merge_value(path: Path, base: Any, local: Any, new: Any):
    if isinstance(local, Children) or isinstance(new, Children):
        return _merge_children(path, *(_as_children(side) for side in (base, local, new)))
    if isinstance(local, frozenset) and isinstance(new, frozenset):
        before = base if isinstance(base, frozenset) else frozenset()
        return (local | (new - before)) - (before - new), []
    return _choose(path, base, local, new)


def _as_children(side: Any) -> Children:
    return side if isinstance(side, Children) else Children()


def _choose(path: Path, base: Any, local: Any, new: Any):
    """One value, whole: whoever changed it wins, and nobody when both did."""
    if local == base:
        return new, []
    if new in (base, local):
        return local, []
    return local, [Conflict(path, base, local, new)]


def _merge_children(path: Path, base: Children, local: Children, new: Children):
    lines = Children()
    conflicts: list[Conflict] = []
    for key in [*local, *(key for key in new if key not in local)]:
        sides = [side.get(key, MISSING) for side in (base, local, new)]
        line, found = _merge_line((*path, key), *sides)
        conflicts += found
        if line is not MISSING:
            lines[key] = line
    return lines, conflicts


def _merge_line(path: Path, base: Any, local: Any, new: Any):
    """A line that one side removed stays removed, unless the commune had changed it."""
    if local is MISSING:
        # removed here (a tombstone), else added by the model
        return (MISSING if base is not MISSING else new), []
    if new is MISSING:
        return _choose(path, base, local, new)
    return _merge_fields(path, {} if base is MISSING else base, local, new)
