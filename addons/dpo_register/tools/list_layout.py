"""A register as a list, one row per processing: the layout of a whole département.

The same titles are recognised when such a list comes back (``tools.list_columns``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from odoo.addons.dpo_base.tools.export_safe import Cell, Column

from .fiche import period_text
from .names import Names

Json = Mapping[str, Any]


class Body(NamedTuple):
    """The collectivity of a row."""

    name: str = ""
    siren: str = ""


class Life(NamedTuple):
    """What a row says of the life of the record."""

    state: str = ""
    completeness: int = 0
    changed: date | None = None
    checked: date | None = None
    visa: date | None = None
    review: date | None = None


class Item(NamedTuple):
    """What a row is made of; lines as lists, read once."""

    payload: Json
    body: Body
    life: Life
    purposes: list[Json]
    data: list[Json]
    recipients: list[Json]
    parties: list[Json]
    retentions: list[Json]
    names: Names


def list_row(payload: Json, body: Body, life: Life, names: Names) -> list[Cell]:
    """Return the cells of a processing, under ``list_columns``.

    >>> list_row({"name": "Paie"}, Body("Agneaux"), Life(), Names())[:4]
    ['Agneaux', '', '', 'Paie']
    """
    lines = (
        list((payload.get(name) or {}).values())
        for name in ("purpose_ids", "data_ids", "recipient_ids", "party_ids", "retention_ids")
    )
    item = Item(payload, body, life, *lines, names)
    return [make(item) for _column, make in COLUMNS]


def list_columns() -> list[Column]:
    return [column for column, _make in COLUMNS]


def _text(name: str) -> Callable[[Item], Cell]:
    return lambda item: item.payload.get(name) or ""


def _terms(name: str, catalogue: str) -> Callable[[Item], Cell]:
    return lambda item: _joined(
        _name(item.names, catalogue, key) for key in item.payload.get(name) or ()
    )


def _name(names: Names, catalogue: str, key: str) -> str:
    term = names.terms.get((catalogue, key))
    return term.name if term else key


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _lines(place: str, field: str) -> Callable[[Item], Cell]:
    return lambda item: _joined(line.get(field) or "–" for line in getattr(item, place))


def _chosen(place: str, field: str) -> Callable[[Item], Cell]:
    def cell(item: Item) -> Cell:
        words = item.names.choices.get(field, {})
        values = [line.get(field) or "" for line in getattr(item, place)]
        return _joined(words.get(value, value) or "–" for value in values) if any(values) else ""

    return cell


def _choice(field: str) -> Callable[[Item], Cell]:
    return lambda item: item.names.choice(field, item.payload.get(field))


def _day(field: str) -> Callable[[Item], Cell]:
    def cell(item: Item) -> Cell:
        value = item.payload.get(field)
        return date.fromisoformat(value) if value else None

    return cell


def _yes(field: str) -> Callable[[Item], Cell]:
    return lambda item: "oui" if item.payload.get(field) else "non"


def _life(field: str) -> Callable[[Item], Cell]:
    return lambda item: getattr(item.life, field)


def _data(*, sensitive: bool) -> Callable[[Item], Cell]:
    def cell(item: Item) -> Cell:
        found = []
        for line in item.data:
            term = item.names.terms.get(("data", line["category_id"]))
            if bool(term and term.sensitivity) is sensitive:
                found.append(_detailed(term.name if term else line["category_id"], line))
        return _joined(found)

    return cell


def _detailed(name: str, line: Json) -> str:
    details = line.get("details")
    return f"{name} ({details})" if details else name


def _recipients(family: str) -> Callable[[Item], Cell]:
    def cell(item: Item) -> Cell:
        found = []
        for line in item.recipients:
            term = item.names.terms.get(("recipient", line["category_id"]))
            if (term.family if term else "externe") == family:
                found.append(_detailed(term.name if term else line["category_id"], line))
        return _joined(found)

    return cell


def _origins(item: Item) -> Cell:
    return _joined(line["origin"] for line in item.data if line.get("origin"))


def _parties(role: str) -> Callable[[Item], Cell]:
    def cell(item: Item) -> Cell:
        vendors = item.names.vendors
        return _joined(
            vendors.get(line.get("vendor_id") or "") or line.get("name") or ""
            for line in item.parties
            if line.get("role") == role
        )

    return cell


def _products(item: Item) -> Cell:
    found = (line.get("product_id") for line in item.parties)
    return _joined(item.names.products.get(key, key) for key in found if key)


def _transfers(item: Item) -> Cell:
    found = []
    for line in (item.payload.get("transfer_ids") or {}).values():
        country = item.names.countries.get(line.get("country_id") or "", "")
        mechanism = item.names.choice("mechanism", line.get("mechanism"))
        found.append(" – ".join(filter(None, (line.get("name"), country, mechanism))))
    return _joined(found)


def _periods(item: Item) -> Cell:
    return _joined(f"{line.get('name') or ''} : {period_text(line)}" for line in item.retentions)


def _to_complete(item: Item) -> Cell:
    return sum(bool(line.get("to_complete")) for line in item.retentions)


COLUMNS: list[tuple[Column, Callable[[Item], Cell]]] = [
    (Column("Collectivité"), lambda item: item.body.name),
    (Column("SIREN", width=11), lambda item: item.body.siren),
    (Column("N°", width=8), _text("reference")),
    (Column("Activité", width=34), _text("name")),
    (
        Column("Domaine"),
        lambda item: _name(item.names, "domain", item.payload.get("domain_id") or ""),
    ),
    (Column("Service"), _text("service")),
    (Column("Interlocuteur"), _text("contact")),
    (Column("Description", width=40), _text("summary")),
    (Column("En service depuis", "date"), _day("date_start")),
    (Column("Terminé le", "date"), _day("date_end")),
    (Column("Textes"), _text("sources")),
    (Column("Finalités", width=40), _lines("purposes", "name")),
    (Column("Bases légales"), _chosen("purposes", "basis")),
    (Column("Justification des bases"), _lines("purposes", "justification")),
    (Column("Conditions (données sensibles)"), _chosen("purposes", "condition")),
    (Column("Personnes concernées"), _terms("person_ids", "person")),
    (Column("Autres personnes"), _text("person_note")),
    (Column("Nombre de personnes", "integer"), lambda i: i.payload.get("estimated_count") or None),
    (Column("Données", width=34), _data(sensitive=False)),
    (Column("Données sensibles"), _data(sensitive=True)),
    (Column("Source des données"), _origins),
    (Column("Destinataires internes"), _recipients("interne")),
    (Column("Destinataires externes"), _recipients("externe")),
    (Column("Catégories de sous-traitants"), _recipients("sous-traitant")),
    (Column("Sous-traitants"), _parties("processor")),
    (Column("Logiciels et services"), _products),
    (Column("Responsables conjoints"), _parties("joint")),
    (Column("Délégataires"), _parties("operator")),
    (Column("Autres responsables"), _parties("controller")),
    (Column("Autres outils"), _text("tools_note")),
    (Column("Dossiers papier", width=10), _yes("is_paper")),
    (Column("Hors de l’UE", width=12), _choice("has_transfer")),
    (Column("Transferts"), _transfers),
    (Column("Durées de conservation", width=40), _periods),
    (Column("Sort final"), _chosen("retentions", "fate")),
    (Column("Durées à compléter", "integer"), _to_complete),
    (Column("Mesures de sécurité", width=34), _terms("measure_ids", "measure")),
    (Column("Autres mesures"), _text("measure_note")),
    (Column("Recueil des données"), _terms("channel_ids", "channel")),
    (Column("Information des personnes"), _text("information")),
    (Column("Droits des personnes"), _text("rights_note")),
    (Column("Recommandation du délégué", width=34), _text("recommendation")),
    (Column("AIPD"), _choice("dpia_proposal")),
    (Column("Motif (AIPD)"), _text("dpia_reason")),
    (Column("État"), _life("state")),
    (Column("Complétude (%)", "integer"), _life("completeness")),
    (Column("Modifié le", "date"), _life("changed")),
    (Column("Contrôlé le", "date"), _life("checked")),
    (Column("Visa le", "date"), _life("visa")),
    (Column("À revoir le", "date"), _life("review")),
]
