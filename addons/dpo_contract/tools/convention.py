"""French sentences of a convention: what authorises it, how long it runs, how it is left."""

from __future__ import annotations

from datetime import date
from typing import Literal

from babel.dates import format_date

from .term import Schedule, latest_notice, next_notice

ActKind = Literal["deliberation", "decision", "order", "board", "bureau"]

_ACTS: dict[ActKind, str] = {
    "deliberation": "la délibération",
    "decision": "la décision",
    "order": "l’arrêté",
    "board": "la délibération du conseil d’administration",
    "bureau": "la délibération du bureau",
}
_LETTER = "par lettre recommandée avec demande d’avis de réception"


def long_date(day: date, with_year: bool = True) -> str:
    """Write a day as acts do.

    >>> long_date(date(2026, 1, 1)), long_date(date(2026, 9, 30), with_year=False)
    ('1er janvier 2026', '30 septembre')
    """
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {format_date(day, 'MMMM y' if with_year else 'MMMM', locale='fr')}"


def act_words(kind: ActKind, number: str, day: date) -> str:
    """Name an act with its article, number and date.

    >>> act_words("order", "2025-3", date(2025, 1, 5))
    'l’arrêté n°\\xa02025-3 du 5 janvier 2025'
    """
    return f"{_ACTS[kind]} n°\N{NO-BREAK SPACE}{number} du {long_date(day)}"


def duration_sentence(schedule: Schedule) -> str:
    """Say when the convention takes effect and when its first term ends.

    >>> duration_sentence(Schedule(date(2026, 1, 1), 36))
    'La convention prend effet le 1er janvier 2026 pour 36 mois, soit jusqu’au 31 décembre 2028.'
    """
    first = schedule.term(0)
    if first is None:
        raise ValueError("a schedule has a first term")
    return (
        f"La convention prend effet le {long_date(schedule.start)} pour "
        f"{schedule.duration_months} mois, soit jusqu’au {long_date(first.end)}."
    )


def renewal_sentence(schedule: Schedule) -> str:
    """Say how the convention is renewed.

    >>> renewal_sentence(Schedule(date(2026, 1, 1), 36, "tacit", 12, 2))
    'Elle est ensuite reconduite tacitement par périodes de 12 mois, deux fois au plus.'
    """
    months = schedule.renewal_months
    if schedule.renewal == "none":
        return "Elle n’est pas reconduite tacitement."
    if schedule.renewal == "express":
        return (
            "Elle peut être reconduite par décision expresse de chacune des parties, par "
            f"périodes de {months} mois."
        )
    times = {None: "", 1: ", une fois au plus", 2: ", deux fois au plus"}.get(
        schedule.renewal_max, f", {schedule.renewal_max} fois au plus"
    )
    return f"Elle est ensuite reconduite tacitement par périodes de {months} mois{times}."


def notice_sentence(schedule: Schedule) -> str:
    """Say who may leave the convention, how and until when.

    >>> notice_sentence(Schedule(date(2026, 1, 1), 36, "tacit", 12, None, 3))[-60:]
    'pour la première période, au plus tard le 30 septembre 2028.'
    """
    if schedule.notice_rule == "january":
        return _january_sentence(schedule)
    notice = next_notice(schedule, schedule.start)
    if notice is None:
        return "La convention prend fin à son terme, sans qu’il soit besoin de la dénoncer."
    return (
        f"Chaque partie peut s’opposer à la reconduction. Sa dénonciation, adressée {_LETTER}, "
        f"est reçue au moins {schedule.notice_months} mois avant la fin de la période en cours, "
        f"soit, pour la première période, au plus tard le {long_date(notice.deadline)}."
    )


def _january_sentence(schedule: Schedule) -> str:
    last = latest_notice(date(schedule.start.year, 12, 31), schedule.notice_months)
    return (
        f"Chaque partie peut dénoncer la convention {_LETTER}. Reçue au plus tard le "
        f"{long_date(last, with_year=False)}, la dénonciation prend effet au 1er janvier suivant."
    )
