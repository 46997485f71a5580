"""Which rights a person has on a processing, from its legal bases (GDPR art. 12 to 22).

The result is a proposal with the sentence to send: a DPD reads it before it goes out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

#: Letters of GDPR art. 6(1).
Basis = Literal["a", "b", "c", "d", "e", "f"]
Answer = Literal["yes", "no", "partly"]

BASES: tuple[Basis, ...] = ("a", "b", "c", "d", "e", "f")


@dataclass(frozen=True)
class Right:
    """A right: its key, whether it applies, the article, and the French sentence to send."""

    key: str
    answer: Answer
    article: str
    sentence: str


@dataclass(frozen=True)
class _Rule:
    """A right that only some bases open, in words for all, for some and for none of them."""

    key: str
    article: str
    bases: frozenset[str]
    full: str
    part: str
    none: str

    def answer(self, bases: frozenset[str]) -> Right:
        opened = bases & self.bases
        if opened == bases:
            return Right(self.key, "yes", self.article, self.full)
        if opened:
            return Right(self.key, "partly", self.article, self.part)
        return Right(self.key, "no", self.article, self.none)


_EVERY = frozenset(BASES)
_RULES = (
    _Rule(
        "access",
        "RGPD, art. 15",
        _EVERY,
        "Vous pouvez obtenir une copie des données qui vous concernent.",
        "",
        "",
    ),
    _Rule(
        "rectification",
        "RGPD, art. 16",
        _EVERY,
        "Vous pouvez faire corriger ou compléter les données qui vous concernent.",
        "",
        "",
    ),
    _Rule(
        "erasure",
        "RGPD, art. 17",
        frozenset("abdf"),
        "Vous pouvez demander l’effacement de vos données, sauf si un motif prévu par le "
        "règlement impose de les garder.",
        "Vous pouvez demander l’effacement de vos données, sauf de celles que la loi impose de "
        "garder ou qui sont nécessaires à une mission d’intérêt public.",
        "L’effacement ne s’applique pas : ces données sont nécessaires à une obligation légale ou "
        "à une mission d’intérêt public (RGPD, art. 17, § 3, b). Elles sont effacées au terme "
        "de leur durée de conservation.",
    ),
    _Rule(
        "restriction",
        "RGPD, art. 18",
        _EVERY,
        "Vous pouvez demander que l’usage de vos données soit suspendu pendant l’examen d’une "
        "contestation.",
        "",
        "",
    ),
    _Rule(
        "portability",
        "RGPD, art. 20",
        frozenset("ab"),
        "Vous pouvez recevoir dans un format courant les données que vous avez fournies, "
        "lorsqu’elles sont traitées par des moyens automatisés.",
        "Vous pouvez recevoir dans un format courant celles des données que vous avez fournies "
        "avec votre consentement ou pour un contrat.",
        "La portabilité ne s’applique pas : le traitement ne repose ni sur votre consentement ni "
        "sur un contrat.",
    ),
    _Rule(
        "objection",
        "RGPD, art. 21",
        frozenset("ef"),
        "Vous pouvez vous opposer au traitement pour des raisons tenant à votre situation "
        "particulière.",
        "Vous pouvez vous opposer, pour des raisons tenant à votre situation particulière, à la "
        "part du traitement qui repose sur une mission d’intérêt public ou un intérêt légitime.",
        "Le droit d’opposition ne s’applique pas à ce traitement.",
    ),
    _Rule(
        "withdrawal",
        "RGPD, art. 7, § 3",
        frozenset("a"),
        "Vous pouvez retirer votre consentement à tout moment, sans effet sur ce qui a été fait "
        "auparavant.",
        "Vous pouvez retirer à tout moment le consentement que vous avez donné pour une partie "
        "du traitement.",
        "Il n’y a pas de consentement à retirer : le traitement repose sur une autre base.",
    ),
)
# loi n° 78-17, art. 56: no objection to what a legal obligation requires
_LEGAL_OBLIGATION = (
    "Le droit d’opposition ne s’applique pas : le traitement répond à une obligation légale "
    "(loi n° 78-17 du 6 janvier 1978, art. 56)."
)


def rights(bases: Collection[Basis]) -> tuple[Right, ...]:
    """Return the rights on a processing whose purposes rest on ``bases``.

    Raise ``ValueError`` when there is none, or an unknown letter: nothing can be answered.

    >>> {right.key: right.answer for right in rights(["c"])}["objection"]
    'no'
    >>> [right.key for right in rights(["a", "e"]) if right.answer == "partly"]
    ['erasure', 'portability', 'objection', 'withdrawal']
    """
    held = frozenset(bases)
    if not held or held - _EVERY:
        raise ValueError(f"no rights from the bases {sorted(held)}")
    found = tuple(rule.answer(held) for rule in _RULES)
    if held == {"c"}:
        return tuple(_with_legal_obligation(right) for right in found)
    return found


def _with_legal_obligation(right: Right) -> Right:
    if right.key != "objection":
        return right
    return Right(right.key, right.answer, right.article, _LEGAL_OBLIGATION)
