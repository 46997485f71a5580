"""A model activity as a readable file: TOML in French, one activity a file, read and written.

The same format serves the library of the addon and the packs that OPSNs exchange. The content is
a payload (``dpo_register.tools.payload``), limited to what a model says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from odoo.addons.dpo_register.tools.legal import BASES, CONDITIONS, MECHANISMS

from .toml_text import toml_text

Json = dict[str, Any]
Confidence = Literal["high", "medium", "low"]
Fault = Literal["syntax", "missing", "kind", "unknown"]

#: no activity counts further, and no database
MAX_NUMBER = 100_000
#: a name of twenty parts ("a.a.a…"): the parser holds the square of their number
_ENDLESS_NAME = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*\.[ \t]*){20}"""
)
CONFIDENCES = {"haute": "high", "moyenne": "medium", "faible": "low"}
DPIA = {"oui": "yes", "non": "no", "a_examiner": "examine"}
TRANSFER = {"oui": "yes", "non": "no", "inconnu": "unknown"}
UNITS = {"jour": "day", "mois": "month", "an": "year", "permanente": "permanent"}
PHASES = {"courante": "active", "intermediaire": "intermediate"}
FATES = {
    "a_definir": "undefined",
    "destruction": "destroy",
    "conservation": "keep",
    "tri": "sample",
}


class ActivityRefused(ValueError):
    """A file that is no activity: ``where`` is the French name of the place."""

    def __init__(self, fault: Fault, where: str, value: object = "") -> None:
        super().__init__(f"{fault}: {where} {str(value)[:80]}".strip())
        self.fault, self.where, self.value = fault, where, str(value)[:80]


@dataclass(frozen=True)
class Column:
    """A field under its French name; ``answers`` gives the plain value of each French answer."""

    french: str
    name: str
    answers: Mapping[Any, Any] | None = None
    empty: Any = ""
    is_required: bool = False

    def from_file(self, line: Mapping[str, Any], where: str) -> Any:
        if self.french not in line:
            if self.is_required:
                raise ActivityRefused("missing", f"{where}{self.french}")
            return self.empty
        value = line[self.french]
        if self.answers is None:
            return _typed(value, type(self.empty), f"{where}{self.french}")
        if not isinstance(value, (str, bool)) or value not in self.answers:
            raise ActivityRefused("unknown", f"{where}{self.french}", value)
        return self.answers[value]

    def to_file(self, line: Mapping[str, Any]) -> Json:
        value = line.get(self.name, self.empty)
        if value == self.empty and not self.is_required:
            return {}
        if self.answers is not None:
            value = {plain: french for french, plain in self.answers.items()}[value]
        return {self.french: value}


def _same(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {key: key for key, _label in pairs}


#: table of the file -> (field of the payload, its columns)
LINES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "finalites": (
        "purpose_ids",
        (
            Column("intitule", "name", is_required=True),
            Column("base", "basis", _same(BASES)),
            Column("justification", "justification"),
            Column("condition", "condition", _same(CONDITIONS)),
            Column("condition_texte", "condition_text"),
        ),
    ),
    "donnees": (
        "data_ids",
        (
            Column("categorie", "category_id", is_required=True),
            Column("precisions", "details"),
            Column("source", "source", {"personne": "person", "tiers": "third_party"}),
            Column("origine", "origin"),
            Column("obligatoire", "is_mandatory", {True: "yes", False: "no"}),
        ),
    ),
    "destinataires": (
        "recipient_ids",
        (
            Column("categorie", "category_id", is_required=True),
            Column("precisions", "details"),
        ),
    ),
    "conservations": (
        "retention_ids",
        (
            Column("objet", "name", is_required=True),
            Column("duree", "duration", empty=0),
            Column("unite", "unit", UNITS),
            Column("point_de_depart", "start"),
            Column("phase", "phase", PHASES),
            Column("sort_final", "fate", FATES),
            Column("texte", "source"),
            Column("a_completer", "to_complete", {True: True, False: False}, empty=False),
        ),
    ),
    "transferts": (
        "transfer_ids",
        (
            Column("destinataire", "name", is_required=True),
            Column("pays", "country_id"),
            Column("mecanisme", "mechanism", _same(MECHANISMS)),
            Column("garanties", "guarantees"),
        ),
    ),
}
#: place in the file -> columns of the payload; "" is the top of the file
FIELDS: dict[str, tuple[Column, ...]] = {
    "": (
        Column("nom", "name", is_required=True),
        Column("domaine", "domain_id"),
        Column("resume", "summary"),
        Column("personnes_remarque", "person_note"),
        Column("mesures_remarque", "measure_note"),
        Column("droits_remarque", "rights_note"),
        Column("hors_ue", "has_transfer", TRANSFER),
    ),
    "collecte": (Column("information", "information"),),
    "aipd": (Column("proposition", "dpia_proposal", DPIA), Column("motif", "dpia_reason")),
}
#: lists of keys of catalogues: (table, French name, field)
KEYS = (
    ("", "personnes", "person_ids"),
    ("", "mesures", "measure_ids"),
    ("collecte", "canaux", "channel_ids"),
)
#: texts that the file writes as a list, one sentence an entry
SENTENCES = (("recommandations", "recommendation"), ("sources", "sources"))


