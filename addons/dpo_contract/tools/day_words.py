"""French clauses of a convention that counts days of service, printed as its parties sign them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from odoo.addons.dpo_base.tools.french import NBSP, number

from .days import DayTerms, Rounding, duration

Scope = Literal["on_site", "all"]

_SCOPES: dict[Scope, str] = {
    "on_site": "Sont décomptés les interventions sur place et les visites.",
    "all": "Est décompté tout le temps passé pour la collectivité : interventions, visites, "
    "téléphone et courrier.",
}
_TOTAL: dict[Rounding, str] = {
    "quarter": "tout quart de jour entamé est dû, sur le total de l’année",
    "half": "toute demi-journée entamée est due, sur le total de l’année",
    "whole": "toute journée entamée est due, sur le total de l’année",
    "half_nearest": "le total de l’année est arrondi à la demi-journée la plus proche",
    "exact": "le temps est dû au centième de jour",
}
_EACH: dict[Rounding, str] = {
    "quarter": "chaque intervention étant comptée par quart de jour entamé",
    "half": "chaque intervention étant comptée par demi-journée entamée",
    "whole": "chaque intervention étant comptée par journée entamée",
    "half_nearest": "chaque intervention étant arrondie à la demi-journée la plus proche",
    "exact": "le temps est dû au centième de jour",
}


def clauses(
    scope: Scope, included: Decimal | None, terms: DayTerms, *, by_month: bool = False
) -> list[str]:
    """Return the clauses on days.

    :param included: days a year of the convention, None when the grid votes them

    >>> clauses("on_site", Decimal(2), DayTerms())[0].replace(NBSP, " ")[:24]
    'Le prix comprend 2 jours'
    """
    if included is None:
        first = "Le prix comprend, pour chaque bénéficiaire, les jours votés au barème."
    else:
        noun = "jour" if included < 2 else "jours"
        first = (
            f"Le prix comprend {number(included)}{NBSP}{noun} d’intervention par année civile, "
            "pour tous les bénéficiaires ensemble."
        )
    words = (_EACH if terms.per_intervention else _TOTAL)[terms.rounding]
    year = "L’année où la convention commence ou prend fin, ces jours sont comptés par mois."
    return [
        first,
        *([year] if by_month else []),
        f"{_SCOPES[scope]} Une journée compte {duration(terms.day_minutes)}.",
        f"Au-delà, {words}, au prix par jour du barème. L’appel porte la liste des interventions ; "
        "une intervention appelée ne l’est pas de nouveau.",
    ]
