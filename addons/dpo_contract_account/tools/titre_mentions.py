"""What a titre de recettes must state, checked before its file leaves.

Bases of liquidation (CE 12/11/1975, Robin; décret 2012-1246, art. 24); nature of the claim,
legal basis, imputation, exact debtor; surname, first name and capacity of whoever issues it
(CGCT L1617-5, 4°), by delegation where it is one; remedies and their delay (CJA R421-5).
It is executory by law (LPF L252 A).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .titre_file import plain

Mention = Literal[
    "bases",
    "object",
    "legal_basis",
    "imputation",
    "debtor_name",
    "debtor_address",
    "debtor_number",
    "signatory",
    "signatory_name",
    "capacity",
    "delegation",
    "delegation_executory",
    "remedies",
]

EXECUTORY = "Titre exécutoire en application de l’article L. 252 A du livre des procédures fiscales"
REMEDIES = (
    "Dans le délai de deux mois suivant la notification du présent acte (article L. 1617-5 du "
    "code général des collectivités territoriales), vous pouvez contester la somme mentionnée "
    "en saisissant directement le tribunal judiciaire ou le tribunal administratif compétent "
    "selon la nature de la créance."
)
#: First words of the capacity of whoever issues titres without a delegation.
_HEADS = ("president", "presidente", "maire")
_MASCULINE = ("sgc", "service", "centre", "comptable", "poste", "receveur")
_FEMININE = ("tresorerie", "paierie", "recette")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What is known of one titre; empty where it is not."""

    bases: tuple[str, ...]
    object: str
    legal_basis: str
    imputations: tuple[str, ...]
    debtor_name: str
    debtor_address: tuple[str, str, str]
    debtor_number: str
    signatory: str
    capacity: str
    delegation: str
    is_delegation_executory: bool
    remedies: str


def missing(mentions: Mentions) -> list[Mention]:
    """Return what a titre does not state yet, in the order in which it is printed.

    >>> missing(Mentions(("x",), "Adhésion 2026", "délibération 12", ("7588",), "Agneaux",
    ...     ("1 rue X", "50180", "Agneaux"), "215000027", "Anne Roy", "vice-présidente", "",
    ...     False, REMEDIES))
    ['delegation']
    """
    is_head = is_ordonnateur(mentions.capacity)
    address = mentions.debtor_address
    has_act = bool(mentions.delegation.strip())
    lacks: list[tuple[Mention, bool]] = [
        ("bases", not mentions.bases or not all(map(str.strip, mentions.bases))),
        ("object", not mentions.object.strip()),
        ("legal_basis", not mentions.legal_basis.strip()),
        ("imputation", not mentions.imputations or not all(map(str.strip, mentions.imputations))),
        ("debtor_name", not mentions.debtor_name.strip()),
        ("debtor_address", not all(map(str.strip, address))),
        ("debtor_number", not mentions.debtor_number.strip()),
        ("signatory", not mentions.signatory.strip()),
        ("signatory_name", len(mentions.signatory.split()) == 1),
        ("capacity", not mentions.capacity.strip()),
        ("delegation", bool(mentions.capacity.strip()) and not is_head and not has_act),
        (
            "delegation_executory",
            not is_head and has_act and not mentions.is_delegation_executory,
        ),
        ("remedies", not mentions.remedies.strip()),
    ]
    return [mention for mention, is_lacking in lacks if is_lacking]


def is_ordonnateur(capacity: str) -> bool:
    """Whether this capacity issues titres by itself; all others need a delegation.

    >>> is_ordonnateur("Présidente du syndicat"), is_ordonnateur("vice-présidente déléguée")
    (True, False)
    >>> is_ordonnateur("président par délégation")
    False
    """
    words = plain(capacity).split()
    return bool(words) and words[0] in _HEADS and not any(w.startswith("deleg") for w in words)


def legal_basis(act: str, conventions: Iterable[str], *, has_contribution: bool) -> str:
    """Return the legal basis of a claim: the vote, the statutes, the conventions.

    >>> legal_basis("délibération n° 12 du 05/12/2025", ["CONV-2026-001"], has_contribution=True)
    'délibération n° 12 du 05/12/2025 ; statuts ; convention CONV-2026-001'
    """
    parts = [act] if act else []
    if act and has_contribution:
        parts.append("statuts")
    parts += [f"convention {name}" for name in conventions]
    return " ; ".join(parts)


def payable_at(accountant: str) -> str:
    """Return the accountant's office with its preposition, as after « à régler ».

    >>> payable_at("SGC d’Avranches"), payable_at("Trésorerie de Saint-Lô")
    ('au SGC d’Avranches', 'à la Trésorerie de Saint-Lô')
    >>> payable_at("Mme Roy"), payable_at(" ")
    ('auprès de : Mme Roy', '')
    """
    name = accountant.strip()
    first = (plain(name).split() or [""])[0]
    if first in _MASCULINE:
        return f"au {name}"
    if first in _FEMININE:
        return f"à la {name}"
    return f"auprès de : {name}" if name else ""
