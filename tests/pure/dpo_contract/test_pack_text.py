from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools.document import (
    Article,
    Bullets,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from odoo.addons.dpo_contract.tools.pack_text import blocks

WORDS = st.text(st.characters(categories=["L"]), min_size=1)


def words(block):
    """Every text of a block, in order."""
    match block:
        case Paragraph(text) | Heading(text):
            return [text]
        case Bullets(items):
            return list(items)
        case Table():
            return [cell for row in block.rows for cell in row]
        case Article(title, inner):
            return [title, *(text for each in inner for text in words(each))]
    return []


@given(st.lists(st.tuples(st.sampled_from(["", "# ", "## ", "- ", "> ", "! ", "+ "]), WORDS)))
def test_no_line_is_lost_nor_moved(lines):
    text = "\n".join(mark + word for mark, word in lines)
    found = [each for block in blocks(text) for each in words(block)]
    assert found == [word for _mark, word in lines]


def test_an_article_ends_at_the_next_heading():
    assert blocks("## Un\na\n# Suite\nb") == [
        Article("Un", [Paragraph("a")]),
        Heading("Suite"),
        Paragraph("b"),
    ]


def test_a_line_of_dashes_begins_a_page():
    assert blocks("a\n---\nb") == [Paragraph("a"), PageBreak(), Paragraph("b")]


def test_lists_apart_stay_apart():
    assert blocks("- a\nb\n- c") == [Bullets(["a"]), Paragraph("b"), Bullets(["c"])]
