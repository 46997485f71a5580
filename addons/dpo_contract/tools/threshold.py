"""Threshold below which a local authority's claim is not put into recovery.

Claims are collected only when they *reach* the amount set by decree (CGCT L1611-5):
15 euros (CGCT D1611-1, since 10/04/2017). 15.00 is therefore recoverable. The amount
is looked at per debtor once its claims are grouped, not row by row: 11.67 and 12.50
of one payer are collected together.

What becomes of a debtor below the threshold is a choice of the *ordonnateur*, never a
rule: group with another claim of the same debtor, carry over to the next call, or
give up.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

THRESHOLD = Decimal(15)

Choice = Literal["group", "carry_over", "give_up"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One row to collect; ``key`` and ``debtor`` are the caller's own identifiers."""

    key: Hashable
    debtor: Hashable
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Debtor:
    """All the claims of one debtor."""

    key: Hashable
    claims: tuple[Claim, ...]

    @property
    def total(self) -> Decimal:
        """Sum of the claims, in euros."""
        return sum((claim.amount for claim in self.claims), Decimal(0))


@dataclass(frozen=True, slots=True)
class Settlement:
    """Claims by what becomes of them; together they are all the claims given."""

    to_collect: tuple[Claim, ...]
    carried_over: tuple[Claim, ...]
    given_up: tuple[Claim, ...]
    undecided: tuple[Claim, ...]


def is_recoverable(total: Decimal, threshold: Decimal = THRESHOLD) -> bool:
    """Whether the grouped claim of a debtor reaches the threshold.

    >>> is_recoverable(Decimal("15.00")), is_recoverable(Decimal("14.99"))
    (True, False)
    """
    return total >= threshold


def by_debtor(claims: Iterable[Claim]) -> list[Debtor]:
    """Group claims by debtor, debtors in the order of their first claim."""
    grouped: dict[Hashable, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(claim.debtor, []).append(claim)
    return [Debtor(key, tuple(rows)) for key, rows in grouped.items()]


def below_threshold(claims: Iterable[Claim], threshold: Decimal = THRESHOLD) -> list[Debtor]:
    """Return the debtors who owe something, yet less than the threshold.

    >>> rows = [Claim(1, "a", Decimal("11.67")), Claim(2, "a", Decimal("12.50")),
    ...         Claim(3, "b", Decimal("11.67")), Claim(4, "c", Decimal(0))]
    >>> [debtor.key for debtor in below_threshold(rows)]
    ['b']
    """
    return [
        debtor
        for debtor in by_debtor(claims)
        if debtor.total > 0 and not is_recoverable(debtor.total, threshold)
    ]


def settle(
    claims: Iterable[Claim],
    choices: Mapping[Hashable, Choice],
    threshold: Decimal = THRESHOLD,
) -> Settlement:
    """Sort claims by the choices recorded for the debtors below the threshold.

    A choice for a debtor who reaches the threshold has no effect. "group" collects
    now: the claim joins another claim of the debtor outside this call.
    """
    claims = list(claims)
    below = {debtor.key for debtor in below_threshold(claims, threshold)}
    fates: dict[str, list[Claim]] = {
        "group": [],
        "carry_over": [],
        "give_up": [],
        "undecided": [],
    }
    for claim in claims:
        is_below = claim.debtor in below
        fate = choices.get(claim.debtor, "undecided") if is_below else "group"
        fates[fate].append(claim)
    return Settlement(
        to_collect=tuple(fates["group"]),
        carried_over=tuple(fates["carry_over"]),
        given_up=tuple(fates["give_up"]),
        undecided=tuple(fates["undecided"]),
    )
