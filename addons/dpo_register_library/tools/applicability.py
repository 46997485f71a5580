"""Which model activities a collectivity should have in its register, from what it answered.

A proposal with its reason: the DPD reads it, the commune corrects the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Answer = Literal["exercised", "not", "epci", "other"]
Outcome = Literal["propose", "present", "not_exercised", "epci", "other", "unanswered", "foreign"]
Reason = Literal[
    "always", "answer", "number", "present", "elsewhere", "not", "below", "unanswered", "body_type"
]


@dataclass(frozen=True)
class Rule:
    """Whom a model concerns: codes of body types, keys of questions, ``(key, threshold)``."""

    body_types: frozenset[str]
    powers: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    is_always: bool = False


@dataclass(frozen=True)
class Said:
    """What a collectivity answered to one question."""

    answer: Answer | None = None
    number: int | None = None


@dataclass(frozen=True)
class Proposal:
    """What is proposed, why, and the question that decided (empty when none did)."""

    outcome: Outcome
    reason: Reason
    question: str = ""


def propose(
    rule: Rule, body_type: str, said: Mapping[str, Said], *, is_present: bool = False
) -> Proposal:
    """Say whether a model is proposed to a body of type ``body_type`` that said ``said``.

    >>> canteen = Rule(frozenset({"COM"}), powers=("periscolaire",))
    >>> propose(canteen, "COM", {"periscolaire": Said("epci")})
    Proposal(outcome='epci', reason='elsewhere', question='periscolaire')
    >>> propose(canteen, "COM", {}).outcome
    'unanswered'
    """
    if is_present:
        return Proposal("present", "present")
    if body_type not in rule.body_types:
        return Proposal("foreign", "body_type")
    return (
        _elsewhere(rule, said)
        or _wanted(rule, said)
        or _unanswered(rule, said)
        or _denied(rule, said)
    )


def _answers(keys: tuple[str, ...], said: Mapping[str, Said]) -> list[tuple[str, Answer | None]]:
    return [(key, said[key].answer if key in said else None) for key in keys]


def _elsewhere(rule: Rule, said: Mapping[str, Said]) -> Proposal | None:
    """Who does not hold the power does not keep the record, whatever else it answered."""
    for key, answer in _answers(rule.powers, said):
        if answer in ("epci", "other"):
            return Proposal(answer, "elsewhere", key)
        if answer == "not":
            return Proposal("not_exercised", "not", key)
    return None


def _wanted(rule: Rule, said: Mapping[str, Said]) -> Proposal | None:
    if rule.is_always:
        return Proposal("propose", "always")
    for key, answer in _answers(rule.powers + rule.equipment, said):
        if answer == "exercised":
            return Proposal("propose", "answer", key)
    for key, threshold in rule.numbers:
        number = said[key].number if key in said else None
        if number is not None and number >= threshold:
            return Proposal("propose", "number", key)
    return None


def _unanswered(rule: Rule, said: Mapping[str, Said]) -> Proposal | None:
    for key, answer in _answers(rule.powers + rule.equipment, said):
        if answer is None:
            return Proposal("unanswered", "unanswered", key)
    for key, _threshold in rule.numbers:
        if key not in said or said[key].number is None:
            return Proposal("unanswered", "unanswered", key)
    return None


def _denied(rule: Rule, said: Mapping[str, Said]) -> Proposal:
    for key, answer in _answers(rule.equipment, said):
        if answer in ("epci", "other"):
            return Proposal(answer, "elsewhere", key)
    for key, _threshold in rule.numbers:
        return Proposal("not_exercised", "below", key)
    keys = rule.equipment + rule.powers
    return Proposal("not_exercised", "not", keys[0] if keys else "")
