"""Read what Madis (Soluris, 2.4) gives by its API: each field, and what becomes of it.

Treatments become records, measures become actions. Requests, violations, proofs, maturity and
the like have no model here: their originals are kept. Whatever a treatment says and no field
takes is listed, leaf by leaf; nothing raises, whatever the input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .term_book import BASES, FATES, YES_NO, TermBook, choose, fold, keyed, read_count, read_day

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


class Measure(NamedTuple):
    """A measure as an action."""

    key: str
    values: Json
    used: list[str]
    unread: list[tuple[Path, str]]


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
    fields = {_bare(key) for one in records[:20] for key in one}
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
        bare = {_bare(key): inner for key, inner in value.items()}
        value = bare.get("id") or bare.get("uuid") or ""
    return str(value).rstrip("/").rsplit("/", 1)[-1] if isinstance(value, str | int) else ""


def body_of(record: Json, bodies: dict[str, Json]) -> Json:
    """Return ``name``, ``siren`` and ``insee`` of the collectivity of a record.

    >>> body_of({"collectivity": "/api/collectivities/7"}, {"7": {"name": "Agneaux"}})
    {'name': 'Agneaux', 'siren': '', 'insee': ''}
    """
    link = _fields(record).get("collectivity")
    named = link if isinstance(link, dict) else {}
    known = bodies.get(reference(link)) or {}
    found = {**_fields(known), **_fields(named)}
    if isinstance(link, str) and not known and "/" not in link:
        found["name"] = link
    return {key: _plain(found.get(key)) for key in ("name", "siren", "insee")}


def _is_link(text: str) -> bool:
    return text.startswith("/") or text.isdigit()


def _bare(key: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", str(key).lower())


def _fields(record: Any) -> Json:
    return {_bare(key): value for key, value in record.items()} if isinstance(record, dict) else {}


def _plain(value: Any) -> str:
    """Return a scalar as text; a structure is none."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).replace("\0", "\u2400").strip()
    return ""


def _is_yes(value: Any) -> bool:
    return value is True or choose(YES_NO, _plain(value)) is True


# --- a record, field by field ---------------------------------------------------------------


class _Reader:
    """The fields of a record; what is taken is not left over."""

    def __init__(self, record: Json, book: TermBook) -> None:
        self.book = book
        self.names: dict[str, str] = {}
        self.record: Json = {}
        for key, value in record.items() if isinstance(record, dict) else ():
            # two spellings of a field: the first counts, the other is left over
            if _bare(key) not in self.names:
                self.names[_bare(key)] = key
                self.record[_bare(key)] = value
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
        said = _plain(self.record.get(field))
        if said:
            self._use(self.names[field])
        return said

    def yes(self, field: str) -> bool:
        """Take a field that holds a yes."""
        said = _is_yes(self.record.get(field))
        if said:
            self._use(self.names[field])
        return said

    def inner(self, *path: str) -> str:
        """Take a text inside structures, by true names."""
        value: Any = self.record.get(_bare(path[0]))
        for key in path[1:]:
            value = value[int(key)] if isinstance(value, list) else value.get(key)
        said = _plain(value)
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
            said = _plain(one)
            if said:
                self._use(*path)
            return said
        for wanted in fields:
            for key in one:
                if isinstance(key, str) and _bare(key) == wanted and _plain(one[key]):
                    self._use(*path, key)
                    return _plain(one[key])
        return ""

    def check(self, field: str) -> tuple[bool, str]:
        """Take a check and its comment."""
        value = self.record.get(field)
        if not isinstance(value, dict):
            return self.yes(field), ""
        ticked, comment = False, ""
        for key, inner in value.items():
            if isinstance(key, str) and _bare(key) == "check" and _is_yes(inner):
                self._use(self.names[field], key)
                ticked = True
            elif isinstance(key, str) and _bare(key) == "comment" and _plain(inner):
                self._use(self.names[field], key)
                comment = _plain(inner)
        return ticked, comment

    def note(self, label: str, words: str) -> None:
        if words:
            self.notes.append(f"{label} : {words}")

    def rest(self) -> list[tuple[Path, str]]:
        return list(self.left.items())


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
    reader = _Reader(record, book)
    key = _key(reader)
    for read in _TREATMENT:
        read(reader)
    _read_contractors(reader, contractors or {})
    _read_tools(reader, tools or {})
    payload = {name: value for name, value in reader.payload.items() if value not in ("", [], {})}
    note = "\n".join(reader.notes)
    return Treatment(
        key, payload.get("name", ""), payload, note, reader.vendors, reader.used, reader.rest()
    )


def _key(reader: _Reader) -> str:
    """Return the external key, by which a second import finds the record."""
    for field in ("id", "uuid"):
        if said := reader.text(field):
            return f"madis:{reference(said)}"
    return ""


