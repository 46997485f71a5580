"""An action of protection of Madis as a recommendation."""

from __future__ import annotations

from typing import NamedTuple

from .madis_reader import MadisReader, external_key
from .madis_shape import Json, Path
from .term_book import TermBook, choose, read_day

KINDS = {"juridique": "legal", "organisationnel": "organisational", "technique": "technical",
         "legal": "legal", "technical": "technical"}  # fmt: skip
PRIORITIES = {"basse": "0", "low": "0", "normale": "1", "normal": "1", "haute": "2", "high": "2"}
STATUSES = {"appliquee": "done", "applied": "done", "applique": "done", "non applicable": "refused",
            "not applicable": "refused"}  # fmt: skip
_SAID = {
    "description": "", "cost": "Coût", "charge": "Charge", "manager": "Responsable",
    "comment": "Commentaire",
}  # fmt: skip


class Measure(NamedTuple):
    """A measure as an action."""

    key: str
    values: Json
    used: list[str]
    unread: list[tuple[Path, str]]


def read_measure(record: Json, book: TermBook) -> Measure:
    """Return an action of protection as the values of an action.

    Cost and workload are free text there: they go to the description.

    >>> read_measure({"name": "Charte", "priority": "haute"}, TermBook([])).values["priority"]
    '2'
    """
    reader = MadisReader(record, book)
    key = external_key(reader)
    for path, one in reader.items("collectivity"):
        for field in ("name", "siren", "insee"):
            reader.named(path, one, field)
    values: Json = {"name": " ".join(reader.text("name").split())}
    texts = [(label, reader.text(field)) for field, label in _SAID.items()]
    for field, words, name, default in (
        ("type", KINDS, "kind", "organisational"),
        ("priority", PRIORITIES, "priority", "1"),
        ("status", STATUSES, "state", "recommended"),
    ):
        said = reader.text(field)
        values[name] = choose(words, said) or default
        if said and choose(words, said) is None:
            texts.append((field, said))
    day = reader.text("planificationdate")
    values["due_date"] = read_day(day) or ""
    if day and not values["due_date"]:
        texts.append(("Date", day))
    values["description"] = "\n".join(
        f"{label} : {said}" if label else said for label, said in texts if said
    )
    return Measure(key, values, reader.used, reader.rest())
