"""What the morning desk counts: working days back, time left, weekly reminders, words typed."""

import math
import re
import unicodedata
from datetime import date, datetime, timedelta

from .legal_time import is_working_day

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
#: Below this many hours a deadline is shown in red, not before: red everywhere warns of nothing.
URGENT_HOURS = 24
ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
CIVILITIES = {"m", "mr", "mme", "madame", "monsieur"}
MIN_PHONE_DIGITS = 6


def previous_working_day(day: date) -> date:
    """Return the last working day before ``day``: on a Monday, "since yesterday" is Friday.

    >>> previous_working_day(date(2026, 5, 26))  # Tuesday after Whit Monday
    datetime.date(2026, 5, 22)
    """
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def hours_left(deadline: datetime, now: datetime) -> int:
    """Return the whole hours left before an instant; negative once it has passed.

    Rounded down, so that a clock never shows more time than there is.

    >>> hours_left(datetime(2026, 3, 2, 12), datetime(2026, 3, 1, 12, 1))
    23
    >>> hours_left(datetime(2026, 3, 2, 12), datetime(2026, 3, 2, 12, 1))
    -1
    """
    return math.floor((deadline - now) / HOUR)


def may_remind(last_reminder: date | None, today: date) -> bool:
    """Tell whether a person may be reminded again: one grouped mail a week at most.

    >>> may_remind(date(2026, 3, 2), date(2026, 3, 8)), may_remind(None, date(2026, 3, 8))
    (False, True)
    """
    return last_reminder is None or today - last_reminder >= WEEK


def plain(text: str) -> str:
    """Return a text in lower case, without accents, apostrophes or hyphens.

    >>> plain("Saint-Lô d’Ourville")
    'saint lo d ourville'
    """
    text = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def search_words(text: str) -> list[str]:
    """Return the words to look for in the name of a commune or a person, as heard on the phone.

    >>> search_words("St-Lô"), search_words("M. Martin")
    (['saint', 'lo'], ['martin'])
    """
    words = [ABBREVIATIONS.get(word, word) for word in plain(text).split()]
    return [word for word in words if word not in CIVILITIES] or words


def phone_tail(text: str) -> str:
    """Return the significant digits of a French phone number, empty when too few to tell.

    >>> phone_tail("+33 (0)2 33 05 00 00"), phone_tail("02.33.05.00.00"), phone_tail("50129")
    ('233050000', '233050000', '')
    """
    digits = re.sub(r"[^0-9]", "", text)
    for prefix in ("0033", "33"):
        if digits.startswith(prefix) and len(digits) > len(prefix) + MIN_PHONE_DIGITS:
            digits = digits.removeprefix(prefix)
            break
    digits = digits.lstrip("0")
    return digits if len(digits) >= MIN_PHONE_DIGITS else ""
