"""How French letters name and greet the head of a body: civility, title, agreement.

Acts name the office in the masculine when nobody is known ("le maire arrête"), letters greet
both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Civility = Literal["madam", "sir", ""]

_WORDS: dict[str, str] = {"madam": "Madame", "sir": "Monsieur"}


@dataclass(frozen=True)
class Head:
    """The office at the head of a body, and the person who holds it if known."""

    masculine: str  #: "maire", "président"
    feminine: str  #: "maire", "présidente"
    name: str = ""
    civility: Civility = ""


def deduced(civility: Civility, title: str, masculine: str, feminine: str) -> Civility:
    """Return the civility; unknown, the one that a typed title tells, if it has a gender.

    >>> deduced("", "Présidente", "président", "présidente")
    'madam'
    >>> deduced("", "maire", "maire", "maire"), deduced("sir", "Présidente", "a", "b")
    ('', 'sir')
    """
    if civility or masculine == feminine:
        return civility
    typed = title.strip().lower()
    if typed == feminine.lower():
        return "madam"
    return "sir" if typed == masculine.lower() else ""


def capacity(head: Head) -> str:
    """Return the title of the office, as acts write it.

    >>> capacity(Head("président", "présidente", civility="madam"))
    'présidente'
    """
    return head.feminine if head.civility == "madam" else head.masculine


def office(head: Head) -> str:
    """Return the office with its article.

    >>> office(Head("maire", "maire", civility="madam")), office(Head("président", "présidente"))
    ('la maire', 'le président')
    """
    return f"{'la' if head.civility == 'madam' else 'le'} {capacity(head)}"


def address(head: Head) -> str:
    """Return how the head is addressed on an envelope.

    >>> address(Head("maire", "maire", civility="sir"))
    'Monsieur le Maire'
    >>> address(Head("président", "présidente", civility="madam"))
    'Madame la Présidente'
    >>> address(Head("président", "présidente"))
    'Madame la Présidente ou Monsieur le Président'
    """
    madam = f"Madame la {_capital(head.feminine)}"
    sir = f"Monsieur le {_capital(head.masculine)}"
    return {"madam": madam, "sir": sir}.get(head.civility, f"{madam} ou {sir}")


def greeting(head: Head) -> str:
    """Return how a letter begins and ends; unknown, it greets both.

    >>> greeting(Head("maire", "maire", civility="madam"))
    'Madame la Maire'
    >>> greeting(Head("directeur", "directrice"))
    'Madame, Monsieur'
    """
    return address(head) if head.civility else "Madame, Monsieur"


def person(head: Head) -> str:
    """Return the person with the civility, or nothing when nobody is known.

    >>> person(Head("maire", "maire", "Anne Martin", "madam")), person(Head("maire", "maire"))
    ('Madame Anne Martin', '')
    """
    return f"{_WORDS.get(head.civility, '')} {head.name}".strip() if head.name else ""


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
