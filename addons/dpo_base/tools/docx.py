"""A ``Document`` as .docx, to be corrected and pasted in the software of the town hall."""

import io
import zipfile
from collections.abc import Sequence

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from .document import (
    Article,
    Block,
    Bullets,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    numbered,
    runs,
)
from .export_safe import xml_text

#: What a property of the file may hold, in characters.
MAX_PROPERTY = 255
_BLUE, _GREY = RGBColor(0x1F, 0x3A, 0x5F), RGBColor(0x4A, 0x55, 0x61)
_SHADES = {"notice": "EEF2F6", "warning": "FBF1EA"}


def to_docx(document: Document) -> bytes:
    """Return the document for a word processor; the same document gives the same bytes."""
    word = docx.Document()
    _prepare(word, document)
    _write_head(word, document)
    for block, title in numbered(document):
        if title:
            _write(word.add_paragraph(style="Heading 2"), title)
        for inner in block.blocks if isinstance(block, Article) else [block]:
            _add(word, inner)
    output = io.BytesIO()
    word.save(output)
    return _without_dates(output.getvalue())


def _prepare(word: Word, document: Document) -> None:
    """A4, French, the fonts of the house, code and page number at the foot."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.get_or_add_rPr().append(language)
    for name, size in (("Title", 18), ("Heading 2", 13), ("Heading 3", 11)):
        font = word.styles[name].font
        font.name, font.size, font.color.rgb = "Calibri", Pt(size), _BLUE
        # The theme's fonts would win over the name.
        fonts = word.styles[name].element.rPr.rFonts
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
    title = word.styles["Title"]
    title.font.bold = True
    title.paragraph_format.space_before = Mm(8)
    title.element.pPr.remove(title.element.pPr.find(qn("w:pBdr")))
    word.core_properties.title = xml_text(document.title)[:MAX_PROPERTY]
    word.core_properties.author = xml_text(document.letterhead.body)[:MAX_PROPERTY]
    word.core_properties.language = "fr-FR"
    _write_foot(section.footer.paragraphs[0], document.code)


def _write_foot(foot: WordParagraph, code: str) -> None:
    stops = foot.style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    _write(foot, f"{code}\tPage ", size=8)
    _add_field(foot, "PAGE")
    _write(foot, " / ", size=8)
    _add_field(foot, "NUMPAGES")


def _write_head(word: Word, document: Document) -> None:
    head = document.letterhead
    left, right = word.add_table(rows=1, cols=2).rows[0].cells
    _write(left.paragraphs[0], f"**{head.body}**", size=13)
    for line in head.lines:
        _write(_tight(left.add_paragraph()), line, size=9)
    for number, line in enumerate(head.reference):
        cell = right.paragraphs[0] if number == 0 else right.add_paragraph()
        _write(_tight(cell), line, size=9)
        cell.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for number, line in enumerate(document.addressee):
        addressee = _tight(word.add_paragraph())
        addressee.paragraph_format.left_indent = Mm(95)
        addressee.paragraph_format.space_before = Mm(0 if number else 8)
        _write(addressee, line)
    _write(word.add_paragraph(style="Title"), document.title)


def _add(word: Word, block: Block) -> None:
    match block:
        case Heading(text, level):
            _write(word.add_paragraph(style=f"Heading {level}"), text)
        case Paragraph(text, style):
            _add_paragraph(word, text, style)
        case Bullets(items):
            for item in items:
                _write(word.add_paragraph(style="List Bullet"), item)
        case Table():
            _add_table(word, block)
        case Signatures():
            _add_signatures(word, block)
        case PageBreak():
            word.add_page_break()


def _add_paragraph(word: Word, text: str, style: str) -> None:
    paragraph = word.add_paragraph()
    _write(paragraph, text)
    if style in _SHADES:
        paragraph.paragraph_format.left_indent = Mm(4)
        _shade(paragraph._p.get_or_add_pPr(), _SHADES[style])
    elif style == "large":
        for run in paragraph.runs:
            run.font.size = Pt(17)
    elif style:
        for run in paragraph.runs:
            run.font.color.rgb = _GREY


def _add_table(word: Word, table: Table) -> None:
    rows = [table.header, *table.rows] if table.header else table.rows
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return
    grid = word.add_table(rows=0, cols=columns, style="Table Grid")
    last = len(rows) - 1
    for line, row in enumerate(rows):
        is_strong = (table.header and line == 0) or (table.has_total and line == last)
        cells = grid.add_row().cells
        for column, text in enumerate(row):
            _fill(cells[column], f"**{text}**" if is_strong and text else text)
            if column in table.numeric:
                cells[column].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if table.header and line == 0:
                _shade(cells[column]._tc.get_or_add_tcPr(), _SHADES["notice"])
    for line in grid.rows:
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if table.header:
        grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    word.add_paragraph()


def _add_signatures(word: Word, block: Signatures) -> None:
    word.add_paragraph()
    boxes = word.add_table(rows=1, cols=len(block.signatories), style="Table Grid").rows[0]
    boxes.height = Mm(42)
    boxes._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, signatory in zip(boxes.cells, block.signatories, strict=True):
        _fill(cell, f"**{signatory.party}**")
        for line in _signature_lines(signatory.capacity, signatory.name):
            _write(_tight(cell.add_paragraph()), line)


def _signature_lines(capacity: str, name: str) -> Sequence[str]:
    who = [f"{capacity},", name] if name else [capacity]
    return [*who, "Fait à ………………………, le ………………"]


def _fill(cell: _Cell, text: str) -> None:
    _write(_tight(cell.paragraphs[0]), text, size=10)


def _write(paragraph: WordParagraph, text: str, size: float = 0) -> None:
    for part, is_bold in runs(xml_text(text)):
        run = paragraph.add_run(part)
        run.bold = is_bold or None
        if size:
            run.font.size = Pt(size)


def _tight(paragraph: WordParagraph) -> WordParagraph:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _shade(properties: BaseOxmlElement, fill: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), fill)
    properties.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add_field(paragraph: WordParagraph, instruction: str) -> None:
    """A number that the word processor computes: python-docx has no helper for it."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    run.font.size = Pt(8)
    field.append(run._r)
    paragraph._p.append(field)


def _without_dates(content: bytes) -> bytes:
    """Write the zip again with fixed dates, so that bytes depend on the document alone."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return output.getvalue()
