"""Turn one row of a list of collectivities into clean facts, or into coded problems."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .collectivity_columns import normalise
from .identifiers import (
    IdentifierError,
    clean_insee,
    clean_postal_code,
    clean_siren,
    clean_siret,
    insee_from_parts,
)
from .tabular import Row, RowProblem

#: Entities of the Code officiel géographique that are no legal person: visit sites.
_PARTS_OF_COMMUNES = frozenset(
    {"coma", "comd", "arm", "commune associee", "commune deleguee", "arrondissement municipal"}
)
#: Writings of official lists, and the code of the body type they stand for.
TYPE_SYNONYMS: Mapping[str, str] = {
    "commune actuelle": "COM", "mairie": "COM", "ville": "COM",
    "metropole": "MET", "metlyon": "MET", "met69": "MET", "me": "MET",
    "syndicat mixte": "SMF", "sm ferme": "SMF", "sm ouvert": "SMO",
    "caisse des ecoles": "CDE", "office de tourisme": "OT",
}  # fmt: skip
#: INSEE's way of saying that a commune is in no EPCI.
_NO_EPCI = frozenset({"zzzzzzzzz", "sans objet", "neant", "aucun", "hors epci"})

_SPACES = re.compile(r"\s+")
_COUNT = re.compile(r"(\d{1,3}(?: \d{3})+|\d+)(?:[.,]0{1,2})?")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_FIRST_VALUE = re.compile(r"[|;,/]")
_MAX_TEXT, _MAX_COUNT = 200, 100_000_000


@dataclass(frozen=True)
class CollectivityRow:
    """One collectivity as the file gives it; empty text or None where it says nothing.

    ``population`` is the one whose kind the file does not name.
    """

    line: int
    name: str
    siren: str = ""
    siret: str = ""
    insee: str = ""
    body_type: str = ""
    epci_siren: str = ""
    epci_name: str = ""
    postal_code: str = ""
    street: str = ""
    email: str = ""
    phone: str = ""
    population: int | None = None
    population_municipal: int | None = None
    population_total: int | None = None
    population_dgf: int | None = None
    agents: int | None = None


@dataclass(frozen=True)
class RowContext:
    """What the person who imports has said of the whole file.

    ``body_types`` maps normalised names and codes to codes; ``default_body_type`` holds for
    rows whose type column is absent or empty: a type is never guessed from a SIREN.
    """

    body_types: Mapping[str, str] = field(default_factory=dict)
    default_body_type: str = ""
    restore_zero: bool = False


_TextParser = Callable[[Mapping[str, str], RowContext], str]


#: The same EPCI comes back for each of its communes.
_clean_epci_siren = lru_cache(maxsize=4096)(clean_siren)


class _Refused(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_row(
    row: Row, mapping: Mapping[str, int], context: RowContext
) -> CollectivityRow | list[RowProblem]:
    """Return the clean row, or all its problems: ``column`` is then the name of the field.

    Codes: those of ``IdentifierError`` and ``empty``, ``formula``, ``too_long``,
    ``no_letter``, ``not_a_number``, ``negative``, ``decimals``, ``too_big``,
    ``unknown_type``, ``delegated_commune``, ``siret_mismatch``, ``no_identifier``, ``email``.

    >>> parse_row(Row(2, ["Agneaux", "215 000 027", "4 286"]),
    ...           {"name": 0, "siren": 1, "population_municipal": 2}, RowContext()).siren
    '215000027'
    >>> parse_row(Row(3, ["=A1", "215000028"]), {"name": 0, "siren": 1}, RowContext())
    ... # doctest: +NORMALIZE_WHITESPACE
    [RowProblem(line=3, code='formula', column='name', value='=A1', other=0),
     RowProblem(line=3, code='checksum', column='siren', value='215000028', other=0)]
    """
    given = {name: _cell(row, column) for name, column in mapping.items()}
    facts: dict[str, Any] = {}
    problems = []
    for name, parse in _PARSERS.items():
        try:
            facts[name] = parse(given, context)
        except (_Refused, IdentifierError) as refused:
            problems.append(RowProblem(row.line, refused.code, name, given.get(name, "")[:80]))
    if not problems and (code := _contradiction(facts)):
        problems.append(RowProblem(row.line, code, "siren", given.get("siren", "")[:80]))
    if problems:
        return problems
    facts["siren"] = facts["siren"] or facts["siret"][:9]
    return CollectivityRow(line=row.line, **facts)


class DuplicateGuard:
    """Remember what a file has already said, to name the first line of a duplicate.

    The same INSEE code is no duplicate for another body type: a CCAS carries its commune's.
    """

    def __init__(self) -> None:
        self._lines_by_siren: dict[str, int] = {}
        self._seen_by_insee: dict[tuple[str, str], tuple[str, int]] = {}

    def check(self, row: CollectivityRow) -> RowProblem | None:
        """Return the problem of a row that repeats or contradicts an earlier one.

        Codes: ``duplicate_siren``, ``duplicate_insee``, ``insee_other_siren`` (the old and
        the new commune, for instance); ``other`` is the earlier line.
        """
        if row.siren and (other := self._lines_by_siren.get(row.siren)):
            return RowProblem(row.line, "duplicate_siren", "siren", row.siren, other)
        key = (row.body_type, row.insee)
        if row.insee and key in self._seen_by_insee:
            siren, other = self._seen_by_insee[key]
            code = "insee_other_siren" if siren and row.siren else "duplicate_insee"
            return RowProblem(row.line, code, "insee", row.insee, other)
        if row.siren:
            self._lines_by_siren[row.siren] = row.line
        if row.insee:
            self._seen_by_insee[key] = (row.siren, row.line)
        return None


def clean_text(value: str) -> str:
    """Return a text on one line, without control, invisible or direction characters.

    >>> clean_text("  Saint-\u200bLô\u00a0\\t(50) ")
    'Saint-Lô (50)'
    """
    text = unicodedata.normalize("NFC", value)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _blank(char) for char in text)
    return " ".join(text.split())


def _blank(char: str) -> str:
    return " " if char.isspace() else ""


def parse_count(value: str) -> int | None:
    """Return a number of inhabitants or agents as French lists write it, None when empty.

    ``1.243`` and ``1,243`` are refused: a thousand to some, one and a bit to others.

    >>> parse_count("1\u202f243"), parse_count("1243.0"), parse_count("")
    (1243, 1243, None)
    """
    text = _SPACES.sub(" ", value).strip()
    if not text:
        return None
    if not text.isascii():
        raise _Refused("not_a_number")
    if text.startswith("-") and _COUNT.fullmatch(text[1:].strip()):
        raise _Refused("negative")
    if not (match := _COUNT.fullmatch(text)):
        raise _Refused("decimals" if re.fullmatch(r"\d+[.,]\d+", text) else "not_a_number")
    if len(match[1]) > 15 or (count := int(match[1].replace(" ", ""))) > _MAX_COUNT:
        raise _Refused("too_big")
    return count


def _cell(row: Row, column: int) -> str:
    text = row.cells[column].strip() if column < len(row.cells) else ""
    return "" if text in {"-", "–", "—"} else text


def _text(name: str) -> _TextParser:
    def parse(given: Mapping[str, str], _context: RowContext) -> str:
        text = clean_text(given.get(name, ""))
        if text.startswith(("=", "+", "-", "@")) and name != "phone":
            raise _Refused("formula")
        if len(text) > _MAX_TEXT:
            raise _Refused("too_long")
        return text

    return parse


def _name(given: Mapping[str, str], context: RowContext) -> str:
    text = _text("name")(given, context)
    if not text:
        raise _Refused("empty")
    if not any(char.isalpha() for char in text):
        raise _Refused("no_letter")
    return text


def _count(name: str) -> Callable[[Mapping[str, str], RowContext], int | None]:
    return lambda given, _context: parse_count(given.get(name, ""))


def _identifier(name: str, clean: Callable[[str], str]) -> _TextParser:
    return lambda given, _context: clean(given[name]) if given.get(name) else ""


def _insee(given: Mapping[str, str], context: RowContext) -> str:
    if given.get("insee"):
        return clean_insee(given["insee"], restore_zero=context.restore_zero)
    if given.get("insee_suffix") and given.get("department"):
        return insee_from_parts(given["department"], given["insee_suffix"])
    return ""


def _postal_code(given: Mapping[str, str], context: RowContext) -> str:
    first = _FIRST_VALUE.split(given.get("postal_code", ""))[0].strip()
    return clean_postal_code(first, restore_zero=context.restore_zero) if first else ""


def _epci_siren(given: Mapping[str, str], _context: RowContext) -> str:
    text = given.get("epci_siren", "")
    return _clean_epci_siren(text) if text and normalise(text) not in _NO_EPCI else ""


def _epci_name(given: Mapping[str, str], context: RowContext) -> str:
    text = _text("epci_name")(given, context)
    return "" if normalise(text) in _NO_EPCI else text


def _body_type(given: Mapping[str, str], context: RowContext) -> str:
    label = normalise(given.get("body_type", ""))
    if label in _PARTS_OF_COMMUNES:
        raise _Refused("delegated_commune")
    if not label:
        return context.default_body_type
    code = context.body_types.get(label) or context.body_types.get(
        TYPE_SYNONYMS.get(label, "").lower(), ""
    )
    if not code:
        raise _Refused("unknown_type")
    return code


def _email(given: Mapping[str, str], context: RowContext) -> str:
    text = clean_text(given.get("email", ""))
    if text and not _EMAIL.fullmatch(text):
        raise _Refused("email")
    return text.lower()


def _contradiction(facts: Mapping[str, Any]) -> str:
    siren, siret, insee = facts["siren"], facts["siret"], facts["insee"]
    if siren and siret and siret[:9] != siren:
        return "siret_mismatch"
    return "" if siren or siret or insee else "no_identifier"


_PARSERS = {
    "name": _name,
    "siren": _identifier("siren", clean_siren),
    "siret": _identifier("siret", clean_siret),
    "insee": _insee,
    "body_type": _body_type,
    "epci_siren": _epci_siren,
    "epci_name": _epci_name,
    "postal_code": _postal_code,
    "street": _text("street"),
    "email": _email,
    "phone": _text("phone"),
    **{
        name: _count(name)
        for name in (
            "population", "population_municipal", "population_total", "population_dgf", "agents",
        )
    },
}  # fmt: skip
