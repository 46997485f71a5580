"""Release of public data: whether there is a duty, and whether persons may be recognised.

Code des relations entre le public et l'administration (CRPA), art. L311-1 and following,
L312-1-1 and L312-1-2. The answers help the DPD; the decision is that of the collectivity.
"""

from __future__ import annotations

from typing import Literal

Duty = Literal["applies", "exempt", "unknown"]
Risk = Literal["possible", "impossible", "unknown"]
Anonymity = Literal["not_needed", "passed", "failed", "todo"]

#: CRPA, art. L312-1-1, last paragraph, and D312-1-1-1.
INHABITANTS, AGENTS = 3_500, 50


def duty(*, population: int | None, agents: int | None, is_territorial: bool = True) -> Duty:
    """Return whether the duty to publish of CRPA art. L312-1-1 applies to a body.

    It spares local authorities under 3,500 inhabitants (communes, departments, regions: not
    their establishments nor groupings) and bodies under 50 agents.

    >>> duty(population=3_500, agents=50), duty(population=3_499, agents=None)
    ('applies', 'exempt')
    >>> duty(population=None, agents=80), duty(population=None, agents=80, is_territorial=False)
    ('unknown', 'applies')
    """
    is_small = is_territorial and population is not None and population < INHABITANTS
    if is_small or (agents is not None and agents < AGENTS):
        return "exempt"
    is_known = agents is not None and (population is not None or not is_territorial)
    return "applies" if is_known else "unknown"


def anonymity(
    *, has_personal_data: bool, individualisation: Risk, correlation: Risk, inference: Risk
) -> Anonymity:
    """Return what the three criteria say of a dataset (CRPA, art. L312-1-2).

    Opinion 05/2014 of the article 29 working party: nobody may be singled out, linked between
    two datasets, or have a fact inferred. One that is possible is enough to fail.

    >>> anonymity(has_personal_data=True, individualisation="impossible",
    ...           correlation="impossible", inference="possible")
    'failed'
    """
    if not has_personal_data:
        return "not_needed"
    answers = {individualisation, correlation, inference}
    if "possible" in answers:
        return "failed"
    return "todo" if "unknown" in answers else "passed"


def needs_reason(decision: str, anonymised: Anonymity, *, has_exception: bool) -> bool:
    """Tell whether a decision to release must say why: persons may still be recognised.

    >>> needs_reason("release", "failed", has_exception=False)
    True
    >>> needs_reason("release", "failed", has_exception=True), needs_reason("no", "todo",
    ...     has_exception=False)
    (False, False)
    """
    return decision != "no" and anonymised in ("failed", "todo") and not has_exception
