import json

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.list_layout import list_columns
from odoo.addons.dpo_register.tools.register_rows import TARGETS, Cell, propose_targets, read_row
from odoo.addons.dpo_register.tools.term_book import TermBook

BOOK = TermBook(
    [("person", "agents", "Agents"), ("data", "sante", "Santé"), ("recipient", "dgfip", "DGFiP")]
)
#: Columns of our list that say nothing of the content
LIFE = {
    "Durées à compléter", "État", "Complétude (%)", "Modifié le", "Contrôlé le", "Visa le",
    "À revoir le",
}  # fmt: skip
WORD = st.text("abcdéç", min_size=3, max_size=8).map(lambda word: f"zz{word}")
VALUES = st.lists(WORD | st.sampled_from(["Agents", "santé", "dgfip"]), min_size=1, max_size=3)
ROWS = st.dictionaries(st.sampled_from(sorted(TARGETS)), VALUES.map(" ; ".join))


def cells_of(row):
    return {target: [Cell(f"Colonne {target}", text)] for target, text in row.items()}


@given(ROWS)
def test_each_word_of_a_row_is_in_its_record(row):
    record = read_row(cells_of(row), BOOK)
    kept = json.dumps([record.payload, record.note, record.body], ensure_ascii=False)
    for text in row.values():
        for word in text.split(" ; "):
            assert not word.startswith("zz") or word in kept


@given(st.dictionaries(st.sampled_from(sorted(TARGETS)), st.text(max_size=30)))
def test_no_cell_raises(row):
    json.dumps(read_row(cells_of(row), BOOK).payload)


@given(ROWS)
def test_lines_have_stable_keys(row):
    assert read_row(cells_of(row), BOOK) == read_row(cells_of(row), BOOK)


def test_each_column_of_our_list_is_recognised():
    titles = [column.title for column in list_columns()]
    unknown = {title for title, t in zip(titles, propose_targets(titles), strict=True) if not t}
    assert unknown == LIFE


def test_titles_of_every_day_are_known():
    for title in ("Durée", "DUA", "Durée d’utilité administrative"):
        assert list(propose_targets([title])) == ["retention"]
