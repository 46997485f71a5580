"""What becomes of conventions when one body takes the place of another.

Contracts run on under their earlier conditions until their term, unless the parties agree
otherwise (CGCT, L2113-5 for a commune nouvelle, L5211-41-3 for merged EPCIs, L5211-5 and
L5211-17 for a transfer of powers). Nothing is lost and nothing is due twice: the days stay
the same, only who answers for them changes, on one day.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Kind = Literal["new_commune", "epci_merger", "absorption", "transfer", "substitution"]
Option = Literal["run_on", "amend"]

#: The predecessors no longer exist; a transfer or a representation leaves them alive.
DISSOLVING: frozenset[Kind] = frozenset({"new_commune", "epci_merger", "absorption"})

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days for which ``payer`` answers; ``end`` None: no end known."""

    payer: Hashable
    start: date
    end: date | None = None


def hand_over(
    span: Span,
    day: date,
    predecessors: Collection[Hashable],
    successor: Hashable,
    last: date | None = None,
) -> tuple[Span, ...]:
    """Cut a span where the successor takes the place of its payer; at most two parts.

    :param day: first day of the successor
    :param last: last day of the span, when an amendment ends it earlier

    >>> old = Span("commune", date(2026, 1, 1))
    >>> [(s.payer, s.end) for s in hand_over(old, date(2027, 1, 1), {"commune"}, "nouvelle")]
    [('commune', datetime.date(2026, 12, 31)), ('nouvelle', None)]
    """
    if last is not None:
        if span.start > last:
            return ()
        span = replace(span, end=min(span.end or last, last))
    if span.payer not in predecessors or (span.end is not None and span.end < day):
        return (span,)
    if span.start >= day:
        return (replace(span, payer=successor),)
    return (
        replace(span, end=day - _DAY),
        replace(span, payer=successor, start=day),
    )


@dataclass(frozen=True, slots=True)
class Guidance:
    """French words shown beside an option: its ground, who decides, which acts."""

    ground: str
    decides: str
    acts: str


_GROUNDS: dict[Kind, str] = {
    "new_commune": "CGCT, art. L2113-5",
    "epci_merger": "CGCT, art. L5211-41-3",
    "absorption": "acte qui prononce l’absorption (pour un CCAS, CASF, art. L123-4)",
    "transfer": "CGCT, art. L5211-17 et L5211-5, III",
    "substitution": "CGCT, art. L5214-21, L5216-7 ou L5711-3",
}
_FOUNDING_ACTS: dict[Kind, str] = {
    "new_commune": "arrêté préfectoral de création de la commune nouvelle",
    "epci_merger": "arrêté préfectoral de fusion",
    "absorption": "délibération ou arrêté qui prononce l’absorption",
    "transfer": "arrêté préfectoral de transfert de la compétence",
    "substitution": "arrêté préfectoral qui constate la représentation-substitution",
}


def guidance(kind: Kind, option: Option) -> Guidance:
    """Return what to tell whoever decides.

    >>> guidance("new_commune", "run_on").ground
    'CGCT, art. L2113-5'
    """
    founding = _FOUNDING_ACTS[kind]
    if option == "run_on":
        return Guidance(
            ground=_GROUNDS[kind],
            decides="De plein droit : les contrats sont exécutés dans les conditions antérieures "
            "jusqu’à leur échéance, sauf accord contraire des parties. Le changement n’ouvre "
            "droit ni à résiliation ni à indemnité.",
            acts=f"{founding[:1].upper()}{founding[1:]} : aucun autre acte n’est nécessaire. Le "
            "cocontractant est informé de la substitution.",
        )
    return Guidance(
        ground=f"accord contraire des parties ({_GROUNDS[kind]})",
        decides="L’assemblée du successeur et celle de l’opérateur, d’accord entre elles.",
        acts=f"{founding[:1].upper()}{founding[1:]} ; délibération du successeur qui autorise "
        "l’avenant mettant fin aux anciennes conventions et la nouvelle convention ; acte de "
        "l’assemblée de l’opérateur, ou de son représentant par délégation.",
    )
