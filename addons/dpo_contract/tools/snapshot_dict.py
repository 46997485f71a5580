"""Canonical plain form of a snapshot, for storage as JSON and for hashing.

Decimals are strings without trailing zeros and dates are ISO strings, so that equal
snapshots give equal dictionaries. A field added to the engine later takes its default
when an older snapshot is read.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from .fee_amount import FeeSnapshot


def to_plain(value: Any) -> Any:
    """Return a dataclass, or what it holds, as plain JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Types of the fields of a dataclass; resolving them costs more than a whole fee."""
    return get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        kind = next(arg for arg in get_args(kind) if arg is not type(None))
    origin = get_origin(kind)
    if origin in (tuple, frozenset):
        return origin(_typed(get_args(kind)[0], item) for item in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{key: _typed(hints[key], value[key]) for key in value})
    if kind is Decimal:
        return Decimal(value)
    return date.fromisoformat(value) if kind is date else value


def to_dict(snapshot: FeeSnapshot) -> dict[str, Any]:
    """Return the canonical form, ready for ``json.dumps(..., sort_keys=True)``."""
    plain: dict[str, Any] = to_plain(snapshot)
    return plain


def from_dict(plain: dict[str, Any]) -> FeeSnapshot:
    """Return the snapshot that ``to_dict`` wrote."""
    snapshot: FeeSnapshot = _typed(FeeSnapshot, plain)
    return snapshot
