import io
import re
import zipfile
from html import unescape

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from odoo.addons.dpo_base.tools import document as dc
from odoo.addons.dpo_base.tools.docx import to_docx
from odoo.addons.dpo_base.tools.pdf import File
from odoo.addons.dpo_base.tools.uploads import check_upload

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")

CONVENTION = dc.Document(
    "Convention <DPD>",
    dc.Letterhead("Syndicat & Cie", ["1, rue A"], ["Réf. 7"]),
    [
        dc.Paragraph("Entre **la commune** et\nle syndicat"),
        dc.Table([], [["SIREN", "215 000 027"]]),
        dc.Article("Objet", [dc.Paragraph("Texte", "notice"), dc.Bullets(["un ;", "deux."])]),
        dc.Article(
            "Prix",
            [
                dc.Table(
                    ["Composante", "Montant"],
                    [["Adhésion", "280,00 €"], ["Total", "280,00 €"]],
                    frozenset({1}),
                    has_total=True,
                ),
                dc.Paragraph("Attention", "warning"),
                dc.Paragraph("Petit", "muted"),
            ],
        ),
        dc.Signatures(
            [
                dc.Signatory("Pour la commune", "Le maire", "Mme Fictive"),
                dc.Signatory("Pour le syndicat", "Le président"),
            ]
        ),
        dc.PageBreak(),
        dc.Heading("Annexe"),
        dc.Heading("Détail", 3),
    ],
    code="CONV-7",
    addressee=["Madame le maire"],
)

TEXTS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20).map(
    lambda text: text.replace("*", "x").strip() or "x"
)
BLOCKS = st.one_of(
    st.builds(dc.Paragraph, TEXTS, st.sampled_from(["", "muted", "notice", "warning"])),
    st.builds(dc.Heading, TEXTS, st.sampled_from([2, 3])),
    st.builds(dc.Bullets, st.lists(TEXTS, max_size=3)),
    st.builds(lambda cells: dc.Table(cells, [cells]), st.lists(TEXTS, min_size=1, max_size=3)),
)
DOCUMENTS = st.builds(
    dc.Document,
    TEXTS,
    st.builds(dc.Letterhead, TEXTS),
    st.lists(BLOCKS | st.builds(dc.Article, TEXTS, st.lists(BLOCKS, max_size=2)), max_size=4),
)


def word_of(document):
    return docx.Document(io.BytesIO(to_docx(document)))


def words_of(container):
    """All the text of a word processor document, tables and foot included."""
    texts = [paragraph.text for paragraph in container.paragraphs]
    for table in container.tables:
        texts += [cell.text for row in table.rows for cell in row.cells]
    return texts


def html_texts(document):
    html = re.sub(r"</(p|h1|h2|h3|li|td|th|div)>|<br/>", "\n", dc.to_html(document))
    return [line for line in unescape(re.sub(r"<[^>]+>", "", html)).split("\n") if line.strip()]


def test_articles_have_the_same_numbers_in_both_outputs():
    titles = ["Article 1 – Objet", "Article 2 – Prix"]
    assert re.findall(r"<h2>(Article .*?)</h2>", dc.to_html(CONVENTION)) == titles
    word = word_of(CONVENTION)
    assert [p.text for p in word.paragraphs if p.text.startswith("Article")] == titles


@settings(max_examples=30, deadline=None)
@given(DOCUMENTS)
def test_both_outputs_say_the_same(document):
    said = words_of(word_of(document))
    assert sorted("".join(html_texts(document))) == sorted("".join(said).replace("\n", ""))


def test_everything_of_the_document_is_in_the_pdf():
    reader = PdfReader(io.BytesIO(dc.to_pdf(CONVENTION, [File("faits.json", b"{}")])))
    first, annex = (page.extract_text() for page in reader.pages)
    for text in ("Syndicat & Cie", "Convention <DPD>", "Article 2 – Prix", "280,00", "Mme Fictive"):
        assert text in first
    assert "Annexe" in annex
    assert "Syndicat & Cie · Convention <DPD>" in annex
    assert "CONV-7" in annex
    assert reader.attachments["faits.json"] == [b"{}"]


def test_no_text_becomes_markup():
    html = dc.to_html(dc.Document("<b>", dc.Letterhead("<i>"), [dc.Paragraph("<img src=x>**&**")]))
    assert "<img src=x>" not in html
    assert "&lt;img src=x&gt;<strong>&amp;</strong>" in html


def test_html_classes_of_the_house():
    html = dc.to_html(CONVENTION)
    assert '<td class="num">280,00 €</td>' in html
    assert html.count('<tr class="total">') == 1
    assert html.count('class="signature"') == 2
    assert '<div class="notice warning"><p>Attention</p></div>' in html
    assert '<p class="muted">Petit</p>' in html
    assert "la commune</strong> et<br/>le syndicat" in html


def test_word_has_bold_runs_breaks_and_right_aligned_amounts():
    word = word_of(CONVENTION)
    paragraph = next(p for p in word.paragraphs if p.text.startswith("Entre"))
    assert [run.text for run in paragraph.runs if run.bold] == ["la commune"]
    assert paragraph.text.endswith("et\nle syndicat")
    prices = next(table for table in word.tables if table.cell(0, 0).text == "Composante")
    assert prices.cell(1, 1).paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert all(run.bold for run in prices.cell(2, 1).paragraphs[0].runs)


def test_word_is_a4_french_with_code_and_page_number():
    word = word_of(CONVENTION)
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.footer.paragraphs[0].text.startswith("CONV-7\tPage")
    fields = re.findall(r'w:instr="(\w+)"', section.footer._element.xml)
    assert fields == ["PAGE", "NUMPAGES"]
    assert 'w:val="fr-FR"' in word.styles["Normal"].element.xml
    assert word.core_properties.title == "Convention <DPD>"


def test_the_same_document_gives_the_same_bytes():
    assert to_docx(CONVENTION) == to_docx(CONVENTION)
    assert dc.to_pdf(CONVENTION) == dc.to_pdf(CONVENTION)
    with zipfile.ZipFile(io.BytesIO(to_docx(CONVENTION))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_characters_that_xml_cannot_hold_are_shown_as_lost():
    document = dc.Document("T", dc.Letterhead("A"), [dc.Paragraph("a\0b\x0bc")])
    assert "a\ufffdb\ufffdc" in words_of(word_of(document))


def test_an_empty_table_is_nothing():
    document = dc.Document("T", dc.Letterhead("A"), [dc.Table([], [])])
    assert len(word_of(document).tables) == 1  # the letterhead


def test_what_we_write_passes_our_own_uploads():
    assert check_upload("convention.docx", to_docx(CONVENTION))
    assert check_upload("convention.pdf", dc.to_pdf(CONVENTION))
