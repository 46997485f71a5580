"""French wording in letters and documents: amounts, numbers, lists, names of communes."""

import unicodedata
from collections.abc import Sequence
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


def french_int(number: int) -> str:
    """Return a whole number with its thousands apart.

    >>> french_int(1243) == f"1{THIN}243", french_int(-20) == "−20", french_int(999)
    (True, True, '999')
    """
    sign = _MINUS if number < 0 else ""
    return sign + f"{abs(number):,}".replace(",", THIN)


def french_amount(amount: Decimal) -> str:
    """Return euros with their two decimals; an amount that is not whole cents is an error.

    >>> french_amount(Decimal("1243.5")) == f"1{THIN}243,50{NBSP}€"
    True
    """
    cents = amount * 100
    if not amount.is_finite() or cents != cents.to_integral_value():
        raise ValueError("an amount is a whole number of cents")
    euros, rest = divmod(abs(int(cents)), 100)
    sign = _MINUS if amount < 0 else ""
    return f"{sign}{french_int(euros)},{rest:02}{NBSP}€"


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
