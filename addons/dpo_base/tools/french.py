"""French wording in letters and documents: numbers, amounts, days, lists, names of communes."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

#: Between thousands (narrow) and before a sign: lines never break there.
THIN, NBSP = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"

#: Article that opens a name, and what it becomes after "de" and after "à".
_ARTICLES = {
    "Le ": ("du ", "au "),
    "Les ": ("des ", "aux "),
    "Aux ": ("des ", "aux "),
}
_VOWELS = frozenset("aeiouyœæ")


def number(value: int | Decimal, decimals: int = 0) -> str:
    """Write a number with at least ``decimals`` decimals, none of its own lost.

    >>> number(10000) == f"10{THIN}000", number(Decimal("2.50")), number(-3, 2)
    (True, '2,5', '−3,00')
    """
    value = Decimal(value)
    whole, _, rest = format(abs(value).normalize(), "f").partition(".")
    rest = rest.ljust(decimals, "0")
    sign = _MINUS if value < 0 else ""
    whole = f"{int(whole):,}".replace(",", THIN)
    return f"{sign}{whole},{rest}" if rest else f"{sign}{whole}"


def money(value: Decimal, *, cents: bool = False) -> str:
    """Write euros; the cents where there are some, or always, as accounts do.

    >>> money(Decimal("1420.00")) == f"1{THIN}420{NBSP}€", money(Decimal("0.1")) == f"0,10{NBSP}€"
    (True, True)
    >>> money(Decimal(420), cents=True) == f"420,00{NBSP}€"
    True
    """
    is_whole = value == value.to_integral_value()
    return f"{number(value, 2 if cents or not is_whole else 0)}{NBSP}€"


def short_day(day: date) -> str:
    """Write a day of a year the reader already knows.

    >>> short_day(date(2026, 5, 15))
    '15/05'
    """
    return f"{day:%d/%m}"


def long_day(day: date) -> str:
    """Write a day with its year.

    >>> long_day(date(2026, 5, 15))
    '15/05/2026'
    """
    return f"{day:%d/%m/%Y}"


def join_list(items: Sequence[str], last: str = "et") -> str:
    """Return an enumeration: "a, b et c".

    >>> join_list(["Agneaux", "Airel", "Amigny"]), join_list(["Agneaux"]), join_list([])
    ('Agneaux, Airel et Amigny', 'Agneaux', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def de_commune(name: str, link: int | None = None) -> str:
    """Return the name of a commune after "de", with its elision or contraction.

    ``link`` is the TNCC code of the Code officiel géographique, when known: 0 says "de", 1
    says "d’". It only decides before an H, aspirated or not by local use; unknown, "de".
    Elsewhere the rule gives INSEE's own wording, but for one of the 37,496 names of 2026.

    >>> [de_commune(name) for name in ("Agneaux", "Le Havre", "Les Moitiers", "La Haye")]
    ['d’Agneaux', 'du Havre', 'des Moitiers', 'de La Haye']
    >>> de_commune("Harfleur", link=1), de_commune("Hambye"), de_commune("L'Étang-Bertrand")
    ('d’Harfleur', 'de Hambye', 'de L’Étang-Bertrand')
    """
    name = typographic(name)
    for article, (contracted, _) in _ARTICLES.items():
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    initial = unicodedata.normalize("NFD", name)[:1].lower()
    if initial in _VOWELS or (initial == "h" and link == 1):
        return f"d’{name}"
    return f"de {name}"


def a_commune(name: str) -> str:
    """Return the name of a commune after "à", for "Fait au Havre".

    >>> a_commune("Le Havre"), a_commune("Les Moitiers"), a_commune("La Haye")
    ('au Havre', 'aux Moitiers', 'à La Haye')
    """
    name = typographic(name)
    for article, (_, contracted) in _ARTICLES.items():
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"


def typographic(text: str) -> str:
    """Return a text with the French apostrophe in place of the typewriter's.

    >>> typographic("L'Aigle")
    'L’Aigle'
    """
    return text.replace("'", "’")
