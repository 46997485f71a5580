"""Amounts in words, as a French état liquidatif closes its total."""

from __future__ import annotations

from decimal import Decimal

from num2words import num2words


def _counted(number: int, noun: str) -> str:
    words = num2words(number, lang="fr")
    # "un million d'euros" : million and milliard are nouns, what they count takes "de".
    link = "d'" if number and number % 1_000_000 == 0 else ""
    return f"{words} {link}{noun}{'s' if number > 1 else ''}"


def amount_in_words(amount: Decimal) -> str:
    """Write euros and cents in words.

    :raises ValueError: for a negative amount, or one with parts of a cent

    >>> amount_in_words(Decimal("1234.50"))
    'mille deux cent trente-quatre euros et cinquante centimes'
    >>> amount_in_words(Decimal("1000000")), amount_in_words(Decimal("0.01"))
    ("un million d'euros", 'un centime')
    """
    cents = amount * 100
    if amount < 0 or cents != cents.to_integral_value():
        raise ValueError(f"not an amount in cents: {amount}")
    euros, rest = divmod(int(cents), 100)
    parts = [_counted(euros, "euro")] if euros or not rest else []
    if rest:
        parts.append(_counted(rest, "centime"))
    return " et ".join(parts)
