"""French wording of the bounds of brackets, as printed in voted annexes."""

from __future__ import annotations

from odoo.addons.dpo_base.tools.french import NBSP, number

from .fee_rules import Bracket, Unit

_NOUNS: dict[Unit, tuple[str, str]] = {
    "population": ("habitant", "habitants"),
    "agents": ("agent", "agents"),
}
_NONE: dict[Unit, str] = {"population": "aucun habitant", "agents": "aucun agent"}
_ANY: dict[Unit, str] = {
    "population": "quelle que soit la population",
    "agents": "quel que soit le nombre d’agents",
}


def counted(value: int, unit: Unit) -> str:
    """Write a quantity with its noun; zero takes the singular in French.

    >>> counted(0, "agents").replace(NBSP, " "), counted(2, "agents").replace(NBSP, " ")
    ('0 agent', '2 agents')
    """
    return f"{number(value)}{NBSP}{_NOUNS[unit][value > 1]}"


def bounds(bracket: Bracket, unit: Unit) -> str:
    """Write a bracket in words that leave no doubt on its bounds.

    >>> bounds(Bracket(500, 1000), "population").replace(NBSP, " ")
    'de 500 à 999 habitants'
    >>> bounds(Bracket(0, 500), "population").replace(NBSP, " ")
    'moins de 500 habitants'
    >>> bounds(Bracket(10000), "population").split()
    ['10', '000', 'habitants', 'et', 'plus']
    """
    if bracket.is_unbounded:
        return _ANY[unit]
    if bracket.max is None:
        return f"{counted(bracket.min, unit)} et plus"
    if bracket.max == bracket.min + 1:
        return counted(bracket.min, unit) if bracket.min else _NONE[unit]
    if bracket.min == 0:
        return f"moins de {counted(bracket.max, unit)}"
    return f"de {number(bracket.min)} à {counted(bracket.max - 1, unit)}"


def short_bounds(bracket: Bracket) -> str:
    """Write a bracket without its noun, for a sentence that has named it already.

    >>> short_bounds(Bracket(1000, 2000)).split()
    ['1', '000–1', '999']
    >>> short_bounds(Bracket(0, 500)), short_bounds(Bracket(500))
    ('moins de 500', '500 et plus')
    """
    if bracket.max is None:
        return f"{number(bracket.min)} et plus"
    if bracket.max == bracket.min + 1:
        return number(bracket.min)
    if bracket.min == 0:
        return f"moins de {number(bracket.max)}"
    return f"{number(bracket.min)}–{number(bracket.max - 1)}"
