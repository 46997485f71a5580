"""A treatment of Madis as a record of the register: each field, and what becomes of it.

Whatever a treatment says and no field takes is listed, leaf by leaf; nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .madis_reader import MadisReader, external_key
from .madis_shape import Json, Path, fields_of, is_link, plain, reference
from .term_book import BASES, FATES, TermBook, choose, keyed, read_count

PERSONS = {
    "particular": "habitants", "usager": "usagers", "user": "internautes", "agent": "agents",
    "elected": "elus",
}  # fmt: skip
OTHER_PERSONS = {"company": "Entreprises", "partner": "Partenaires", "other": "Autres"}
CHANNELS = {
    "formulaire web": "formulaire_en_ligne", "web": "formulaire_en_ligne",
    "formulaire papier": "formulaire_papier", "papier": "formulaire_papier",
    "paper": "formulaire_papier", "entretien oral": "entretien", "oral": "entretien",
    "liste recue": "tiers",
}  # fmt: skip
SECURITY = {
    "accesscontrol": ("Contrôle d’accès", "habilitations"),
    "tracability": ("Traçabilité", "journalisation"),
    "saving": ("Sauvegarde", "sauvegarde"),
    "update": ("Mise à jour", "mises_a_jour"),
    "other": ("Autre mesure", ""),
}
SECURITY_CHECKS = {
    "securityentitledpersons": "habilitations",
    "securityopenaccounts": "comptes_individuels",
    "securityspecificitiesdelivered": "sensibilisation",
}
#: The criteria of the guidelines WP 248 on impact assessments.
CRITERIA = {
    "systematicmonitoring": "surveillance systématique",
    "largescalecollection": "collecte à large échelle",
    "vulnerablepeople": "personnes vulnérables",
    "datacrossing": "croisement de données",
    "evaluationorrating": "évaluation ou notation",
    "automateddecisionswithlegaleffect": "décision automatisée avec effet juridique",
    "automaticexclusionservice": "exclusion du bénéfice d’un droit",
    "innovativeuse": "usage innovant",
}
DATA = {
    "nom prenom": "etat_civil", "naissance": "etat_civil", "filiation": "filiation",
    "situation familiale": "situation_familiale", "coordonnees postales": "coordonnees",
    "coordonnees telephoniques": "coordonnees", "emails": "coordonnees", "email": "coordonnees",
    "situation bancaire": "bancaire", "banque": "bancaire", "patrimoine": "patrimoine",
    "situation fiscale": "situation_fiscale", "revenus": "ressources",
    "ip": "journaux", "adresse ip": "journaux", "connexion": "journaux",
    "geolocalisation": "geolocalisation", "n caf": "quotient_familial",
    "numero caf": "quotient_familial", "caf": "quotient_familial", "sante": "sante",
    "nir": "nir", "pieces d identite": "piece_identite", "photos videos": "images",
    "syndicat": "syndicat", "situation pro": "vie_professionnelle",
    "situation professionnelle": "vie_professionnelle", "vie sexuelle": "vie_intime",
}  # fmt: skip
#: Known fields of a treatment that no field of ours takes, kept in the note of the record.
NOTED = {
    "author": "En tant que", "coordonneesresponsabletraitement": "Responsable du traitement",
    "statut": "Statut", "observation": "Observation", "datacategoryother": "Autres données",
    "dataorigin": "Origine des données", "othercollectingmethod": "Autre collecte",
}  # fmt: skip


class Treatment(NamedTuple):
    """A treatment as a record; ``unread`` are the leaves that no field took."""

    key: str
    name: str
    payload: Json
    note: str
    vendors: list[str]
    used: list[str]
    unread: list[tuple[Path, str]]


def read_treatment(
    record: Json,
    book: TermBook,
    contractors: dict[str, Json] | None = None,
    tools: dict[str, Json] | None = None,
) -> Treatment:
    """Return a treatment as a record of the register.

    >>> found = read_treatment({"id": 3, "name": "Paie", "goal": "Payer", "x": "?"}, TermBook([]))
    >>> found.key, found.payload["purpose_ids"], found.unread
    ('madis:3', {'payer': {'name': 'Payer', 'basis': '', 'justification': ''}}, [(('x',), '?')])
    """
    reader = MadisReader(record, book)
    key = external_key(reader)
    for read in _TREATMENT:
        read(reader)
    _read_contractors(reader, contractors or {})
    _read_tools(reader, tools or {})
    payload = {name: value for name, value in reader.payload.items() if value not in ("", [], {})}
    note = "\n".join(reader.notes)
    return Treatment(
        key, payload.get("name", ""), payload, note, reader.vendors, reader.used, reader.rest()
    )


def _read_head(reader: MadisReader) -> None:
    reader.payload["name"] = " ".join(reader.text("name").split())
    reader.payload["contact"] = reader.text("manager")
    reader.payload["recommendation"] = reader.text("dpomessage")
    services = [reader.named(path, one, "name") for path, one in reader.items("service")]
    reader.payload["service"] = " ; ".join(filter(None, services))
    for path, one in reader.items("collectivity"):
        for field in ("name", "siren", "insee"):
            reader.named(path, one, field)
    for field, label in NOTED.items():
        reader.note(label, reader.text(field))
    if reader.record.get("active") is False:
        reader.note("Traitement", "inactif dans Madis")
    reader.yes("active")


def _read_purpose(reader: MadisReader) -> None:
    goal, basis = reader.text("goal"), reader.text("legalbasis")
    justification = reader.text("legalbasisjustification")
    code = choose(BASES, basis)
    reader.note("Base légale", "" if code else basis)
    if goal or code or justification:
        line = {"name": goal or reader.payload["name"] or "Finalité", "basis": code or "",
                "justification": justification}  # fmt: skip
        reader.payload["purpose_ids"] = keyed([(line["name"], line)])


def _read_persons(reader: MadisReader) -> None:
    persons, notes = [], []
    for who, term in (*PERSONS.items(), *((who, "") for who in OTHER_PERSONS)):
        for field in (f"concernedpeople{who}", f"concernedpeople{who}s"):
            ticked, comment = reader.check(field)
            if ticked and term and reader.book.find("person", term):
                persons.append(term)
            elif ticked:
                notes.append(OTHER_PERSONS.get(who, term))
            if comment:
                notes.append(comment)
    reader.payload["person_ids"] = sorted(set(persons))
    reader.payload["person_note"] = " ; ".join(notes)
    count = reader.text("estimatedconcernedpeople")
    number = read_count(count) if count else None
    if number is None:
        reader.note("Nombre de personnes", count)
    else:
        reader.payload["estimated_count"] = number


def _read_data(reader: MadisReader) -> None:
    keys = []
    for path, one in reader.items("datacategories"):
        said = reader.named(path, one, "name", "code")
        words = said.rsplit("/", 1)[-1] if said.startswith("/api/") else said
        key = reader.book.find("data", words) or choose(DATA, words)
        if key and reader.book.find("data", key):
            keys.append(key)
        else:
            reader.note("Données", said)
    lines = [(key, {"category_id": key}) for key in dict.fromkeys(keys)]
    reader.payload["data_ids"] = keyed(lines)


def _read_collection(reader: MadisReader) -> None:
    channels, said = [], []
    for path, one in reader.items("collectingmethod"):
        words = reader.named(path, one, "name")
        key = choose(CHANNELS, words)
        if key and reader.book.find("channel", key):
            channels.append(key)
        else:
            reader.note("Mode de collecte", words)
    reader.payload["channel_ids"] = sorted(set(channels))
    if reader.yes("legalmentions"):
        said.append("Mentions d’information présentes (Madis).")
    if reader.yes("consentrequest"):
        said.append("Consentement demandé (Madis).")
    if form := reader.text("consentrequestformat"):
        said.append(f"Format du consentement : {form}")
    reader.payload["information"] = "\n".join(said)
    lines = []
    for path, one in reader.items("recipientcategory"):
        words = reader.named(path, one, "name")
        key = reader.book.find("recipient", words)
        if key:
            lines.append((key, {"category_id": key}))
        else:
            reader.note("Destinataires", words)
    reader.payload["recipient_ids"] = keyed(lines)


def _read_retention(reader: MadisReader) -> None:
    """Durations are free text there: kept in their words, to be set with the archives."""
    lines = []
    for path, one in reader.items("shelflifes"):
        name = reader.named(path, one, "name")
        duration = reader.named(path, one, "duration") if isinstance(one, dict) else ""
        fate = reader.named(path, one, "ultimatefate") if isinstance(one, dict) else ""
        code = choose(FATES, fate)
        reader.note("Sort final", "" if code else fate)
        if name or duration or code:
            line = {"name": name or "Données du traitement", "source": duration,
                    "to_complete": True, "fate": code or "undefined"}  # fmt: skip
            lines.append((line["name"], line))
    reader.payload["retention_ids"] = keyed(lines)


def _read_security(reader: MadisReader) -> None:
    measures, notes = [], []
    for kind, (label, term) in SECURITY.items():
        ticked, comment = reader.check(f"security{kind}")
        if ticked and term and reader.book.find("measure", term):
            measures.append(term)
        elif ticked:
            notes.append(label)
        if comment:
            notes.append(f"{label} : {comment}")
    for field, term in SECURITY_CHECKS.items():
        if reader.yes(field):
            measures.append(term) if reader.book.find("measure", term) else notes.append(term)
    reader.payload["measure_ids"] = sorted(set(measures))
    reader.payload["measure_note"] = "\n".join(notes)


def _read_assessment(reader: MadisReader) -> None:
    met = [words for field, words in CRITERIA.items() if reader.yes(field)]
    reasons = [f"Critères relevés dans Madis : {', '.join(met)}."] if met else []
    if reader.yes("exemptaipd"):
        reasons.append("Dispensé d’AIPD selon Madis.")
    reader.payload["dpia_reason"] = "\n".join(reasons)
    if reasons:
        # a criterion proposes an examination, it decides nothing
        reader.payload["dpia_proposal"] = "examine"


_TREATMENT: tuple[Callable[[MadisReader], None], ...] = (
    _read_head,
    _read_purpose,
    _read_persons,
    _read_data,
    _read_collection,
    _read_retention,
    _read_security,
    _read_assessment,
)


def _read_contractors(reader: MadisReader, contractors: dict[str, Json]) -> None:
    lines = []
    for path, one in reader.items("contractors"):
        said = reader.named(path, one, "name")
        known = plain(fields_of(contractors.get(reference(one))).get("name"))
        name = known or said
        if known and said and not is_link(said) and said != known:
            reader.note("Sous-traitant", said)
        if name:
            reader.vendors.append(name)
            lines.append((name, {"role": "processor", "vendor_id": f"vendor:{name}"}))
    reader.payload["party_ids"] = keyed(lines)


def _read_tools(reader: MadisReader, tools: dict[str, Json]) -> None:
    names = [reader.text("software")]
    for path, one in reader.items("tools"):
        said = reader.named(path, one, "name")
        known = plain(fields_of(tools.get(reference(one))).get("name"))
        names += [known, said if not known or not is_link(said) else ""]
    reader.payload["tools_note"] = " ; ".join(dict.fromkeys(filter(None, names)))
    if reader.yes("paperprocessing"):
        reader.payload["is_paper"] = True
