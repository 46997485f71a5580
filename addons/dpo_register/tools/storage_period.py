"""How long data are kept: a structured period, its French sentence, what is due for elimination.

GDPR art. 5(1)(e) and 30(1)(f). The files of a town hall are public archives: what reaches the
end of its period is proposed on a list that waits for the visa of the departmental archives
(Code du patrimoine, art. L212-2 and L212-3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from odoo.addons.dpo_base.tools.legal_time import months_after

Unit = Literal["day", "month", "year"]
Fate = Literal["destroy", "keep", "sample"]

_NOUNS: dict[Unit, tuple[str, str]] = {
    "day": ("jour", "jours"),
    "month": ("mois", "mois"),
    "year": ("an", "ans"),
}
_FATES: dict[Fate, str] = {
    "destroy": "destruction",
    "keep": "conservation définitive",
    "sample": "tri puis conservation partielle",
}

#: an article as written, then after "jusque" and after "à compter"
_ARTICLES = (
    ("les ", "aux ", "des "),
    ("le ", "au ", "du "),
    ("la ", "à la ", "de la "),
    ("l’", "à l’", "de l’"),
    ("l'", "à l’", "de l’"),
    ("aux ", "aux ", "des "),
    ("au ", "au ", "du "),
    ("à ", "à ", "de "),
)


@dataclass(frozen=True)
class Period:
    """``duration`` units from ``start``; 0 units: until ``start``, no longer.

    ``duration`` None: to be completed, or without end when ``is_permanent``.
    """

    duration: int | None
    unit: Unit = "year"
    start: str = ""
    fate: Fate | None = None
    is_permanent: bool = False

    def __post_init__(self) -> None:
        if self.duration is not None and (self.duration < 0 or self.is_permanent):
            raise ValueError("a period has a duration of zero or more, or no end")


def period_of(line: Mapping[str, Any]) -> Period:
    """Return the period that a line of a payload says (``dpo.processing.retention``).

    >>> period_of({"duration": 5, "unit": "year", "fate": "undefined"})
    Period(duration=5, unit='year', start='', fate=None, is_permanent=False)
    >>> period_of({"duration": 5, "unit": "year", "to_complete": True}).duration is None
    True
    """
    to_complete, unit = line.get("to_complete"), line.get("unit")
    is_permanent = unit == "permanent" and not to_complete
    return Period(
        duration=None if to_complete or is_permanent else line.get("duration") or 0,
        unit=unit if unit in _NOUNS else "year",
        start=line.get("start") or "",
        fate=line.get("fate") if line.get("fate") in _FATES else None,
        is_permanent=is_permanent,
    )


def sentence(period: Period) -> str:
    """Write a period as the register prints it; empty when it is to be completed.

    >>> sentence(Period(5, "year", "la clôture du dossier", "destroy"))
    '5 ans à compter de la clôture du dossier, puis destruction'
    >>> sentence(Period(0, start="au retrait du consentement", fate="destroy"))
    'Jusqu’au retrait du consentement, puis destruction'
    >>> sentence(Period(5, start="le dernier contact"))
    '5 ans à compter du dernier contact'
    >>> sentence(Period(0, start="la fin du contrat"))
    'Jusqu’à la fin du contrat'
    >>> sentence(Period(5, start="clôture du dossier"))
    '5 ans (point de départ\xa0: clôture du dossier)'
    >>> sentence(Period(None, is_permanent=True, fate="keep"))
    'Sans limite de durée, conservation définitive'
    >>> sentence(Period(None))
    ''
    """
    fate = _FATES[period.fate] if period.fate else ""
    if period.is_permanent:
        return ", ".join(filter(None, ("Sans limite de durée", fate)))
    if period.duration is None:
        return ""
    return ", puis ".join(filter(None, (_length(period), fate)))


def _length(period: Period) -> str:
    to, since = _linked(period.start)
    if not period.duration:
        if to:
            return f"Jusqu’{to}"
        return f"Jusqu’à cet événement : {period.start}" if period.start else "Le temps de l’usage"
    noun = _NOUNS[period.unit][period.duration > 1]
    length = f"{period.duration} {noun}"
    if since:
        return f"{length} à compter {since}"
    return f"{length} (point de départ : {period.start})" if period.start else length


def _linked(start: str) -> tuple[str, str]:
    """Return an event after "jusque" and after "à compter"; empty when it has no article.

    >>> _linked("les résultats"), _linked("au retrait"), _linked("clôture")
    (('aux résultats', 'des résultats'), ('au retrait', 'du retrait'), ('', ''))
    """
    for written, to, since in _ARTICLES:
        if start.lower().startswith(written):
            event = start[len(written) :]
            return f"{to}{event}", f"{since}{event}"
    return "", ""


def cutoff(period: Period, today: date) -> date | None:
    """Return the day up to which files whose period began are due; None when none is.

    A file that began on that day or before has reached its end ``today``.

    >>> cutoff(Period(5, "year"), date(2026, 11, 22))
    datetime.date(2021, 11, 22)
    >>> cutoff(Period(None, is_permanent=True), date(2026, 11, 22)) is None
    True
    """
    if period.duration is None:
        return None
    if period.unit == "day":
        return today - timedelta(days=period.duration)
    return months_after(today, -period.duration * (12 if period.unit == "year" else 1))
