"""A table with one processing per row: what each column holds, and the payload of a row.

Nothing of a row is lost: what names no entry of a catalogue, or is no date where a date is
expected, goes to the note of the record with the title of its column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from . import term_book
from .term_book import BASES, FATES, YES_NO, TermBook, choose, fold, keyed, split

Json = dict[str, Any]

#: What a column may hold, and the titles that say so.
TARGETS: dict[str, tuple[str, ...]] = {
    "body_name": ("collectivite", "structure", "commune", "organisme", "entite"),
    "body_siren": ("siren", "n siren", "numero siren"),
    "body_insee": ("insee", "code insee", "code commune"),
    "name": ("activite", "nom", "traitement", "nom du traitement", "intitule", "designation",
             "nom de l activite", "libelle"),
    "reference": ("n", "numero", "reference", "ref", "n reference"),
    "domain_id": ("domaine", "thematique"),
    "service": ("service", "service concerne", "service charge de la mise en oeuvre"),
    "contact": ("interlocuteur", "gestionnaire", "responsable operationnel", "contact"),
    "summary": ("description", "en quelques mots", "resume"),
    "date_start": ("en service depuis", "date de creation", "date de mise en oeuvre", "creation"),
    "date_end": ("termine le", "date de fin"),
    "sources": ("textes", "textes de reference", "fondement"),
    "purposes": ("finalites", "finalite", "finalite principale", "objectifs", "objectif poursuivi"),
    "bases": ("bases legales", "base legale", "base juridique", "liceite"),
    "justifications": ("justification des bases", "justification de la base legale",
                       "justification"),
    "persons": ("personnes concernees", "categories de personnes", "personnes",
                "categories de personnes concernees"),
    "person_note": ("autres personnes",),
    "estimated_count": ("nombre de personnes", "nombre de personnes concernees",
                        "nombre estime de personnes concernees"),
    "data": ("donnees", "categories de donnees", "donnees traitees", "donnees sensibles"),
    "origins": ("source des donnees", "origine des donnees"),
    "recipients": ("destinataires", "destinataires internes", "destinataires externes",
                   "categorie de destinataires", "categories de destinataires",
                   "categories de sous traitants"),
    "processor": ("sous traitants", "sous traitant", "prestataires", "prestataire"),
    "joint": ("responsables conjoints", "responsable conjoint", "co responsables"),
    "operator": ("delegataires", "delegataire"),
    "controller": ("autres responsables",),
    "products": ("logiciels et services", "logiciel", "logiciels", "application", "outils",
                 "logiciel ou application"),
    "tools_note": ("autres outils",),
    "is_paper": ("dossiers papier", "papier", "traitement papier"),
    "has_transfer": ("hors de l ue", "hors ue", "transfert hors ue", "transferts hors ue"),
    "retention": ("durees de conservation", "duree de conservation", "conservation",
                  "delai d effacement", "delais d effacement", "duree", "durees", "dua",
                  "duree d utilite administrative"),
    "fates": ("sort final",),
    "measures": ("mesures de securite", "mesures", "securite"),
    "measure_note": ("autres mesures",),
    "channels": ("recueil des donnees", "methode de collecte", "moyen de collecte"),
    "information": ("information des personnes", "mentions d information"),
    "rights_note": ("droits des personnes", "droits"),
    "recommendation": ("recommandation du delegue", "avis du dpd", "recommandation du dpo",
                       "message du dpo"),
    "dpia_reason": ("motif aipd",),
    "note": ("statut", "en tant que", "observations", "remarques", "commentaires", "observation",
             "transferts", "conditions donnees sensibles", "aipd"),
}  # fmt: skip
_TITLES = {fold(title): target for target, titles in TARGETS.items() for title in titles}
_TEXTS = (
    "reference", "service", "contact", "summary", "sources", "person_note", "tools_note",
    "measure_note", "information", "rights_note", "recommendation", "dpia_reason",
)  # fmt: skip
_BODIES = ("body_name", "body_siren", "body_insee")


class Cell(NamedTuple):
    """A cell that was mapped: the title of its column and its text."""

    title: str
    text: str


class Record(NamedTuple):
    """A row as a record: vendors are named by ``vendor:<words>`` until they are matched."""

    body: Json
    name: str
    payload: Json
    note: str
    vendors: list[str]


def propose_targets(titles: Sequence[str]) -> list[str | None]:
    """Return what each column holds as far as its title says it; several may hold the same.

    >>> propose_targets(["Activité", "Finalités", "Couleur"])
    ['name', 'purposes', None]
    """
    return [_TITLES.get(fold(title)) for title in titles]


def read_row(cells: Mapping[str, Sequence[Cell]], book: TermBook) -> Record:
    """Return the record of a row, its cells given by what they hold.

    >>> row = {"name": [Cell("Nom", "Paie")], "persons": [Cell("Qui", "Agents ; martiens")]}
    >>> record = read_row(row, TermBook([("person", "agents", "Agents")]))
    >>> record.payload["person_ids"], record.payload["person_note"]
    (['agents'], 'martiens')
    """
    reader = _Reader(cells, book)
    for read in _READERS:
        read(reader)
    payload = {name: value for name, value in reader.payload.items() if value not in ("", [], {})}
    body = {name[5:]: _joined(cells, name) for name in _BODIES}
    return Record(body, payload.get("name", ""), payload, "\n".join(reader.notes), reader.vendors)


def _joined(cells: Mapping[str, Sequence[Cell]], target: str) -> str:
    return "\n".join(cell.text.strip() for cell in cells.get(target, ()) if cell.text.strip())


class _Reader:
    """The payload of a row as it is read, and what found no place."""

    def __init__(self, cells: Mapping[str, Sequence[Cell]], book: TermBook) -> None:
        self.cells = cells
        self.book = book
        self.payload: Json = {}
        self.notes: list[str] = []
        self.vendors: list[str] = []

    def text(self, target: str) -> str:
        return _joined(self.cells, target)

    def values(self, target: str) -> list[str]:
        return [value for cell in self.cells.get(target, ()) for value in split(cell.text)]

    def title(self, target: str) -> str:
        return next((cell.title for cell in self.cells.get(target, ())), target)

    def keep(self, target: str, words: str) -> None:
        if words:
            self.notes.append(f"{self.title(target)} : {words}")

    def terms(self, target: str, catalogue: str) -> tuple[list[str], list[str]]:
        return self.book.match(catalogue, self.values(target))


def _read_texts(reader: _Reader) -> None:
    reader.payload["name"] = " ".join(reader.text("name").split())
    for name in _TEXTS:
        reader.payload[name] = reader.text(name)
    for cell in reader.cells.get("note", ()):
        if cell.text.strip():
            reader.notes.append(f"{cell.title} : {cell.text.strip()}")
    domain = reader.book.find("domain", reader.text("domain_id"))
    reader.payload["domain_id"] = domain or ""
    if not domain:
        reader.keep("domain_id", reader.text("domain_id"))


def _read_plain(reader: _Reader) -> None:
    for name, read in (
        ("date_start", term_book.read_day),
        ("date_end", term_book.read_day),
        ("estimated_count", term_book.read_count),
        ("is_paper", lambda text: choose(YES_NO, text)),
        ("has_transfer", lambda text: choose(_TRANSFERS, text)),
    ):
        text = reader.text(name)
        value = read(text) if text else None
        if value is not None:
            reader.payload[name] = value
        else:
            reader.keep(name, text)
    start, end = reader.payload.get("date_start"), reader.payload.get("date_end")
    if start and end and end < start:
        reader.keep("date_end", reader.text("date_end"))
        del reader.payload["date_end"]


_TRANSFERS = {"oui": "yes", "non": "no", "non connu": "unknown", "ne sait pas": "unknown"}


def _read_purposes(reader: _Reader) -> None:
    purposes, bases = reader.values("purposes"), reader.values("bases")
    reasons = reader.values("justifications")
    if len(reasons) > max(1, len(purposes)):
        reasons = ["\n".join(reasons)]
    if not purposes and (bases or reasons):
        purposes = [reader.text("name")]
    if len(bases) == 1:
        bases *= len(purposes)
    found = [choose(BASES, basis) for basis in bases]
    unknown = [b for b, key in zip(bases, found, strict=True) if key is None and b.strip("–- ")]
    reader.keep("bases", " ; ".join(dict.fromkeys([*unknown, *bases[len(purposes) :]])))
    lines = [
        (
            purpose,
            {
                "name": purpose,
                "basis": found[n] if n < len(found) and found[n] else "",
                "justification": reasons[n].strip("–") if n < len(reasons) else "",
            },
        )
        for n, purpose in enumerate(purposes)
    ]
    reader.payload["purpose_ids"] = keyed(lines)


def _read_terms(reader: _Reader) -> None:
    persons, others = reader.terms("persons", "person")
    reader.payload["person_ids"] = sorted(persons)
    reader.payload["person_note"] = " ; ".join(
        filter(None, (reader.payload.get("person_note"), *others))
    )
    measures, others = reader.terms("measures", "measure")
    reader.payload["measure_ids"] = sorted(measures)
    reader.payload["measure_note"] = "\n".join(
        filter(None, (reader.payload.get("measure_note"), *others))
    )
    channels, others = reader.terms("channels", "channel")
    reader.payload["channel_ids"] = sorted(channels)
    reader.keep("channels", " ; ".join(others))


def _read_details(reader: _Reader, target: str, catalogue: str, field: str) -> None:
    """Lines of a catalogue: an entry, then what the file says of it between brackets."""
    lines = []
    for value in reader.values(target):
        words, _bracket, details = value.partition("(")
        whole = reader.book.find(catalogue, value)
        key = whole or reader.book.find(catalogue, words)
        if key:
            said = "" if whole else details.strip().removesuffix(")").strip()
            lines.append((key, {"category_id": key, **({"details": said} if said else {})}))
        else:
            reader.keep(target, value)
    reader.payload[field] = keyed(lines)


def _read_data(reader: _Reader) -> None:
    _read_details(reader, "data", "data", "data_ids")
    _read_details(reader, "recipients", "recipient", "recipient_ids")
    reader.keep("origins", reader.text("origins"))


def _read_parties(reader: _Reader) -> None:
    lines = []
    for role in ("processor", "joint", "operator", "controller"):
        for value in reader.values(role):
            line: Json = {"role": role}
            if role in ("processor", "operator"):
                line["vendor_id"] = f"vendor:{value}"
                reader.vendors.append(value)
            else:
                line["name"] = value
            lines.append((f"{role} {value}", line))
    unknown = []
    for value in reader.values("products"):
        key = reader.book.find("product", value)
        if key:
            vendor = reader.book.find("vendor_of", key)
            lines.append((f"product {value}", {"role": "processor", "product_id": key,
                                               "vendor_id": vendor or ""}))  # fmt: skip
        else:
            unknown.append(value)
    reader.payload["tools_note"] = " ; ".join(
        filter(None, (reader.payload.get("tools_note"), *unknown))
    )
    reader.payload["party_ids"] = keyed(lines)


def _read_retention(reader: _Reader) -> None:
    """Free words are kept as they are: the DPD sets the duration with the archives."""
    fates = reader.values("fates")
    lines = []
    for n, value in enumerate(reader.values("retention")):
        name, colon, words = value.partition(" : ")
        name, words = (name, words) if colon else (reader.text("name") or value, value)
        fate = choose(FATES, fates[n]) if n < len(fates) else None
        line = {"name": name, "source": words, "to_complete": True, "fate": fate or "undefined"}
        if n < len(fates) and not fate and fates[n].strip("–- "):
            reader.keep("fates", fates[n])
        lines.append((name, line))
    for value in fates[len(lines) :]:
        reader.keep("fates", value)
    reader.payload["retention_ids"] = keyed(lines)


_READERS: tuple[Callable[[_Reader], None], ...] = (
    _read_texts,
    _read_plain,
    _read_purposes,
    _read_terms,
    _read_data,
    _read_parties,
    _read_retention,
)
