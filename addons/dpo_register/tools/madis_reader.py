"""A record of Madis read field by field: what is taken is not left over."""

from __future__ import annotations

from typing import Any

from .madis_shape import Json, Path, bare, is_yes, leaves, plain, reference
from .term_book import TermBook


class MadisReader:
    """The fields of a record; what is taken is not left over."""

    def __init__(self, record: Json, book: TermBook) -> None:
        self.book = book
        self.names: dict[str, str] = {}
        self.record: Json = {}
        for key, value in record.items() if isinstance(record, dict) else ():
            # two spellings of a field: the first counts, the other is left over
            if bare(key) not in self.names:
                self.names[bare(key)] = key
                self.record[bare(key)] = value
        self.left = dict(leaves(record))
        self.payload: Json = {}
        self.notes: list[str] = []
        self.vendors: list[str] = []
        self.used: list[str] = []

    def _use(self, *path: str) -> None:
        """Count the leaf at ``path``, given by true names, as taken."""
        if path in self.left:
            del self.left[path]
            if path[0] not in self.used:
                self.used.append(path[0])

    def text(self, field: str) -> str:
        """Take a field that holds a text."""
        said = plain(self.record.get(field))
        if said:
            self._use(self.names[field])
        return said

    def yes(self, field: str) -> bool:
        """Take a field that holds a yes."""
        said = is_yes(self.record.get(field))
        if said:
            self._use(self.names[field])
        return said

    def inner(self, *path: str) -> str:
        """Take a text inside structures, by true names."""
        value: Any = self.record.get(bare(path[0]))
        for key in path[1:]:
            value = value[int(key)] if isinstance(value, list) else value.get(key)
        said = plain(value)
        if said:
            self._use(*path)
        return said

    def items(self, field: str) -> list[tuple[Path, Any]]:
        """The elements of a list, or the only one, each with its path."""
        value = self.record.get(field)
        if value in (None, "", [], {}):
            return []
        name = self.names[field]
        if isinstance(value, list):
            return [((name, str(n)), one) for n, one in enumerate(value)]
        return [((name,), value)]

    def named(self, path: Path, one: Any, *fields: str) -> str:
        """Take the text of an element: itself, or the first of its ``fields`` that says one."""
        if not isinstance(one, dict):
            said = plain(one)
            if said:
                self._use(*path)
            return said
        for wanted in fields:
            for key in one:
                if isinstance(key, str) and bare(key) == wanted and plain(one[key]):
                    self._use(*path, key)
                    return plain(one[key])
        return ""

    def check(self, field: str) -> tuple[bool, str]:
        """Take a check and its comment."""
        value = self.record.get(field)
        if not isinstance(value, dict):
            return self.yes(field), ""
        ticked, comment = False, ""
        for key, inner in value.items():
            if isinstance(key, str) and bare(key) == "check" and is_yes(inner):
                self._use(self.names[field], key)
                ticked = True
            elif isinstance(key, str) and bare(key) == "comment" and plain(inner):
                self._use(self.names[field], key)
                comment = plain(inner)
        return ticked, comment

    def note(self, label: str, words: str) -> None:
        if words:
            self.notes.append(f"{label} : {words}")

    def rest(self) -> list[tuple[Path, str]]:
        return list(self.left.items())


def external_key(reader: MadisReader) -> str:
    """Return the key by which a second import finds the record."""
    for field in ("id", "uuid"):
        if said := reader.text(field):
            return f"madis:{reference(said)}"
    return ""
