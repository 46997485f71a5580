"""French words of a voted grid: prices, prorata and rounding, for its annex.

The annex is made from the rules that compute, so that the text voted and the amounts
called cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from odoo.addons.dpo_base.tools.french import NBSP, money, number

from .fee_rules import Rule, Tranche, Unit
from .prorata import ProrataKind

_ONE: dict[Unit, str] = {"population": "habitant", "agents": "agent"}
_STARTED: dict[ProrataKind, str] = {
    "month": "mois restants, le mois d’adhésion étant dû",
    "quarter": "trimestres restants, le trimestre d’adhésion étant dû",
    "half_year": "semestres restants, le semestre d’adhésion étant dû",
    "day": "jours restants",
}
_NATURES = {
    "statutory": "adhésion statutaire",
    "delegated": "délégué mutualisé",
    "support": "appui au délégué de la collectivité",
    "audit": "audit",
    "one_off": "prestation ponctuelle",
}
_ENDED: dict[ProrataKind, str] = {
    "month": "mois achevés, le mois de la fin n’étant pas dû s’il est inachevé",
    "quarter": "trimestres achevés, le trimestre inachevé n’étant pas dû",
    "half_year": "semestres achevés, le semestre inachevé n’étant pas dû",
    "day": "jours écoulés",
}


def ordinal(rank: int) -> str:
    """Write a rank.

    >>> ordinal(1), ordinal(999)
    ('1er', '999e')
    """
    return "1er" if rank == 1 else f"{number(rank)}e"


def ranks(tranche: Tranche) -> str:
    """Write the ranks of a tranche, "du 1er au 999e".

    >>> from .fee_rules import Bracket
    >>> ranks(Tranche(Bracket(0, 1000), Decimal(5)))
    'du 1er au 999e'
    """
    first = ordinal(max(tranche.ranks.min, 1))
    if tranche.ranks.max is None:
        return f"à partir du {first}"
    return f"du {first} au {ordinal(tranche.ranks.max - 1)}"


def _limits(rule: Rule) -> str:
    if rule.mode == "free":
        return ""
    if rule.floor is not None and rule.cap is not None:
        return f", entre {money(rule.floor)} et {money(rule.cap)}"
    if rule.floor is not None:
        return f", au moins {money(rule.floor)}"
    return "" if rule.cap is None else f", au plus {money(rule.cap)}"


def _price(rule: Rule) -> str:
    if rule.mode == "free":
        return "gratuit"
    if rule.mode == "per_day":
        return f"{money(rule.amount)} par jour"
    if rule.mode == "per_unit":
        return f"{money(rule.amount)} par {_ONE[rule.unit]}"
    if rule.mode == "flat":
        return money(rule.amount)
    if rule.mode == "percent":
        return f"{number(rule.amount)}{NBSP}% du prix «{NBSP}{rule.percent_of}{NBSP}»"
    if rule.mode == "share":
        key = {"population": "à la population", "agents": "au nombre d’agents"}[rule.unit]
        return f"part de {money(rule.amount)}, répartis proportionnellement {key}"
    slices = [f"{money(slice_.rate)} {ranks(slice_)}" for slice_ in rule.tranches]
    return f"par {_ONE[rule.unit]}{NBSP}: {', '.join(slices)}"


def price(rule: Rule) -> str:
    """Write the price of a rule as the annex states it.

    >>> com = frozenset({"COM"})
    >>> price(Rule("r", com, mode="per_unit", amount=Decimal("0.35"),
    ...            floor=Decimal(140))).replace(NBSP, " ")
    '0,35 € par habitant, au moins 140 €'
    """
    return _price(rule) + _limits(rule)


def first_year(kind: ProrataKind) -> str:
    """Write what a collectivity that joins during the period owes.

    >>> first_year("day")
    'Une adhésion en cours de période est due au prorata des jours restants.'
    """
    if kind == "none":
        return "Une adhésion en cours de période est due pour la période entière."
    return f"Une adhésion en cours de période est due au prorata des {_STARTED[kind]}."


def last_year(kind: ProrataKind) -> str:
    """Write what a collectivity that leaves during the period owes.

    >>> last_year("none")
    'En cas de fin en cours de période, la période entière demeure due.'
    """
    if kind == "none":
        return "En cas de fin en cours de période, la période entière demeure due."
    return f"En cas de fin en cours de période, le prix suit le prorata des {_ENDED[kind]}."


def rounding(step: Decimal, *, is_revised: bool = False) -> str:
    """Write the order of the operations and the rounding.

    >>> rounding(Decimal("0.01")).replace(NBSP, " ")
    'Plancher, plafond, puis prorata ; un seul arrondi, au centime le plus proche.'
    >>> rounding(Decimal(1), is_revised=True).split(NBSP)[0]
    'Coefficient de révision, plancher, plafond, puis prorata'
    """
    nearest = "au centime le plus proche"
    if step == 1:
        nearest = "à l’euro le plus proche"
    elif step > 1:
        nearest = f"au multiple de {money(step)} le plus proche"
    first = "Coefficient de révision, plancher" if is_revised else "Plancher"
    return f"{first}, plafond, puis prorata{NBSP}; un seul arrondi, {nearest}."


def revision(coefficient: Decimal, label: str) -> str:
    """Write the revision of the prices and what it leaves alone.

    >>> revision(Decimal("1.0213"), "indice Syntec révisé").split(NBSP)[0]
    'Les prix sont multipliés par 1,0213 (indice Syntec révisé)'
    """
    named = f" ({label})" if label else ""
    return (
        f"Les prix sont multipliés par {number(coefficient)}{named}{NBSP}; les planchers et les "
        "plafonds s’appliquent tels qu’imprimés, les pourcentages suivent le prix révisé."
    )


def sharing(rules: Iterable[Rule]) -> str:
    """Write how an amount is shared, where a price of the grid is a part of one.

    >>> sharing([Rule("r", frozenset({"COM"}))])
    ''
    """
    if not any(rule.mode == "share" for rule in rules):
        return ""
    return (
        "Un montant à répartir l’est au centime entre tous ceux qui le doivent, selon leur "
        "poids multiplié par la part de la période qui leur est due, les centimes restants "
        "allant aux plus fortes fractions de centime. Les prix particuliers et les gratuités "
        "n’y entrent pas."
    )


def natures(keys: Iterable[str]) -> str:
    """Write the natures of engagement that owe a component.

    >>> natures(["statutory", "audit"])
    'adhésion statutaire, audit'
    """
    return ", ".join(_NATURES[key] for key in keys)


def days(included: Decimal, *, calls_beyond: bool) -> str:
    """Write the days of service that a component includes, or whether it calls those beyond.

    >>> days(Decimal("2.50"), calls_beyond=False).replace(NBSP, " ")
    'Comprend 2,5 jours de service par an et par bénéficiaire'
    >>> days(Decimal(0), calls_beyond=True)
    'Appelé pour les jours de service au-delà de ceux compris'
    """
    parts = []
    if included:
        noun = "jour" if included < 2 else "jours"
        amount = f"{number(included)}{NBSP}{noun}"
        parts.append(f"Comprend {amount} de service par an et par bénéficiaire")
    if calls_beyond:
        parts.append("Appelé pour les jours de service au-delà de ceux compris")
    return ". ".join(parts)
