"""The notice that persons are given (GDPR art. 12 to 14), from the facts of a record.

Nothing is invented: what the record does not say is printed "[à compléter]", for the DPD to see
before the notice goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from odoo.addons.dpo_base.tools.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Table,
)
from odoo.addons.dpo_base.tools.french import join_list

from .rights import Right

TO_COMPLETE = "[à compléter]"
CNIL = (
    "Commission nationale de l’informatique et des libertés (CNIL), 3 place de Fontenoy, "
    "TSA 80715, 75334 Paris Cedex 07 ; www.cnil.fr"
)
#: Art. 6(1), in the words of a notice.
BASIS_WORDS = {
    "a": "votre consentement (RGPD, art. 6, § 1, a)",
    "b": "un contrat avec vous, ou des démarches que vous demandez (RGPD, art. 6, § 1, b)",
    "c": "une obligation légale (RGPD, art. 6, § 1, c)",
    "d": "la sauvegarde d’intérêts vitaux (RGPD, art. 6, § 1, d)",
    "e": "une mission d’intérêt public (RGPD, art. 6, § 1, e)",
    "f": "un intérêt légitime (RGPD, art. 6, § 1, f)",
}
#: Art. 44 to 49, in the words of a notice.
MECHANISM_WORDS = {
    "adequacy": "décision d’adéquation (RGPD, art. 45)",
    "scc": "clauses contractuelles types (RGPD, art. 46, § 2, c)",
    "public": "instrument entre autorités publiques (RGPD, art. 46, § 2, a)",
    "bcr": "règles d’entreprise contraignantes (RGPD, art. 47)",
    "code": "code de conduite (RGPD, art. 46, § 2, e)",
    "certification": "certification (RGPD, art. 46, § 2, f)",
    "ad_hoc": "clauses autorisées par la CNIL (RGPD, art. 46, § 3)",
    "derogation": "dérogation (RGPD, art. 49)",
}


@dataclass(frozen=True)
class Purpose:
    """What for, on which basis (letter of art. 6(1), or nothing yet), and why."""

    name: str
    basis: str = ""
    justification: str = ""


@dataclass(frozen=True)
class Item:
    """A category of data; ``origin`` who gives it when it is not the person (art. 14)."""

    name: str
    is_third_party: bool = False
    origin: str = ""
    is_mandatory: bool | None = None


@dataclass(frozen=True)
class Transfer:
    """Who receives data outside the European Union, where, under which mechanism."""

    name: str
    country: str = ""
    mechanism: str = ""
    guarantees: str = ""


@dataclass(frozen=True)
class Facts:
    """What a notice tells: the record, the controller and the DPD."""

    activity: str
    controller: str
    head: str
    contact: Sequence[str]
    dpd: Sequence[str]
    purposes: Sequence[Purpose]
    data: Sequence[Item]
    recipients: Sequence[str]
    transfers: Sequence[Transfer]
    has_transfer: str
    retentions: Sequence[tuple[str, str]]
    rights: Sequence[Right]
    logo: str = ""


def articles(facts: Facts) -> str:
    """Return the articles a notice answers to: art. 14 when somebody else gives the data.

    >>> articles(_example())
    'RGPD, art. 13'
    """
    kinds = {item.is_third_party for item in facts.data} or {False}
    found = [number for number, kind in (("13", False), ("14", True)) if kind in kinds]
    return f"RGPD, art. {join_list(found)}"


def notice(facts: Facts) -> Document:
    """Return the notice as a document, for the PDF and the word processor.

    >>> notice(_example()).title
    'Information des personnes – Cantine'
    """
    blocks: list[Block] = [
        Paragraph(f"Ce document vous dit comment vos données sont utilisées ({articles(facts)})."),
        *_who(facts),
        *_why(facts),
        *_data(facts),
        *_where(facts),
        *_rights(facts),
    ]
    return Document(
        title=f"Information des personnes – {facts.activity}",
        letterhead=Letterhead(facts.controller, list(facts.contact), logo=facts.logo),
        blocks=blocks,
    )


def _example() -> Facts:
    return Facts(
        "Cantine", "Commune", "représentée par le maire", [], [], [], [], [], [], "no", [], []
    )


def _who(facts: Facts) -> list[Block]:
    controller = f"{facts.controller}, {facts.head}"
    return [
        Heading("Qui utilise vos données"),
        Table(
            [],
            [
                ("Responsable du traitement", _lines([controller, *facts.contact])),
                ("Délégué à la protection des données", _lines(facts.dpd)),
            ],
        ),
    ]


def _lines(parts: Sequence[str]) -> str:
    return "\n".join(parts) or TO_COMPLETE


def _why(facts: Facts) -> list[Block]:
    rows = [(purpose.name, _basis(purpose)) for purpose in facts.purposes or [Purpose(TO_COMPLETE)]]
    return [Heading("Pourquoi, et sur quelle base"), Table(["Objectif", "Base"], rows)]


def _basis(purpose: Purpose) -> str:
    """The basis, and the legitimate interest itself, which art. 13(1)(d) asks to tell."""
    words = BASIS_WORDS.get(purpose.basis, TO_COMPLETE)
    words = words[:1].upper() + words[1:]
    if purpose.basis == "f":
        return f"{words} : {purpose.justification or TO_COMPLETE}"
    return f"{words}. {purpose.justification}" if purpose.justification else words


def _data(facts: Facts) -> list[Block]:
    blocks: list[Block] = [
        Heading("Quelles données"),
        Bullets([item.name for item in facts.data] or [TO_COMPLETE]),
    ]
    strangers = [item for item in facts.data if item.is_third_party]
    if strangers:
        blocks += [
            Heading("D’où elles viennent", 3),
            Paragraph("Les données suivantes ne viennent pas de vous."),
            Table(
                ["Données", "Source"],
                [(item.name, item.origin or TO_COMPLETE) for item in strangers],
            ),
        ]
    return blocks + _mandatory(facts)


def _mandatory(facts: Facts) -> list[Block]:
    """Whether the person must answer, and what follows otherwise (art. 13(2)(e))."""
    asked = [item for item in facts.data if not item.is_third_party]
    must = [item.name for item in asked if item.is_mandatory]
    may = [item.name for item in asked if item.is_mandatory is False]
    texts = []
    if must:
        texts.append(
            f"Réponse obligatoire : {join_list(must)}. Sans ces données, votre demande ne peut "
            "pas être traitée."
        )
    if may:
        texts.append(f"Réponse facultative : {join_list(may)}.")
    return [Paragraph("\n".join(texts))] if texts else []


def _where(facts: Facts) -> list[Block]:
    return [
        Heading("Qui les reçoit"),
        Bullets(list(facts.recipients) or [TO_COMPLETE]),
        *_transfers(facts),
        Heading("Combien de temps elles sont gardées"),
        Table(
            ["Données ou dossiers", "Durée"],
            [(name, words or TO_COMPLETE) for name, words in facts.retentions]
            or [(TO_COMPLETE, TO_COMPLETE)],
        ),
    ]


def _transfers(facts: Facts) -> list[Block]:
    head = Heading("Hors de l’Union européenne", 3)
    if facts.has_transfer == "no":
        return [head, Paragraph("Vos données ne quittent pas l’Union européenne.")]
    if facts.has_transfer != "yes" or not facts.transfers:
        return [head, Paragraph(TO_COMPLETE)]
    rows = [
        (
            transfer.name,
            transfer.country or TO_COMPLETE,
            ", ".join(
                filter(
                    None,
                    (MECHANISM_WORDS.get(transfer.mechanism, TO_COMPLETE), transfer.guarantees),
                )
            ),
        )
        for transfer in facts.transfers
    ]
    return [head, Table(["Destinataire", "Pays", "Garantie"], rows)]


def _rights(facts: Facts) -> list[Block]:
    opened = [right for right in facts.rights if right.answer != "no"]
    closed = [right for right in facts.rights if right.answer == "no" and right.key != "withdrawal"]
    blocks: list[Block] = [
        Heading("Vos droits"),
        Bullets([_with_article(right) for right in opened] or [TO_COMPLETE]),
    ]
    if closed:
        blocks.append(Paragraph("\n".join(right.sentence for right in closed), "muted"))
    return [
        *blocks,
        Paragraph(
            "Pour exercer vos droits, écrivez au délégué à la protection des données ou au "
            "responsable du traitement. Une réponse vous est due dans le mois (RGPD, art. 12, § 3)."
        ),
        Paragraph(
            "Si vous estimez, après nous avoir contactés, que vos droits ne sont pas respectés, "
            f"vous pouvez adresser une réclamation à la {CNIL}."
        ),
    ]


def _with_article(right: Right) -> str:
    return f"{right.sentence.removesuffix('.')} ({right.article})."