@dataclass(frozen=True)
class Applicability:
    """Whom an activity concerns: codes of body types, keys of questions."""

    body_types: tuple[str, ...] = ()
    power: str = ""
    equipment: str = ""
    numbers: tuple[str, ...] = ()
    is_always: bool = False
    by_epci: bool = False

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.power, self.equipment, *self.numbers)))


@dataclass(frozen=True)
class Activity:
    """One version of a model activity, with its stable key."""

    key: str
    number: int
    confidence: Confidence
    payload: Json
    where: Applicability = field(default_factory=Applicability)
    note: str = ""


def _typed(value: Any, kind: type, where: str) -> Any:
    if type(value) is not kind:
        raise ActivityRefused("kind", where, value)
    if isinstance(value, str) and "\0" in value:
        raise ActivityRefused("kind", where)
    if isinstance(value, int) and abs(value) > MAX_NUMBER:
        raise ActivityRefused("kind", where)
    return value


def _texts(table: Mapping[str, Any], name: str) -> list[str]:
    return [_typed(text, str, name) for text in _typed(table.get(name, []), list, name)]


def read_activity(text: str) -> Activity:
    """Read a file; raise ``ActivityRefused`` where it is not what it should be.

    >>> read_activity("cle = 'paie'").payload
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_register_library.tools.activity.ActivityRefused: missing: version
    """
    if endless := _ENDLESS_NAME.search(text):
        raise ActivityRefused("syntax", endless[0][:80])
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise ActivityRefused("syntax", str(error)[:200]) from error
    except RecursionError as error:
        raise ActivityRefused("syntax", "…") from error
    for name in ("cle", "version", "confiance", "nom"):
        if name not in data:
            raise ActivityRefused("missing", name)
    confidence = Column("confiance", "confidence", CONFIDENCES).from_file(data, "")
    number = _typed(data["version"], int, "version")
    if number < 1:
        raise ActivityRefused("kind", "version", number)
    return Activity(
        key=_read_key(data, ""),
        number=number,
        confidence=confidence,
        payload=_read_payload(data),
        where=_read_applicability(_typed(data.get("applicabilite", {}), dict, "applicabilite")),
        note=_typed(data.get("note", ""), str, "note"),
    )


def _read_key(line: Mapping[str, Any], where: str) -> str:
    key = _typed(line.get("cle", ""), str, f"{where}cle")
    if not key.isascii() or not key.replace("_", "").isalnum():
        raise ActivityRefused("kind", f"{where}cle", key)
    return key


