"""Periods, dates and time limits in French and Union law, in Europe/Paris.

Instants are naive UTC ``datetime`` as Odoo stores them; days are ``date`` of Paris.
Source of the counting rules: Regulation (EEC, Euratom) No 1182/71 of 3 June 1971, which
applies to the GDPR (EDPB Guidelines 9/2022 and 01/2022), quoted below as "R. 1182/71".
Nothing here reads the wall clock.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

PARIS = ZoneInfo("Europe/Paris")
ONE_DAY = timedelta(days=1)

#: Stored as the end of what has none: a NOT NULL column keeps comparisons simple.
OPEN_END = datetime(2999, 12, 31)

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

#: Departments and overseas collectivities whose public holidays differ from the common
#: list of Code du travail, art. L3133-1 (Alsace-Moselle: art. L3134-13; overseas: L3422-2).
HOLIDAY_ZONES = {
    "57": "57", "67": "6AE", "68": "6AE",
    "971": "971", "972": "972", "973": "973", "974": "974", "975": "PM", "976": "976",
    "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip


def paris(instant_utc: datetime) -> datetime:
    """Return a stored instant (naive UTC) as an aware datetime of Paris.

    >>> paris(datetime(2026, 7, 14, 22, 30)).isoformat()
    '2026-07-15T00:30:00+02:00'
    """
    if instant_utc.tzinfo is not None:
        raise ValueError("stored instants are naive UTC")
    return instant_utc.replace(tzinfo=UTC).astimezone(PARIS)


def utc_from_paris(day: date, at: time = time()) -> datetime:
    """Return the naive UTC instant of a Paris day and hour.

    In autumn, 2:00 to 3:00 comes twice: ``at.fold`` picks the first (0) or the second (1).
    In spring it does not exist: 2:30 gives the instant the clocks show as 3:30.

    >>> utc_from_paris(date(2026, 1, 1))
    datetime.datetime(2025, 12, 31, 23, 0)
    >>> utc_from_paris(date(2026, 10, 25), time(2, 30, fold=1))
    datetime.datetime(2026, 10, 25, 1, 30)
    """
    return datetime.combine(day, at, PARIS).astimezone(UTC).replace(tzinfo=None)


def paris_day(instant_utc: datetime) -> date:
    """Return the day it is in Paris at a stored instant.

    >>> paris_day(datetime(2026, 12, 31, 23, 0))
    datetime.date(2027, 1, 1)
    """
    return paris(instant_utc).date()


def day_expiry(day: date) -> datetime:
    """Return the instant (naive UTC) at which the last hour of a Paris day expires.

    A period ends "with the expiry of the last hour" of its last day, R. 1182/71 art. 3(2):
    late is ``now >= day_expiry(last_day)``.

    >>> day_expiry(date(2026, 12, 31))
    datetime.datetime(2026, 12, 31, 23, 0)
    """
    return utc_from_paris(day + ONE_DAY)


def hours_after(instant_utc: datetime, hours: int) -> datetime:
    """Return the instant that many real hours later (naive UTC in and out).

    For the 72 hours of GDPR art. 33(1) and of Code des assurances art. L12-10-1. The change
    of summer time neither adds nor removes an hour, and week-ends count: the roll of
    R. 1182/71 art. 3(4) is for periods "expressed otherwise than in hours". Two tolerances
    of the Regulation are deliberately not claimed, so that the clock shown is the strictest:
    the hour of the event does not count (art. 3(1)), and a period of two days or more holds
    two working days (art. 3(5)).

    >>> hours_after(datetime(2026, 10, 23, 16, 0), 72)
    datetime.datetime(2026, 10, 26, 16, 0)
    """
    return instant_utc + timedelta(hours=hours)


def months_after(day: date, months: int) -> date:
    """Return the same date ``months`` calendar months later (earlier when negative).

    Where that date does not occur, the last day of the month: R. 1182/71 art. 3(2)(c).

    >>> months_after(date(2026, 1, 31), 1), months_after(date(2028, 2, 29), 12)
    (datetime.date(2026, 2, 28), datetime.date(2029, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@lru_cache(maxsize=256)
def public_holidays(year: int, zone: str = "") -> frozenset[date]:
    """Return the public holidays of a year: Code du travail, art. L3133-1.

    ``zone`` is a value of ``HOLIDAY_ZONES``; empty, the list common to metropolitan France.
    Good Friday of Alsace-Moselle is counted everywhere there, though the law grants it only
    to communes with a Protestant church: a deadline then falls later, never sooner.

    >>> date(2026, 12, 26) in public_holidays(2026, "6AE")
    True
    >>> date(2026, 12, 26) in public_holidays(2026)
    False
    """
    return frozenset(holidays.country_holidays("FR", years=year, subdiv=zone or None))


def holiday_zone(department: str) -> str:
    """Return the public holiday zone of a department number, empty for the common list.

    >>> holiday_zone("50"), holiday_zone("67"), holiday_zone("974")
    ('', '6AE', '974')
    """
    return HOLIDAY_ZONES.get(department, "")


def is_working_day(day: date, zone: str = "") -> bool:
    """Tell a working day: neither public holiday, Sunday nor Saturday, R. 1182/71 art. 2(2).

    >>> is_working_day(date(2026, 5, 14))  # Ascension
    False
    """
    return day.weekday() < 5 and day not in public_holidays(day.year, zone)


def next_working_day(day: date, zone: str = "") -> date:
    """Return ``day`` when it is a working day, else the first one after it.

    >>> next_working_day(date(2026, 5, 23))  # Saturday before Whit Monday
    datetime.date(2026, 5, 26)
    """
    while not is_working_day(day, zone):
        day += ONE_DAY
    return day


def period_end(event_day: date, *, months: int = 0, days: int = 0, zone: str = "") -> date:
    """Return the last day of a period counted from the day of an event, in Paris.

    R. 1182/71: the day of the event is not counted (art. 3(1)); months end on the same date
    or on the last day of the month (art. 3(2)(c)); holidays and week-ends count
    (art. 3(3)); a last day that is not a working day rolls to the next one (art. 3(4)); a
    period of two days or more holds at least two working days (art. 3(5)). GDPR art. 12(3):
    ``months=1``, and ``months=3`` from the same event once extended. The deadline as an
    instant is ``day_expiry`` of the result. Not for periods counted backwards.

    >>> period_end(date(2026, 1, 31), months=1)  # 28 February is a Saturday
    datetime.date(2026, 3, 2)
    >>> period_end(date(2026, 10, 23), days=2)  # a Friday: Monday and Tuesday
    datetime.date(2026, 10, 27)
    """
    if min(months, days) < 0 or bool(months) == bool(days):
        raise ValueError("give either months or days, positive")
    last = months_after(event_day, months) if months else event_day + timedelta(days=days)
    last = next_working_day(last, zone)
    if days >= 2:
        last = max(last, _second_working_day_after(event_day, zone))
    return last


def _second_working_day_after(day: date, zone: str) -> date:
    first = next_working_day(day + ONE_DAY, zone)
    return next_working_day(first + ONE_DAY, zone)


def notice_deadline(last_day: date, months: int) -> date:
    """Return the latest day on which a notice of that many months can still be given.

    ``last_day`` is the last day of the contract, included. A full notice must fit before
    it ends. The period is calculated retroactively from a given date, hence no roll to the
    next working day: R. 1182/71 art. 3(4), last sentence. A Saturday stays a Saturday;
    moving it on would make the notice too short.

    >>> notice_deadline(date(2026, 12, 31), 3)
    datetime.date(2026, 9, 30)
    """
    if months < 0:
        raise ValueError("a notice is a positive number of months")
    return months_after(last_day + ONE_DAY, -months) - ONE_DAY


def started_months(first_day: date, last_day: date) -> int:
    """Return how many calendar months a span touches, both ends included; 0 when empty.

    >>> started_months(date(2026, 5, 15), date(2026, 12, 31))  # "adhésion au 15/05 : 8/12"
    8
    """
    if last_day < first_day:
        return 0
    return (last_day.year - first_day.year) * 12 + last_day.month - first_day.month + 1


def french_date(day: date) -> str:
    """Return a day as French acts write it.

    >>> french_date(date(2026, 3, 1)), french_date(date(2026, 3, 2))
    ('1er mars 2026', '2 mars 2026')
    """
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def french_instant(instant_utc: datetime) -> str:
    """Return a stored instant as a French letter writes it, in Paris time.

    The hour that comes twice in autumn says which one it is.

    >>> french_instant(datetime(2026, 3, 1, 8, 5))
    '1er mars 2026 à 9 h 05'
    >>> french_instant(datetime(2026, 10, 25, 1, 30))
    '25 octobre 2026 à 2 h 30 (heure d’hiver)'
    """
    local = paris(instant_utc)
    text = f"{french_date(local)} à {local.hour} h {local.minute:02}"
    if local.utcoffset() == local.replace(fold=not local.fold).utcoffset():
        return text
    return f"{text} (heure d’{'hiver' if local.fold else 'été'})"
