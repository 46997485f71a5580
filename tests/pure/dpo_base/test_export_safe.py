import csv
import io
import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape as unescape_xml

from odoo.addons.dpo_base.tools import export_safe as ex

STARTERS = "=+-@\t\r\n\0＝＋－＠"
FORMULAS = [
    "=cmd|' /C calc'!A0",
    "{=1}",
    '=HYPERLINK("http://x")',
    "http://x",
    "+33",
    "-1",
    "@SUM(1)",
]
HOSTILE = st.builds(
    lambda prefix, start, end: prefix + start + end,
    st.text(" '\"\u00a0\u200b\ufeff\x01\t", max_size=3),
    st.sampled_from(STARTERS),
    st.text(max_size=8),
)
TEXTS = st.text(max_size=20) | HOSTILE | st.sampled_from(FORMULAS)


def workbook(rows, columns=None, **kwargs):
    width = max(len(row) for row in rows)
    columns = columns or [ex.Column(f"C{position}") for position in range(width)]
    content = ex.xlsx_bytes([ex.Sheet("Feuille", columns, rows)], **kwargs)
    return openpyxl.load_workbook(io.BytesIO(content)).active


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def shown(text):
    """What a file can hold of a text: the rest is seen as U+FFFD."""
    return "".join("\ufffd" if ex._NOT_XML.match(char) else char for char in text)


@pytest.mark.parametrize("starter", STARTERS)
@pytest.mark.parametrize("before", ["", " ", "'", "\u00a0", "\ufeff"])
def test_each_starter_is_neutralised(starter, before):
    assert ex.safe_text(before + starter + "1").startswith("'")


@given(TEXTS)
@example("'=1")
@example("''\t=1")
@example("'\ufffd")
@example("'\ud800x")
def test_escaping_is_undone_exactly(text):
    assert ex.unescape_text(ex.safe_text(text)) == shown(text)
    assert ex.safe_text(text)[:1] not in tuple(STARTERS)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_xlsx_holds_no_formula_and_loses_no_text(rows):
    sheet = workbook(rows)
    assert not [cell for line in sheet for cell in line if cell.data_type == "f" or cell.hyperlink]
    for line, row in enumerate(rows, 2):
        for position, text in enumerate(row, 1):
            read = unescape_xml(sheet.cell(line, position).value or "")
            assert ex.unescape_text(read) == shown(text)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_csv_holds_no_formula_and_loses_no_text(rows):
    header, *read = read_csv(ex.csv_bytes(["=A", "B"], rows))
    assert header == ["'=A", "B"]
    assert not [text for row in read for text in row if text[:1] in tuple(STARTERS)]
    assert [[ex.unescape_text(text) for text in row] for row in read] == [
        [shown(text) for text in row] for row in rows
    ]


@settings(max_examples=25, deadline=None)
@given(st.decimals(-(10**9), 10**9, places=2), st.integers(-(10**12), 10**12))
def test_numbers_stay_numbers(amount, count):
    sheet = workbook([[amount, count]], [ex.Column("a", "money"), ex.Column("b", "integer")])
    assert Decimal(str(sheet["A2"].value)) == amount
    assert sheet["B2"].value == count
    written = read_csv(ex.csv_bytes(["a", "b"], [[amount, count]]))[1]
    assert [Decimal(text.replace(",", ".")) for text in written] == [amount, count]


@settings(max_examples=25, deadline=None)
@given(st.dates(date(1901, 1, 1), date(2999, 12, 31)))
def test_dates_stay_dates(day):
    cell = workbook([[day]], [ex.Column("a", "date")])["A2"]
    assert cell.is_date
    assert cell.value.date() == day


def test_instants_are_written_in_paris_time():
    instant = datetime(2026, 12, 31, 23, 30)
    assert workbook([[instant]], [ex.Column("a", "datetime")])["A2"].value == datetime(
        2027, 1, 1, 0, 30
    )
    assert read_csv(ex.csv_bytes(["a"], [[instant]]))[1] == ["01/01/2027 00:30"]


def test_days_that_the_format_does_not_know_are_text():
    sheet = workbook([[date(1790, 1, 14)], [datetime(1899, 1, 1)]])
    assert [sheet["A2"].value, sheet["A3"].value] == ["14/01/1790", "01/01/1899 00:09"]


def test_french_formats_titles_and_frozen_header():
    columns = [ex.Column("Somme due", "money"), ex.Column("Population", "integer", 18)]
    sheet = workbook([[1, 2]], columns, title="=Titre")
    assert sheet["A1"].value == "Somme due"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet["A2"].number_format == '#,##0.00\u00a0"€"'
    assert sheet.column_dimensions["B"].width == pytest.approx(18, abs=1)
    assert sheet.parent.properties.title == "'=Titre"


def test_empty_cells_and_booleans():
    sheet = workbook([[None, "", True, False]])
    assert [cell.value for cell in sheet[2]] == [None, None, "oui", "non"]


def test_a_cell_too_long_says_so():
    text = workbook([["x" * 40_000]])["A2"].value
    assert len(text) == 32_767
    assert text.endswith("…")


def test_sheet_names_the_format_refuses():
    content = ex.xlsx_bytes(
        [ex.Sheet(name, [ex.Column("a")], []) for name in ["2026/01: [état] 'x' " * 3, "'a'"]]
    )
    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert names == ["2026 01   état  'x' 2026 01   é", "a"]


def test_not_a_number_is_refused():
    with pytest.raises(TypeError):
        workbook([[float("nan")]])


def test_the_same_rows_give_the_same_bytes():
    sheet = ex.Sheet("A", [ex.Column("a")], [["x", 1, date(2026, 1, 1)]])
    first = ex.xlsx_bytes([sheet])
    assert ex.xlsx_bytes([sheet]) == first
    assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(first)).namelist()


def test_memory_does_not_hold_the_rows():
    rows = ([f"Commune {line}", line, f"{line}" + "x" * 500] for line in range(3_000))
    tracemalloc.start()
    ex.xlsx_bytes([ex.Sheet("A", [ex.Column("a")] * 3, rows)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000  # 4 MB when the rows are held


def test_a_page_is_safe_and_its_last_cell_runs_to_the_edge():
    lines = [
        ex.Line(["Titre"], "title"),
        ex.Line([]),
        ex.Line(["Nom", "=1+1"], "fact"),
        ex.Line(["a", "b", "c"]),
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(ex.xlsx_bytes([ex.Page("Fiche", (10, 20, 30), lines)]))
    )
    sheet = book["Fiche"]
    assert (sheet["A1"].value, sheet["B3"].value, sheet["C4"].value) == ("Titre", "'=1+1", "c")
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "B3:C3"}


@example(["0" * 26 + "😀" * 3] * 2)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_sheets_have_each_a_name_that_the_format_allows(names):
    found = ex.unique_names(names)
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 for name in found)
    ex.xlsx_bytes(
        [ex.Page(name, (10,), [ex.Line(["x"])]) for name in names] or [ex.Page("x", (1,), [])]
    )