def _read_payload(data: Json) -> Json:
    payload: Json = {}
    for place, columns in FIELDS.items():
        table = _typed(data.get(place, {}), dict, place) if place else data
        for column in columns:
            payload[column.name] = column.from_file(table, f"{place}." if place else "")
    for place, french, name in KEYS:
        payload[name] = sorted(set(_texts(data.get(place, {}) if place else data, french)))
    for french, name in SENTENCES:
        payload[name] = "\n".join(_texts(data, french))
    for table, (name, columns) in LINES.items():
        payload[name] = _read_lines(table, columns, _typed(data.get(table, []), list, table))
    return payload


def _read_lines(table: str, columns: tuple[Column, ...], lines: list[Any]) -> Json:
    found: Json = {}
    for position, line in enumerate(lines, start=1):
        where = f"{table}[{position}]."
        key = _read_key(_typed(line, dict, where), where)
        if key in found:
            raise ActivityRefused("kind", f"{where}cle", key)
        found[key] = {"sequence": position * 10} | {
            column.name: column.from_file(line, where) for column in columns
        }
        if table == "conservations" and not _is_stated(line):
            found[key]["to_complete"] = True
    return found


def _is_stated(line: Mapping[str, Any]) -> bool:
    return "duree" in line or line.get("unite") == "permanente"


def _read_applicability(table: Json) -> Applicability:
    return Applicability(
        body_types=tuple(_texts(table, "types")),
        power=_typed(table.get("competence", ""), str, "competence"),
        equipment=_typed(table.get("equipement", ""), str, "equipement"),
        numbers=tuple(_texts(table, "nombres")),
        is_always=_typed(table.get("toujours", False), bool, "toujours"),
        by_epci=_typed(table.get("epci_possible", False), bool, "epci_possible"),
    )


def write_activity(activity: Activity) -> str:
    """Write the file that ``read_activity`` reads back."""
    payload = activity.payload
    names = {plain: french for french, plain in CONFIDENCES.items()}
    data: Json = {"cle": activity.key, "version": activity.number}
    data |= {"confiance": names[activity.confidence]}
    data |= {"note": activity.note} if activity.note else {}
    data |= _write_fields("", payload)
    for french, name in SENTENCES:
        data[french] = [text for text in payload.get(name, "").split("\n") if text]
    for table, (name, columns) in LINES.items():
        lines = _write_lines(table, columns, payload.get(name, {}))
        data |= {table: lines} if lines else {}
    for place in ("collecte", "aipd"):
        data[place] = _write_fields(place, payload)
    # a proposal, whoever wrote it
    data["aipd"]["a_confirmer"] = True
    where = activity.where
    data["applicabilite"] = {
        "types": list(where.body_types),
        "competence": where.power,
        "equipement": where.equipment,
        "nombres": list(where.numbers),
        "toujours": where.is_always,
        "epci_possible": where.by_epci,
    }
    return toml_text(data)


def _write_fields(place: str, payload: Json) -> Json:
    table: Json = {}
    for column in FIELDS[place]:
        table |= column.to_file(payload)
    keys = {french: list(payload.get(name, [])) for at, french, name in KEYS if at == place}
    return table | keys


def _write_lines(table: str, columns: tuple[Column, ...], lines: Json) -> list[Json]:
    written = []
    for key, line in sorted(lines.items(), key=lambda item: item[1].get("sequence", 0)):
        values: Json = {"cle": key}
        for column in columns:
            values |= column.to_file(line)
        if table == "conservations" and not (line["to_complete"] or line["unit"] == "permanent"):
            values["duree"] = line["duration"]
        written.append(values)
    return written


def tidy(payload: Json) -> Json:
    """Return the payload as a file would give it back: lines numbered in their order.

    >>> tidy({"purpose_ids": {"b": {"sequence": 9}, "a": {"sequence": 1}}})["purpose_ids"]
    {'a': {'sequence': 10}, 'b': {'sequence': 20}}
    """
    tables = {name for name, _columns in LINES.values()}
    return {name: _numbered(value) if name in tables else value for name, value in payload.items()}


def _numbered(lines: Json) -> Json:
    ordered = sorted(lines.items(), key=lambda item: item[1].get("sequence", 0))
    return {
        key: {**line, "sequence": position * 10}
        for position, (key, line) in enumerate(ordered, start=1)
    }
