"""What a contract with a processor says: the eleven points of GDPR art. 28(2) to (4).

The titles are legal content: French, as the review of a contract prints them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["present", "partial", "absent", "unknown"]
Review = Literal["todo", "ongoing", "gaps", "complete"]


@dataclass(frozen=True)
class Clause:
    """A point to look for: stable key, article and title."""

    key: str
    article: str
    title: str


CLAUSES = (
    Clause(
        "object",
        "RGPD, art. 28, § 3",
        "Objet, durée, nature et finalité du traitement ; type de données, catégories de "
        "personnes, droits et obligations du responsable de traitement",
    ),
    Clause(
        "instructions",
        "RGPD, art. 28, § 3, a",
        "Traitement sur instruction documentée seulement, y compris pour les transferts hors de "
        "l’Union européenne",
    ),
    Clause(
        "confidentiality",
        "RGPD, art. 28, § 3, b",
        "Confidentialité : engagement des personnes qui accèdent aux données",
    ),
    Clause(
        "security",
        "RGPD, art. 28, § 3, c",
        "Sécurité du traitement (art. 32) : mesures décrites",
    ),
    Clause(
        "subprocessing",
        "RGPD, art. 28, § 3, d",
        "Recours à un sous-traitant ultérieur dans les conditions des paragraphes 2 et 4",
    ),
    Clause(
        "rights",
        "RGPD, art. 28, § 3, e",
        "Aide pour répondre aux demandes d’exercice des droits",
    ),
    Clause(
        "assistance",
        "RGPD, art. 28, § 3, f",
        "Aide pour la sécurité, les violations de données, l’AIPD et la consultation préalable "
        "(art. 32 à 36)",
    ),
    Clause(
        "return",
        "RGPD, art. 28, § 3, g",
        "Sort des données en fin de contrat : restitution ou suppression, au choix du "
        "responsable de traitement",
    ),
    Clause(
        "audits",
        "RGPD, art. 28, § 3, h",
        "Mise à disposition des preuves de conformité ; audits et inspections",
    ),
    Clause(
        "authorisation",
        "RGPD, art. 28, § 2 et 4",
        "Autorisation écrite des sous-traitants ultérieurs, spécifique ou générale, information "
        "des changements et mêmes obligations",
    ),
    Clause(
        "unlawful",
        "RGPD, art. 28, § 3, dernier alinéa",
        "Alerte du responsable de traitement sur une instruction contraire au droit",
    ),
)


def review_state(verdicts: Iterable[Verdict]) -> Review:
    """Return how far the review of a contract is.

    ``gaps``: every point was looked at and one at least is not, or not wholly, in the contract.

    >>> review_state(["unknown", "unknown"]), review_state(["present", "unknown"])
    ('todo', 'ongoing')
    >>> review_state(["present", "partial"]), review_state(["present"])
    ('gaps', 'complete')
    """
    counts = Counter(verdicts)
    if counts["unknown"] == counts.total():
        return "todo"
    if counts["unknown"]:
        return "ongoing"
    return "gaps" if counts["absent"] or counts["partial"] else "complete"
