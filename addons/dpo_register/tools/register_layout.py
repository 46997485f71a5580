"""A register laid out as a workbook on the CNIL's model, and as blocks of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from odoo.addons.dpo_base.tools.document import Block, Heading, PageBreak, Paragraph, Table
from odoo.addons.dpo_base.tools.export_safe import Line, Page, as_text

from .fiche import Fiche, Part

LIST_TITLES = ("N°", "Activité", "Domaine", "Finalité", "Création", "Dernière mise à jour", "État")
_LIST_WIDTHS = (7, 38, 26, 60, 12, 14, 20)
_FICHE_WIDTHS = (34, 34, 34, 30)
_FOOTNOTE = (
    "Registre tenu en application de l’article 30, paragraphe 1, du RGPD, dans la présentation du "
    "modèle de la CNIL. La collectivité reste responsable de son contenu."
)


@dataclass(frozen=True)
class Register:
    """A register as documents show it: the facts of its cover, then the sheets."""

    collectivity: str
    cover: Sequence[Part]
    fiches: Sequence[Fiche]


def list_rows(register: Register) -> list[tuple[str, ...]]:
    """Return one row per activity, under ``LIST_TITLES``."""
    return [
        (
            fiche.facts.number,
            fiche.name,
            fiche.domain,
            fiche.purpose,
            as_text(fiche.facts.created),
            as_text(fiche.facts.updated),
            fiche.facts.state,
        )
        for fiche in register.fiches
    ]


# --- workbook -----------------------------------------------------------------------------


def to_sheets(register: Register) -> list[Page]:
    """Return the sheets of the workbook: organisme, list, then one per activity.

    >>> [sheet.name for sheet in to_sheets(Register("Agneaux", [], []))]
    ['Organisme', 'Liste']
    """
    return [
        Page("Organisme", (34, 70), _cover_lines(register)),
        Page("Liste", _LIST_WIDTHS, _list_lines(register), is_wide=True),
        *(
            Page(f"{fiche.facts.number} {fiche.name}", _FICHE_WIDTHS, _fiche_lines(fiche))
            for fiche in register.fiches
        ),
    ]


def _cover_lines(register: Register) -> Iterator[Line]:
    yield Line(["Registre des traitements"], "title")
    yield Line([register.collectivity], "title")
    for part in register.cover:
        yield from _part_lines(part)
    yield Line([])
    yield Line([_FOOTNOTE], "note")


def _list_lines(register: Register) -> Iterator[Line]:
    yield Line(LIST_TITLES, "head")
    for row in list_rows(register):
        yield Line(row)


def _fiche_lines(fiche: Fiche) -> Iterator[Line]:
    yield Line([fiche.name], "title")
    for part in fiche.parts:
        yield from _part_lines(part)


def _part_lines(part: Part) -> Iterator[Line]:
    yield Line([])
    yield Line([part.title], "heading")
    if part.header:
        yield Line(part.header, "head")
    for row in part.rows:
        yield Line(row, "row" if part.header else "fact")


# --- document -----------------------------------------------------------------------------


def to_blocks(register: Register) -> list[Block]:
    """Return the register as blocks for a word processor.

    >>> to_blocks(Register("Agneaux", [], []))[0]
    Heading(text='Agneaux', level=2)
    """
    titles = ("N°", "Activité", "Finalité", "État")
    rows = [(row[0], row[1], row[3], row[6]) for row in list_rows(register)]
    blocks: list[Block] = [Heading(register.collectivity)]
    blocks += _part_blocks(register.cover)
    if rows:
        blocks += [Heading("Liste des activités"), Table(titles, rows)]
    blocks.append(Paragraph(_FOOTNOTE, "muted"))
    for fiche in register.fiches:
        blocks += [PageBreak(), *fiche_blocks(fiche)]
    return blocks


def fiche_blocks(fiche: Fiche) -> list[Block]:
    number = f"{fiche.facts.number} – " if fiche.facts.number else ""
    return [Heading(f"{number}{fiche.name}"), *_part_blocks(fiche.parts)]


def _part_blocks(parts: Iterable[Part]) -> Iterator[Block]:
    for part in parts:
        yield Heading(part.title, 3)
        yield Table(part.header, part.rows)
