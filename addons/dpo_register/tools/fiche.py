"""The sheet of one activity, in the order of the CNIL's model of register (GDPR art. 30(1)).

One structure made of a payload gives the workbook, the PDF and the .docx: their words cannot
differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from odoo.addons.dpo_base.tools.legal_time import french_date

from .names import DATA_HEADINGS, MEASURE_HEADINGS, RECIPIENT_HEADINGS, Names
from .storage_period import period_of, sentence
from .term_book import fold

Json = Mapping[str, Any]

TO_COMPLETE = "À compléter"
_SENSITIVE = {
    "art9": "donnée sensible (RGPD, art. 9)",
    "art10": "infraction (RGPD, art. 10)",
    "nir": "NIR",
}


class Facts(NamedTuple):
    """What is known of a record beside its content."""

    number: str = ""
    created: date | None = None
    updated: date | None = None
    state: str = ""
    checked: date | None = None


@dataclass(frozen=True)
class Part:
    """A part of a sheet: a table, or facts (label, value) when it has no header."""

    title: str
    rows: Sequence[Sequence[str]]
    header: Sequence[str] = ()


@dataclass(frozen=True)
class Fiche:
    """The sheet of one activity."""

    name: str
    facts: Facts
    domain: str
    purpose: str
    parts: Sequence[Part]


def build_fiche(payload: Json, facts: Facts, names: Names) -> Fiche:
    """Return the sheet of a record; parts that hold nothing say so.

    >>> fiche = build_fiche({"name": "Paie"}, Facts(number="3"), Names())
    >>> fiche.name, fiche.parts[0].rows[0], fiche.parts[-1].title
    ('Paie', ('Numéro', '3'), 'Avis du délégué à la protection des données')
    """
    makers = (
        _purposes, _persons, _data, _sensitive, _recipients, _transfers, _retention, _measures,
        _information, _advice,
    )  # fmt: skip
    purposes = [line.get("name") or "" for line in _lines(payload, "purpose_ids")]
    return Fiche(
        name=payload.get("name") or "",
        facts=facts,
        domain=_term(names, "domain", payload.get("domain_id")),
        purpose=" ; ".join(purposes) or payload.get("summary") or "",
        parts=[_description(payload, facts, names), *(make(payload, names) for make in makers)],
    )


def _lines(payload: Json, name: str) -> list[Json]:
    return list((payload.get(name) or {}).values())


def _term(names: Names, catalogue: str, key: str | None) -> str:
    return names.term(catalogue, key).name if key else ""


def _facts(title: str, *rows: tuple[str, str | None]) -> Part:
    """Return facts without the empty ones; what is not said is to be completed."""
    said = [(label, value) for label, value in rows if value]
    return Part(title, said or [("À compléter", "Rien n’est renseigné dans cette partie.")])


def _description(payload: Json, facts: Facts, names: Names) -> Part:
    joint = [_party(line, names) for line in _lines(payload, "party_ids")
             if line.get("role") == "joint"]  # fmt: skip
    return _facts(
        "Description",
        ("Numéro", facts.number),
        ("Domaine", _term(names, "domain", payload.get("domain_id"))),
        ("Date de création", _day(facts.created)),
        ("Dernière mise à jour", _day(facts.updated)),
        ("État", facts.state),
        ("Contrôlée par le délégué le", _day(facts.checked)),
        ("Service chargé de la mise en œuvre", payload.get("service")),
        ("Interlocuteur", payload.get("contact")),
        ("Responsables conjoints", "\n".join(joint) or "Aucun"),
        ("Logiciels et outils", "\n".join(_tools(payload, names))),
        ("En quelques mots", payload.get("summary")),
        ("Textes", payload.get("sources")),
    )


def _day(day: date | None) -> str:
    return french_date(day) if day else ""


def _tools(payload: Json, names: Names) -> list[str]:
    products = [
        names.products.get(line["product_id"], line["product_id"])
        for line in _lines(payload, "party_ids")
        if line.get("product_id")
    ]
    paper = ["Dossiers papier"] if payload.get("is_paper") else []
    return [tool for tool in (*products, payload.get("tools_note"), *paper) if tool]


def _purposes(payload: Json, names: Names) -> Part:
    rows = [
        (
            line.get("name") or "",
            names.choice("basis", line.get("basis")) or TO_COMPLETE,
            "\n".join(filter(None, (
                line.get("justification"),
                names.choice("condition", line.get("condition")),
                line.get("condition_text"),
            ))),
        )
        for line in _lines(payload, "purpose_ids")
    ]  # fmt: skip
    header = ("Finalité", "Base légale (RGPD, art. 6)", "Justification")
    return _table("Finalités et bases légales", header, rows)


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Part:
    return Part(title, rows, header) if rows else _facts(title)


def _persons(payload: Json, names: Names) -> Part:
    persons = [names.term("person", key).name for key in payload.get("person_ids") or ()]
    count = payload.get("estimated_count")
    return _facts(
        "Catégories de personnes concernées",
        ("Personnes", "\n".join(persons)),
        ("Autres personnes", payload.get("person_note")),
        ("Nombre approximatif", str(count) if count else ""),
    )


# --- data ---------------------------------------------------------------------------------


def _data(payload: Json, names: Names) -> Part:
    families: dict[str, list[Json]] = {}
    for line in _lines(payload, "data_ids"):
        term = names.term("data", line.get("category_id") or "")
        if not term.sensitivity:
            families.setdefault(term.family or "autre", []).append(line)
    rows = [
        (
            heading,
            "\n".join(_datum(line, names) for line in families.get(family, ())),
            _delays(payload, families.get(family, ()), names),
        )
        for family, heading in DATA_HEADINGS.items()
        if family in families
    ]
    header = ("Rubrique", "Données traitées", "Délai d’effacement")
    return _table("Catégories de données", header, rows)


def _sensitive(payload: Json, names: Names) -> Part:
    rows = []
    for line in _lines(payload, "data_ids"):
        term = names.term("data", line.get("category_id") or "")
        if term.sensitivity:
            kind = _SENSITIVE.get(term.sensitivity, term.sensitivity)
            rows.append((f"{term.name} – {kind}", _details(line), _delays(payload, [line], names)))
    header = ("Donnée", "Précisions", "Délai d’effacement")
    return _table("Données sensibles", header, rows) if rows else _none("Données sensibles")


def _none(title: str) -> Part:
    return Part(title, [("Aucune", "Aucune donnée sensible n’est recensée.")])


def _datum(line: Json, names: Names) -> str:
    details = _details(line)
    name = _term(names, "data", line.get("category_id"))
    return f"{name} ({details})" if details else name


def _details(line: Json) -> str:
    origin = line.get("origin")
    answer = {"yes": "réponse obligatoire", "no": "réponse facultative"}
    parts = (
        line.get("details"),
        f"source : {origin}" if origin else "",
        answer.get(line.get("is_mandatory") or "", ""),
    )
    return " ; ".join(part for part in parts if part)


def _delays(payload: Json, lines: Sequence[Json], names: Names) -> str:
    """Return the periods that bear on some data.

    Periods are said of files rather than of data: the one whose name is that of the data, else
    all those of the record.
    """
    periods = _lines(payload, "retention_ids")
    data = {fold(_term(names, "data", line.get("category_id"))) for line in lines}
    own = [line for line in periods if fold(line.get("name") or "") in data]
    if own or len(periods) == 1:
        return "\n".join(period_text(line) for line in own or periods)
    return "Selon le dossier : voir les durées de conservation" if periods else TO_COMPLETE


def period_text(line: Json) -> str:
    """Return a period in words; what is not known is said to be so.

    >>> period_text({"duration": 1, "unit": "month"})
    '1 mois'
    >>> period_text({"to_complete": True, "source": "selon dossier"})
    'À compléter (selon dossier)'
    """
    said = sentence(period_of(line))
    source = line.get("source") or ""
    return said or (f"{TO_COMPLETE} ({source})" if source else TO_COMPLETE)


# --- who receives, where ------------------------------------------------------------------


def _recipients(payload: Json, names: Names) -> Part:
    natures: dict[str, list[str]] = {}
    for line in _lines(payload, "recipient_ids"):
        term = names.term("recipient", line.get("category_id") or "")
        details = line.get("details")
        name = f"{term.name} ({details})" if details else term.name
        natures.setdefault(term.family or "externe", []).append(name)
    parties: dict[str, list[str]] = {}
    for line in _lines(payload, "party_ids"):
        parties.setdefault(line.get("role") or "processor", []).append(_party(line, names))
    return _facts(
        "Destinataires",
        *(
            (heading, "\n".join(natures.get(nature, ())))
            for nature, heading in RECIPIENT_HEADINGS.items()
        ),
        ("Sous-traitants", "\n".join(parties.get("processor", ()))),
        ("Délégataires de service public", "\n".join(parties.get("operator", ()))),
        ("Autres responsables de traitement", "\n".join(parties.get("controller", ()))),
    )


def _party(line: Json, names: Names) -> str:
    """Return who it is, and what is known of the contract."""
    vendor, product = line.get("vendor_id"), line.get("product_id")
    who = names.vendors.get(vendor, vendor) if vendor else line.get("name") or ""
    what = [names.products.get(product, product)] if product else []
    what += [line[name] for name in ("details", "return_terms") if line.get(name)]
    return f"{who} – {' ; '.join(what)}" if what else who


def _transfers(payload: Json, names: Names) -> Part:
    rows = [
        (
            line.get("name") or "",
            names.countries.get(line.get("country_id") or "", line.get("country_id") or ""),
            "\n".join(filter(None, (
                names.choice("mechanism", line.get("mechanism")) or TO_COMPLETE,
                line.get("guarantees"),
            ))),
        )
        for line in _lines(payload, "transfer_ids")
    ]  # fmt: skip
    title = "Transferts hors de l’Union européenne"
    if rows:
        return Part(title, rows, ("Organisme destinataire", "Pays", "Garanties"))
    said = {"no": "Non", "unknown": "Non connu à ce jour", "yes": TO_COMPLETE}
    return Part(title, [("Transfert", said.get(payload.get("has_transfer") or "", TO_COMPLETE))])


def _retention(payload: Json, names: Names) -> Part:
    phases = {"intermediate": "archivage intermédiaire"}
    rows = []
    for line in _lines(payload, "retention_ids"):
        phase = phases.get(line.get("phase") or "")
        name = line.get("name") or ""
        texts = [] if line.get("to_complete") else [line.get("source")]
        reference = line.get("visa_reference")
        texts.append(f"visa des archives : {reference}" if reference else "")
        rows.append(
            (
                f"{name} ({phase})" if phase else name,
                period_text(line),
                names.choice("fate", line.get("fate")),
                "\n".join(text for text in texts if text),
            )
        )
    header = ("Données ou dossiers", "Durée", "Sort final", "Texte")
    return _table("Durées de conservation", header, rows)


def _measures(payload: Json, names: Names) -> Part:
    families = names.by_family("measure", payload.get("measure_ids") or ())
    return _facts(
        "Mesures de sécurité techniques et organisationnelles",
        *(
            (heading, "\n".join(families.get(family, ())))
            for family, heading in MEASURE_HEADINGS.items()
        ),
        ("Précisions", payload.get("measure_note")),
    )


def _information(payload: Json, names: Names) -> Part:
    channels = [names.term("channel", key).name for key in payload.get("channel_ids") or ()]
    return _facts(
        "Information des personnes",
        ("Recueil des données", "\n".join(channels)),
        ("Comment les personnes sont informées", payload.get("information")),
        ("Droits des personnes", payload.get("rights_note")),
    )


def _advice(payload: Json, names: Names) -> Part:
    dpia = names.choice("dpia_proposal", payload.get("dpia_proposal"))
    if dpia and payload.get("dpia_confirmed"):
        dpia = f"{dpia} (confirmé par le délégué)"
    return _facts(
        "Avis du délégué à la protection des données",
        ("Recommandation", payload.get("recommendation")),
        ("Analyse d’impact (AIPD)", dpia),
        ("Motif", payload.get("dpia_reason")),
    )