def _read_head(reader: _Reader) -> None:
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


def _read_purpose(reader: _Reader) -> None:
    goal, basis = reader.text("goal"), reader.text("legalbasis")
    justification = reader.text("legalbasisjustification")
    code = choose(BASES, basis)
    reader.note("Base légale", "" if code else basis)
    if goal or code or justification:
        line = {"name": goal or reader.payload["name"] or "Finalité", "basis": code or "",
                "justification": justification}  # fmt: skip
        reader.payload["purpose_ids"] = keyed([(line["name"], line)])


def _read_persons(reader: _Reader) -> None:
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


def _read_data(reader: _Reader) -> None:
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


def _read_collection(reader: _Reader) -> None:
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


def _read_retention(reader: _Reader) -> None:
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


def _read_security(reader: _Reader) -> None:
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


def _read_assessment(reader: _Reader) -> None:
    met = [words for field, words in CRITERIA.items() if reader.yes(field)]
    reasons = [f"Critères relevés dans Madis : {', '.join(met)}."] if met else []
    if reader.yes("exemptaipd"):
        reasons.append("Dispensé d’AIPD selon Madis.")
    reader.payload["dpia_reason"] = "\n".join(reasons)
    if reasons:
        # a criterion proposes an examination, it decides nothing
        reader.payload["dpia_proposal"] = "examine"


_TREATMENT: tuple[Callable[[_Reader], None], ...] = (
    _read_head,
    _read_purpose,
    _read_persons,
    _read_data,
    _read_collection,
    _read_retention,
    _read_security,
    _read_assessment,
)


def _read_contractors(reader: _Reader, contractors: dict[str, Json]) -> None:
    lines = []
    for path, one in reader.items("contractors"):
        said = reader.named(path, one, "name")
        known = _plain(_fields(contractors.get(reference(one))).get("name"))
        name = known or said
        if known and said and not _is_link(said) and said != known:
            reader.note("Sous-traitant", said)
        if name:
            reader.vendors.append(name)
            lines.append((name, {"role": "processor", "vendor_id": f"vendor:{name}"}))
    reader.payload["party_ids"] = keyed(lines)


def _read_tools(reader: _Reader, tools: dict[str, Json]) -> None:
    names = [reader.text("software")]
    for path, one in reader.items("tools"):
        said = reader.named(path, one, "name")
        known = _plain(_fields(tools.get(reference(one))).get("name"))
        names += [known, said if not known or not _is_link(said) else ""]
    reader.payload["tools_note"] = " ; ".join(dict.fromkeys(filter(None, names)))
    if reader.yes("paperprocessing"):
        reader.payload["is_paper"] = True


# --- actions --------------------------------------------------------------------------------

KINDS = {"juridique": "legal", "organisationnel": "organisational", "technique": "technical",
         "legal": "legal", "technical": "technical"}  # fmt: skip
PRIORITIES = {"basse": "0", "low": "0", "normale": "1", "normal": "1", "haute": "2", "high": "2"}
STATUSES = {"appliquee": "done", "applied": "done", "applique": "done", "non applicable": "refused",
            "not applicable": "refused"}  # fmt: skip
_SAID = {
    "description": "", "cost": "Coût", "charge": "Charge", "manager": "Responsable",
    "comment": "Commentaire",
}  # fmt: skip


def read_measure(record: Json, book: TermBook) -> Measure:
    """Return an action of protection as the values of an action.

    Cost and workload are free text there: they go to the description.

    >>> read_measure({"name": "Charte", "priority": "haute"}, TermBook([])).values["priority"]
    '2'
    """
    reader = _Reader(record, book)
    key = _key(reader)
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


def vendor_card(record: Json) -> Json:
    """Return the card of a contractor, as exchanges write it.

    >>> vendor_card({"name": "Éditeur", "dpo": {"firstName": "A", "mail": "dpd@e.fr"}})["email"]
    'dpd@e.fr'
    """
    found = _fields(record)
    name = _plain(found.get("name"))
    address, dpo = _fields(found.get("address")), _fields(found.get("dpo"))
    lines = (address.get(key) for key in ("lineone", "linetwo", "zip", "city"))
    contact = (dpo.get(key) for key in ("firstname", "lastname", "mail", "phonenumber"))
    return {
        "key": name,
        "name": name,
        "siren": _plain(found.get("siren")),
        "street": ", ".join(filter(None, map(_plain, lines))),
        "email": _plain(dpo.get("mail")) or _plain(address.get("mail")),
        "phone": _plain(address.get("phone")) or _plain(address.get("phonenumber")),
        "dpd_contact": " ".join(filter(None, map(_plain, contact))),
    }
