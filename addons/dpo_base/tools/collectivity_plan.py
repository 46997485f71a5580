"""Decide what one row of a list changes in what is already recorded; nothing is written here.

The key of a body is its SIREN. An INSEE code only helps among the living: a commune nouvelle
has a new SIREN and usually keeps the code of its chief town (CGCT, art. L2113-1 and R2112-1),
so a known code under another SIREN proposes a succession and overwrites nothing.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .collectivity_columns import normalise
from .collectivity_rows import CollectivityRow

#: What a figure is: its kind, the year it describes, the day from which it applies.
MetricKey = tuple[str, int, date]
Outcome = Literal["new", "changed", "unchanged"]

#: Texts of a row that are compared with those on record.
TEXTS = ("name", "siret", "street", "postal_code", "email", "phone")


@dataclass(frozen=True)
class Known:
    """A body on record. ``insee`` is its living code, ``epcis`` the SIREN of the groupings
    with their own taxation that it is a member of now."""

    id: int
    siren: str = ""
    insee: str = ""
    body_type: str = ""
    dissolved: bool = False
    engaged: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[MetricKey, int] = field(default_factory=dict)
    epcis: Set[str] = frozenset()


@dataclass(frozen=True)
class Book:
    """What is on record about the bodies that some rows name.

    ``successions`` holds the pairs (id of the old body, SIREN of the new one) already
    proposed, confirmed or refused: a refused proposal does not come back.
    """

    by_siren: Mapping[str, Known]
    by_insee: Mapping[str, Known]
    successions: Set[tuple[int, str]] = frozenset()


@dataclass(frozen=True)
class Choices:
    """What the person who imports decided for the whole file.

    ``metric_keys`` gives, for each attribute of a row that holds a figure, what the figure
    is; ``commune_types`` the codes of the body types that have an INSEE code of their own.
    """

    commune_types: Set[str]
    metric_keys: Mapping[str, MetricKey] = field(default_factory=dict)
    replace: bool = False
    engage: bool = False


@dataclass(frozen=True)
class Step:
    """What a row asks for. ``texts`` also holds ``siren`` and ``body_type`` to fill in;
    ``kept`` says that the file differs from a text on record, which stays."""

    row: CollectivityRow
    known: Known | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[MetricKey, int] = field(default_factory=dict)
    takes_insee: bool = False
    succeeds: Known | None = None
    joins_epci: bool = False
    leaves: Set[str] = frozenset()
    engages: bool = False
    kept: bool = False

    @property
    def outcome(self) -> Outcome:
        if not self.known:
            return "new"
        touched = self.texts or self.metrics or self.takes_insee or self.succeeds
        return "changed" if touched or self.joins_epci or self.engages else "unchanged"


class Refused(ValueError):
    """A clean row that contradicts what is on record.

    Codes: ``dissolved``, ``other_insee``, ``other_figure``, ``no_siren``, ``no_type``.
    ``column`` is the field of the row, ``known`` what is on record.
    """

    def __init__(self, code: str, column: str, value: str = "", known: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.known = code, column, value, known


def plan_row(row: CollectivityRow, book: Book, choices: Choices) -> Step:
    """Return what ``row`` adds to ``book``; raise ``Refused`` when it contradicts it.

    >>> row = CollectivityRow(line=2, name="Agneaux", siren="215000027", insee="50002",
    ...                       body_type="COM")
    >>> step = plan_row(row, Book({}, {}), Choices(frozenset({"COM"})))
    >>> step.outcome, step.takes_insee
    ('new', True)
    """
    known, holder = _find(row, book, choices)
    if known and known.dissolved:
        raise Refused("dissolved", "siren", row.siren, known.texts.get("name", ""))
    is_commune = _is_commune(row, known, choices)
    if not known:
        _check_new(row, is_commune)
    texts, kept = _texts(row, known, choices)
    lacks_code = is_commune and _lacks_code(row, known)
    contested = lacks_code and holder and holder is not known
    return Step(
        row=row,
        known=known,
        texts=texts,
        metrics=_metrics(row, known, choices),
        takes_insee=lacks_code and not contested,
        succeeds=holder if contested and _is_news(holder, row, book) else None,
        joins_epci=bool(row.epci_siren) and not (known and row.epci_siren in known.epcis),
        leaves=known.epcis - {row.epci_siren} if known and row.epci_siren else frozenset(),
        engages=choices.engage and not (known and known.engaged),
        kept=kept,
    )


def _find(row: CollectivityRow, book: Book, choices: Choices) -> tuple[Known | None, Known | None]:
    """Return the body the row is about, and the living holder of its INSEE code."""
    known = book.by_siren.get(row.siren) if row.siren else None
    if not row.insee or not _is_commune(row, known, choices):
        return known, None
    holder = book.by_insee.get(row.insee)
    if holder and not known and not (row.siren and holder.siren):
        known = holder
    return known, holder


def _is_commune(row: CollectivityRow, known: Known | None, choices: Choices) -> bool:
    return ((known and known.body_type) or row.body_type) in choices.commune_types


def _check_new(row: CollectivityRow, is_commune: bool) -> None:
    if not row.body_type:
        raise Refused("no_type", "body_type")
    if not row.siren and not (is_commune and row.insee):
        raise Refused("no_siren", "siren")


def _lacks_code(row: CollectivityRow, known: Known | None) -> bool:
    if not known or not known.insee or not row.insee:
        return bool(row.insee)
    if known.insee != row.insee:
        raise Refused("other_insee", "insee", row.insee, known.insee)
    return False


def _is_news(holder: Known, row: CollectivityRow, book: Book) -> bool:
    return (holder.id, row.siren) not in book.successions


def _texts(
    row: CollectivityRow, known: Known | None, choices: Choices
) -> tuple[dict[str, str], bool]:
    """Return the texts to write, and whether one on record differs and stays."""
    given = {name: getattr(row, name) for name in (*TEXTS, "siren", "body_type")}
    if not known:
        return {name: text for name, text in given.items() if text}, False
    on_record = {**known.texts, "siren": known.siren, "body_type": known.body_type}
    written, kept = {}, False
    for name, text in given.items():
        old = on_record.get(name, "")
        if not text or text == old:
            continue
        if not old or (choices.replace and name in TEXTS and _really_differs(text, old)):
            written[name] = text
        elif name in TEXTS:
            kept = kept or _really_differs(text, old)
    return written, kept


def _really_differs(text: str, old: str) -> bool:
    """Tell whether two texts differ otherwise than by case, accents or punctuation."""
    return normalise(text) != normalise(old)


def _metrics(row: CollectivityRow, known: Known | None, choices: Choices) -> dict[MetricKey, int]:
    figures = {}
    for name, key in choices.metric_keys.items():
        value = getattr(row, name)
        old = known.metrics.get(key) if known else None
        if value is None or value == old:
            continue
        if old is not None and not choices.replace:
            raise Refused("other_figure", name, str(value), str(old))
        figures[key] = value
    return figures


def epci_body_type(name: str) -> str:
    """Return the code of the kind of EPCI that its official name begins with, "" if none.

    >>> [epci_body_type(name) for name in ("CC Coutances Mer et Bocage", "CA Saint-Lô Agglo",
    ...  "Métropole Rouen Normandie", "Communauté urbaine Caen la mer", "Granville Terre et Mer")]
    ['CC', 'CA', 'MET', 'CU', '']
    """
    words = normalise(name)
    for start, code in _EPCI_STARTS.items():
        if words == start or words.startswith(f"{start} "):
            return code
    return ""


_EPCI_STARTS = {
    "communaute de communes": "CC",
    "communaute d agglomeration": "CA",
    "communaute urbaine": "CU",
    "metropole": "MET",
    "cc": "CC",
    "ca": "CA",
    "cu": "CU",
    "met": "MET",
}
