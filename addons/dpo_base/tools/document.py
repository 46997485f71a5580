"""A document as data: one structure gives the frozen PDF and the .docx that town halls paste.

Texts are plain, with ``**bold**`` and line breaks as the only markup; everything else is
escaped. Articles number themselves.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from .pdf import File, render_pdf

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A title inside the document: level 2 for a part, 3 for a section."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a notice is what the reader must not miss, a warning asks for a gesture.

    A large one is read from a distance: a poster.
    """

    text: str
    style: Literal["", "muted", "notice", "warning", "large"] = ""


@dataclass(frozen=True)
class Bullets:
    """A list whose order says nothing."""

    items: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table; ``numeric`` columns are set right, ``has_total`` makes the last row a total.

    Without header it states facts: a label, then its value.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    has_total: bool = False


@dataclass(frozen=True)
class PageBreak:
    """The next block begins a page: an annex."""


@dataclass(frozen=True)
class Signatory:
    """Who signs, for whom and in what capacity: "Le maire", "Le premier adjoint, par..."."""

    party: str
    capacity: str
    name: str = ""


@dataclass(frozen=True)
class Signatures:
    """The blocks to sign, side by side, with room for a date and a stamp."""

    signatories: Sequence[Signatory]


@dataclass(frozen=True)
class Article:
    """A numbered article; its blocks hold no article."""

    title: str
    blocks: Sequence["Heading | Paragraph | Bullets | Table"]


Block = Heading | Paragraph | Bullets | Table | PageBreak | Signatures | Article


@dataclass(frozen=True)
class Letterhead:
    """The head of the first page: who writes, with its address; reference and date."""

    body: str
    lines: Sequence[str] = ()
    reference: Sequence[str] = ()
    logo: str = ""  #: ``data:`` URI, printed in the PDF only


@dataclass(frozen=True)
class Document:
    """A whole document; ``code`` is printed on each page to find the record of a scan."""

    title: str
    letterhead: Letterhead
    blocks: Sequence[Block]
    code: str = ""
    addressee: Sequence[str] = ()


def numbered(document: Document) -> list[tuple[Block, str]]:
    """Return the blocks, each with the title of the article that it is, or nothing.

    >>> blocks = [Article("Objet", []), PageBreak(), Article("Durée", [])]
    >>> [title for _, title in numbered(Document("C", Letterhead("OPSN"), blocks))]
    ['Article 1 – Objet', '', 'Article 2 – Durée']
    """
    titled, number = [], 0
    for block in document.blocks:
        if isinstance(block, Article):
            number += 1
        title = f"Article {number} – {block.title}" if isinstance(block, Article) else ""
        titled.append((block, title))
    return titled


def runs(text: str) -> list[tuple[str, bool]]:
    """Return a text as runs, each with whether it is bold.

    >>> runs("Vu la **délibération**,")
    [('Vu la ', False), ('délibération', True), (',', False)]
    """
    return [(part, bool(n % 2)) for n, part in enumerate(_BOLD.split(text)) if part]


def to_pdf(document: Document, attachments: Sequence[File] = ()) -> bytes:
    """Return the PDF in the house style, same bytes for the same document."""
    return render_pdf(
        to_html(document),
        title=document.title,
        issuer=f"{document.letterhead.body} · {document.title}",
        code=document.code,
        attachments=attachments,
    )


def to_html(document: Document) -> str:
    """Return the body of the page, with the classes of ``page.css``.

    >>> head = Letterhead("OPSN")
    >>> to_html(Document("Titre", head, [Paragraph("a < **b**")])).splitlines()[-1]
    '<p>a &lt; <strong>b</strong></p>'
    """
    parts = [_letterhead(document.letterhead)]
    if document.addressee:
        parts.append(f'<div class="addressee">{_lines(document.addressee)}</div>')
    parts.append(f"<h1>{_inline(document.title)}</h1>")
    for block, title in numbered(document):
        parts.append(f"<h2>{_inline(title)}</h2>" if title else "")
        parts.extend(_block(inner) for inner in _inner(block))
    return "\n".join(part for part in parts if part)


def _inner(block: Block) -> Sequence[Block]:
    return block.blocks if isinstance(block, Article) else [block]


def _inline(text: str) -> str:
    return "".join(
        f"<strong>{escape(part)}</strong>" if is_bold else escape(part)
        for part, is_bold in runs(text)
    ).replace("\n", "<br/>")


def _lines(lines: Sequence[str]) -> str:
    return "<br/>".join(_inline(line) for line in lines)


def _letterhead(head: Letterhead) -> str:
    # a tagged PDF refuses an image without a text
    logo = f'<img src="{escape(head.logo)}" alt="{escape(head.body)}"/>' if head.logo else ""
    return (
        f'<header class="letterhead">{logo}<div class="body"><strong>{_inline(head.body)}</strong>'
        f'{_lines(head.lines)}</div><div class="reference">{_lines(head.reference)}</div></header>'
    )


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{_inline(text)}</h{level}>"
        case Paragraph(text, "notice" | "warning" as style):
            name = "notice" if style == "notice" else "notice warning"
            return f'<div class="{name}"><p>{_inline(text)}</p></div>'
        case Paragraph(text, style):
            return f'<p class="{style}">{_inline(text)}</p>' if style else f"<p>{_inline(text)}</p>"
        case Bullets(items):
            return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>"
        case Table():
            return _table(block) if block.header else _facts(block)
        case Signatures(signatories):
            boxes = "".join(_signature(signatory) for signatory in signatories)
            return f'<div class="signatures">{boxes}</div>'
        case _:
            return '<div class="new-page"></div>'


def _table(table: Table) -> str:
    head = "".join(
        f'<th scope="col"{_set_right(table, column)}>{_inline(title)}</th>'
        for column, title in enumerate(table.header)
    )
    last = len(table.rows) - 1
    body = "".join(
        ('<tr class="total">' if table.has_total and line == last else "<tr>")
        + "".join(
            f"<td{_set_right(table, column)}>{_inline(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for line, row in enumerate(table.rows)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _facts(table: Table) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_inline(label)}</th><td>{_inline(value)}</td></tr>'
        for label, value in table.rows
    )
    return f'<table class="facts">{rows}</table>'


def _set_right(table: Table, column: int) -> str:
    return ' class="num"' if column in table.numeric else ""


def _signature(signatory: Signatory) -> str:
    who = _lines([f"{signatory.capacity},", signatory.name] if signatory.name
                 else [signatory.capacity])  # fmt: skip
    return (
        f'<div class="signature"><p class="party">{_inline(signatory.party)}</p><p>{who}</p>'
        '<p class="muted">Fait à ……………………, le ………………</p></div>'
    )
