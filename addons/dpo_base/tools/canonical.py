"""Canonical JSON, digests and the hash chain of the journal.

The canonical form is what signatures and the journal are computed on: the same facts give
the same bytes on every machine and in every version. Changing it breaks old evidence.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal, NamedTuple

#: ``prev_hash`` of the first entry of a chain.
GENESIS = "0" * 64


def canonical_json(payload: object) -> bytes:
    """Return the only bytes that stand for a payload.

    UTF-8 in Unicode NFC, keys sorted by code point, no space. Decimals are strings without
    exponent nor superfluous zeros, dates ISO 8601, instants naive UTC with a final Z.
    Refused (TypeError or ValueError): floats, which have no single writing; bytes, sets and
    other objects; keys that are not text or collide once normalised; aware instants; NaN.

    >>> canonical_json({"b": Decimal("12.50"), "a": [True, None, date(2026, 3, 1)]})
    b'{"a":[true,null,"2026-03-01"],"b":"12.5"}'
    >>> canonical_json({"montant": 12.5})
    Traceback (most recent call last):
    ...
    TypeError: float has no canonical form
    """
    text = json.dumps(_plain(payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of stored bytes, 64 lower-case hexadecimal digits.

    >>> sha256_hex(b"")[:16]
    'e3b0c44298fc1c14'
    """
    return sha256(content).hexdigest()


def salted_digest(salt: bytes, payload: object) -> str:
    """Return SHA-256 of a salt followed by the canonical JSON of a payload.

    The salt (16 bytes or more, stored beside the payload) lets both be erased later, GDPR
    art. 17, while the digest stays in the chain and can no longer be guessed back.

    >>> salted_digest(bytes(16), {"a": 1}) == salted_digest(bytes(16), {"a": 2})
    False
    """
    if len(salt) < 16:
        raise ValueError("a salt has 16 bytes or more")
    return sha256_hex(salt + canonical_json(payload))


def chain_hash(prev_hash: str, seq: int, *facts: object) -> str:
    """Return the hash of one entry: what precedes it, its number and its sealed facts.

    ``facts`` are whatever must not change: identifier, instant, kind, payload digest.

    >>> chain_hash(GENESIS, 1, "digest")[:16]
    '824d716f219b828f'
    """
    return sha256_hex(canonical_json([prev_hash, seq, *facts]))


class Break(NamedTuple):
    """First entry that contradicts the chain.

    ``seq``: a number is missing or comes twice; ``link``: it does not follow the entry
    before it; ``content``: its facts or its hash were changed.
    """

    position: int
    reason: Literal["seq", "link", "content"]


def first_broken(
    entries: Iterable[tuple[Any, ...]], prev_hash: str = GENESIS, seq: int = 0
) -> Break | None:
    """Return the first entry of a chain that does not hold, None when all do.

    An entry is ``(seq, prev_hash, hash, *facts)``, in order. ``prev_hash`` and ``seq`` are
    those of the last entry already checked, so that a long chain can be read in slices. A
    chain cut at its end still holds: compare its last hash with a published one.

    >>> one = chain_hash(GENESIS, 1, "a"); two = chain_hash(one, 2, "b")
    >>> first_broken([(1, GENESIS, one, "a"), (2, one, two, "b")])
    >>> first_broken([(1, GENESIS, one, "a"), (2, one, two, "changed")])
    Break(position=1, reason='content')
    """
    for position, (number, previous, own, *facts) in enumerate(entries):
        seq += 1
        if number != seq:
            return Break(position, "seq")
        if previous != prev_hash:
            return Break(position, "link")
        if own != chain_hash(previous, number, *facts):
            return Break(position, "content")
        prev_hash = own
    return None


def _plain(value: object) -> object:
    """Return a value as json.dumps writes it, refusing what has several writings."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case Decimal():
            return _decimal(value)
        case datetime():
            if value.tzinfo is not None:
                raise ValueError("instants are naive UTC")
            return f"{value.isoformat()}Z"
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return _plain_mapping(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _plain_mapping(value: Mapping[Any, object]) -> dict[str, object]:
    if not all(isinstance(key, str) for key in value):
        raise TypeError("keys are text")
    plain = {unicodedata.normalize("NFC", key): _plain(item) for key, item in value.items()}
    if len(plain) != len(value):
        raise ValueError("two keys are the same once normalised")
    return plain


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("a number is finite")
    # Not normalize(): it rounds to the precision of the caller's context.
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
