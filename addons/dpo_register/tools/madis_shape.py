"""The shape of what Madis (Soluris, 2.4) gives by its API: lists, links, plain values.

Keys may be written in camel case or with underscores, lists may have an envelope, records may be
linked or nested: nothing raises, whatever the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .term_book import YES_NO, choose, fold

Json = dict[str, Any]
Path = tuple[str, ...]

RESOURCES = {
    "treatments": ("treatment", "treatments", "traitement", "traitements"),
    "contractors": ("contractor", "contractors", "sous traitants", "prestataires"),
    "mesurements": ("mesurement", "mesurements", "actions", "actions de protection"),
    "tools": ("tool", "tools", "outils"),
    "requests": ("request", "requests", "demandes"),
    "violations": ("violation", "violations"),
    "proofs": ("proof", "proofs", "preuves"),
    "surveys": ("survey", "surveys", "maturity", "maturities", "maturite"),
    "conformities": ("conformite traitement", "conformite organisation", "evaluations"),
    "collectivities": ("collectivity", "collectivities", "collectivites", "structures"),
    "users": ("user", "users", "utilisateurs"),
}
_BY_WORDS = {fold(word): name for name, words in RESOURCES.items() for word in words}
MAX_DEPTH = 20


def resource_of(name: str) -> str | None:
    """Return the resource that a file or a key of a file holds.

    >>> resource_of("export/treatments.json"), resource_of("Demandes"), resource_of("x")
    ('treatments', 'requests', None)
    """
    stem = re.sub(r"\.[a-z]+$", "", name.replace("\\", "/").rsplit("/", 1)[-1].strip().lower())
    return _BY_WORDS.get(fold(re.sub(r"[-_]", " ", stem)))


def members(content: Any) -> list[Json]:
    """Return the records of an answer of the API, whatever envelope it has.

    >>> members({"hydra:member": [{"name": "Paie"}, 3]})
    [{'name': 'Paie'}]
    """
    if isinstance(content, dict):
        content = next(
            (content[key] for key in ("hydra:member", "member", "items") if key in content),
            [content],
        )
    return [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []


def resources(content: Any, name: str = "") -> dict[str, list[Json]]:
    """Return the records of a file by resource: named by its keys, its name or its fields.

    >>> resources({"treatments": [{"name": "Paie"}], "page": 1})
    {'treatments': [{'name': 'Paie'}]}
    """
    named = resource_of(name) if name else None
    if named:
        return {named: members(content)}
    if isinstance(content, dict):
        found = {resource_of(key): members(value) for key, value in content.items()
                 if resource_of(key) and isinstance(value, list | dict)}  # fmt: skip
        if found:
            return {key: value for key, value in found.items() if key}
    records = members(content)
    fields = {bare(key) for one in records[:20] for key in one}
    return {"treatments": records} if fields & {"goal", "legalbasis", "shelflifes"} else {}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield each plain value of a structure with its path; nothing and "no" are no values.

    >>> list(leaves({"a": [{"b": "x"}, None], "c": False}))
    [(('a', '0', 'b'), 'x')]
    """
    if isinstance(value, dict | list) and len(path) >= MAX_DEPTH:
        yield path, str(value)[:200]
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, str(number)))
    elif value not in (None, "", False):
        yield path, str(value)


def reference(value: Any) -> str:
    """Return the identifier of a record or of a link to it.

    >>> reference("/api/contractors/12"), reference({"@id": "/api/tools/3"}), reference({"id": 4})
    ('12', '3', '4')
    """
    if isinstance(value, dict):
        found = fields_of(value)
        value = found.get("id") or found.get("uuid") or ""
    return str(value).rstrip("/").rsplit("/", 1)[-1] if isinstance(value, str | int) else ""


def body_of(record: Json, bodies: dict[str, Json]) -> Json:
    """Return ``name``, ``siren`` and ``insee`` of the collectivity of a record.

    >>> body_of({"collectivity": "/api/collectivities/7"}, {"7": {"name": "Agneaux"}})
    {'name': 'Agneaux', 'siren': '', 'insee': ''}
    """
    link = fields_of(record).get("collectivity")
    named = link if isinstance(link, dict) else {}
    known = bodies.get(reference(link)) or {}
    found = {**fields_of(known), **fields_of(named)}
    if isinstance(link, str) and not known and "/" not in link:
        found["name"] = link
    return {key: plain(found.get(key)) for key in ("name", "siren", "insee")}


def is_link(text: str) -> bool:
    return text.startswith("/") or text.isdigit()


def bare(key: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", str(key).lower())


def fields_of(record: Any) -> Json:
    return {bare(key): value for key, value in record.items()} if isinstance(record, dict) else {}


def plain(value: Any) -> str:
    """Return a scalar as text; a structure is none."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).replace("\0", "\u2400").strip()
    return ""


def is_yes(value: Any) -> bool:
    return value is True or choose(YES_NO, plain(value)) is True


def vendor_card(record: Json) -> Json:
    """Return the card of a contractor, as exchanges write it.

    >>> vendor_card({"name": "Éditeur", "dpo": {"firstName": "A", "mail": "dpd@e.fr"}})["email"]
    'dpd@e.fr'
    """
    found = fields_of(record)
    name = plain(found.get("name"))
    address, dpo = fields_of(found.get("address")), fields_of(found.get("dpo"))
    lines = (address.get(key) for key in ("lineone", "linetwo", "zip", "city"))
    contact = (dpo.get(key) for key in ("firstname", "lastname", "mail", "phonenumber"))
    return {
        "key": name,
        "name": name,
        "siren": plain(found.get("siren")),
        "street": ", ".join(filter(None, map(plain, lines))),
        "email": plain(dpo.get("mail")) or plain(address.get("mail")),
        "phone": plain(address.get("phone")) or plain(address.get("phonenumber")),
        "dpd_contact": " ".join(filter(None, map(plain, contact))),
    }
