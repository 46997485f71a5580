"""Find what a file of somebody else names: entries of catalogues, answers, dates, numbers.

Accents, case and punctuation do not count. What is not found is said so: the caller keeps it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

_NOT_WORD = re.compile(r"[\W_]+")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")

#: Words that files use for the answers of closed lists.
BASES = {
    "consentement": "a",
    "contrat": "b",
    "execution d un contrat": "b",
    "obligation legale": "c",
    "respect d une obligation legale": "c",
    "interet vital": "d",
    "interets vitaux": "d",
    "sauvegarde des interets vitaux": "d",
    "mission d interet public": "e",
    "interet public": "e",
    "mission de service public": "e",
    "interet legitime": "f",
    "interets legitimes": "f",
}
FATES = {
    "destruction": "destroy",
    "suppression": "destroy",
    "conservation": "keep",
    "conservation definitive": "keep",
    "versement": "keep",
    "tri": "sample",
    "tri puis conservation partielle": "sample",
}
YES_NO = {"oui": True, "true": True, "vrai": True, "1": True, "x": True, "yes": True,
          "non": False, "false": False, "faux": False, "0": False, "no": False}  # fmt: skip


class TermBook:
    """Entries of catalogues by their key and by their name."""

    def __init__(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """``entries`` are ``(catalogue, key, name)``; the first of a name wins."""
        self._found: dict[tuple[str, str], str] = {}
        for catalogue, key, name in entries:
            for words in (fold(name), fold(key)):
                self._found.setdefault((catalogue, words), key)

    def find(self, catalogue: str, text: str) -> str | None:
        """Return the key of an entry named in a file.

        >>> TermBook([("person", "elus", "Élus")]).find("person", "  ELUS ")
        'elus'
        """
        return self._found.get((catalogue, fold(text))) if text.strip() else None

    def match(self, catalogue: str, texts: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return the keys found, in order and once each, and the words that name nothing.

        >>> TermBook([("person", "elus", "Élus")]).match("person", ["élus", "martiens", "Elus"])
        (['elus'], ['martiens'])
        """
        keys: dict[str, None] = {}
        unknown = []
        for text in texts:
            key = self.find(catalogue, text)
            if key is None:
                unknown.append(text)
            else:
                keys[key] = None
        return list(keys), unknown


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text without accents, case nor punctuation; a year counts.

    >>> fold("Mission d’intérêt PUBLIC"), fold("piece_identite"), fold("Élections 2026")
    ('mission d interet public', 'piece identite', 'elections 2026')
    """
    # the sign of N° would become an "o"
    decomposed = unicodedata.normalize("NFKD", text.replace("°", " "))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    return " ".join(_NOT_WORD.sub(" ", bare).split())


def choose(words: Mapping[str, Any], text: str) -> Any:
    """Return the answer that a text names, None for none."""
    return words.get(fold(text))


def split(text: str) -> list[str]:
    """Return the values of a cell: one per line, else between semicolons.

    >>> split("Agents ; élus;"), split("un ; deux\\ntrois")
    (['Agents', 'élus'], ['un ; deux', 'trois'])
    """
    parts = text.split("\n") if "\n" in text.strip() else text.split(";")
    return [part.strip() for part in parts if part.strip()]


def read_day(text: str) -> str | None:
    """Return a day as ISO 8601 writes it, None for what is no day.

    >>> read_day("3/2/2024"), read_day("2024-02-03T10:00:00"), read_day("31/02/2024")
    ('2024-02-03', '2024-02-03', None)
    """
    text = text.strip()
    if found := _FRENCH_DAY.match(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO_DAY.match(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def read_count(text: str) -> int | None:
    """Return a whole number, None for what is none.

    >>> read_count("1 200"), read_count("environ 50"), read_count("²")
    (1200, None, None)
    """
    digits = re.sub(r"\s", "", text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def keyed(lines: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Return lines under stable keys made of their words.

    >>> keyed([("Paie", {"a": 1}), ("paie", {"a": 2})])
    {'paie': {'a': 1}, 'paie_2': {'a': 2}}
    """
    found: dict[str, dict[str, Any]] = {}
    for words, line in lines:
        base = key = fold(words).replace(" ", "_")[:40] or "ligne"
        number = 1
        while key in found:
            number += 1
            key = f"{base}_{number}"
        found[key] = line
    return found
