"""How a member leaves the OPSN, or ceases to exist: acts, and who decides.

The withdrawal from a syndicat is no termination of a contract: the assembly of the syndicat
consents, the members are consulted, the prefect pronounces it (CGCT, L5211-19). An agency or
an association follows its statutes. A CCAS may be dissolved by the council of a commune of
less than 1,500 inhabitants, which then does its work itself (CASF, L123-4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["withdrawal", "by_statutes", "dissolution", "ccas"]
Act = Literal["member_act_id", "own_act_id", "order_act_id"]

#: Years from today beyond which the day of a succession or of a departure is a slip.
FAR_YEARS = 10


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a departure needs.

    :param acts: acts without which it has no effect
    :param dissolves: the body no longer exists afterwards
    """

    ground: str
    decides: str
    acts: tuple[Act, ...]
    dissolves: bool = False


PROCEDURES: dict[Kind, Procedure] = {
    "withdrawal": Procedure(
        "CGCT, art. L5211-19",
        "Le membre le demande par délibération, l’assemblée du syndicat y consent, les autres "
        "membres sont consultés (trois mois, silence valant refus), le préfet le prononce. Ses "
        "conditions patrimoniales et financières suivent l’art. L5211-25-1.",
        ("member_act_id", "own_act_id", "order_act_id"),
    ),
    "by_statutes": Procedure(
        "statuts de l’opérateur",
        "Le membre le décide dans les formes et le préavis des statuts ; l’assemblée de "
        "l’opérateur en prend acte.",
        ("member_act_id", "own_act_id"),
    ),
    "dissolution": Procedure(
        "CGCT, art. L5212-33 et L5212-34 (syndicat), L5214-28 (communauté de communes)",
        "La dissolution est de plein droit, ou prononcée par le préfet ; l’arrêté répartit les "
        "biens et les contrats.",
        ("order_act_id",),
        dissolves=True,
    ),
    "ccas": Procedure(
        "CASF, art. L123-4",
        "Le conseil municipal d’une commune de moins de 1 500 habitants dissout le CCAS par "
        "délibération et exerce ses attributions.",
        ("member_act_id",),
        dissolves=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """What is due for the last exercise against what was called."""

    due: Decimal
    called: Decimal

    @property
    def sense(self) -> Literal["call", "reduce", "even"]:
        """What is left to do.

        >>> Balance(Decimal(70), Decimal(140)).sense
        'reduce'
        """
        if self.due == self.called:
            return "even"
        return "call" if self.due > self.called else "reduce"

    @property
    def difference(self) -> Decimal:
        """Euros to call or to reduce."""
        return abs(self.due - self.called)


def too_late(last_day: date, acts: list[date | None]) -> list[date]:
    """Return the days of acts that come after the last day: a departure is not retroactive.

    >>> too_late(date(2026, 6, 30), [date(2026, 5, 2), None, date(2026, 7, 4)])
    [datetime.date(2026, 7, 4)]
    """
    return [day for day in acts if day and day > last_day]


def is_far(day: date, today: date) -> bool:
    """Whether a day is so far from today that its year must have been mistyped.

    >>> is_far(date(2999, 1, 1), date(2026, 3, 2)), is_far(date(2027, 1, 1), date(2026, 3, 2))
    (True, False)
    """
    return abs(day.year - today.year) > FAR_YEARS
