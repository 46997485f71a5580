"""The text of a model document, typed by users, as blocks of a document.

One paragraph a line. What a line begins with says what it is:

- ``# `` a heading, ``## `` an article (numbered by itself, until the next heading);
- ``- `` an item of a list, ``| label | value`` a row of facts;
- ``> `` a notice, ``! `` a warning, ``+ `` large letters (a poster), ``--- `` a new page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from odoo.addons.dpo_base.tools.document import (
    Article,
    Block,
    Bullets,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)

Inner = Heading | Paragraph | Bullets | Table
#: Printed where a fact is not known: filled in by hand.
BLANK = "…………………………"

_BULLETS = ("- ", "– ")
_STYLES: dict[str, Literal["notice", "warning", "large"]] = {
    "> ": "notice",
    "! ": "warning",
    "+ ": "large",
}


def blocks(text: str) -> list[Block]:
    """Return the blocks of a text.

    >>> blocks("Vu\\n## Objet\\nIl est créé :\\n- un\\n- deux")
    [Paragraph(text='Vu', style=''), Article(title='Objet', blocks=[Paragraph(text='Il est \
créé :', style=''), Bullets(items=['un', 'deux'])])]
    """
    found: list[Block] = []
    for title, lines in _sections(text):
        if title.startswith("## "):
            found.append(Article(title[3:].strip(), inner_blocks(lines)))
            continue
        if title.startswith("# "):
            found.append(Heading(title[2:].strip()))
        elif title:
            found.append(PageBreak())
        found.extend(inner_blocks(lines))
    return found


def inner_blocks(lines: Iterable[str]) -> list[Inner]:
    """Return the blocks of lines without heading nor article.

    >>> inner_blocks(["| SIREN | 1", "| Nom | a | b", "> Attention"])
    [Table(header=(), rows=[['SIREN', '1'], ['Nom', 'a | b']], numeric=frozenset(), \
has_total=False), Paragraph(text='Attention', style='notice')]
    """
    found: list[Inner] = []
    for line in filter(None, map(str.strip, lines)):
        block = _block(line)
        last = found[-1] if found else None
        if isinstance(block, Bullets) and isinstance(last, Bullets):
            found[-1] = Bullets([*last.items, *block.items])
        elif isinstance(block, Table) and isinstance(last, Table):
            found[-1] = Table((), [*last.rows, *block.rows])
        else:
            found.append(block)
    return found


def _sections(text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the lines under each heading; the first ones are under none."""
    title, lines = "", []
    for line in text.splitlines():
        if line.startswith(("# ", "## ", "---")):
            yield title, lines
            title, lines = line, []
        else:
            lines.append(line)
    yield title, lines


def _block(line: str) -> Inner:
    if line.startswith(_BULLETS):
        return Bullets([line[2:].strip()])
    if line.startswith("|"):
        label, _, value = line[1:].partition("|")
        return Table((), [[label.strip(), value.strip()]])
    for mark, style in _STYLES.items():
        if line.startswith(mark):
            return Paragraph(line[2:].strip(), style)
    return Paragraph(line)
