import csv
import io
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools import tabular as tb
from odoo.addons.dpo_base.tools.export_safe import Column, Sheet, csv_bytes, xlsx_bytes

HEADER = ["Nom", "SIREN"]
ROW = ["Saint-Lô", "215005026"]


def read(data):
    return list(tb.read_table(data).rows)


def cells(data):
    return [row.cells for row in read(data)]


def refusal(data):
    with pytest.raises(tb.FileProblem) as refused:
        read(data)
    return refused.value.code


def workbook(*rows, fill=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if fill:
        fill(book)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def edited(data, edit):
    """The same zip with some entries changed by ``edit(name, content)``, None to drop."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if (content := edit(name, old.read(name))) is not None:
                new.writestr(name, content)
    return output.getvalue()


def with_sheet(sheet_data, before=""):
    xml = (
        f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{sheet_data}</worksheet>"
    ).encode()
    return edited(workbook(HEADER), lambda name, old: xml if "sheet1.xml" in name else old)


# --- csv ------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding, separator, end):
    text = end.join([separator.join(HEADER), separator.join(ROW), ""])
    table = tb.read_table(text.encode(encoding))
    assert (table.kind, table.separator) == ("csv", separator)
    assert list(table.rows) == [tb.Row(1, HEADER), tb.Row(2, ROW)]


@given(
    st.lists(st.lists(st.text("ab;,\"\n\t é'=", max_size=6), min_size=2, max_size=2), max_size=6)
)
def test_what_the_csv_module_writes_is_read_back(rows):
    output = io.StringIO(newline="")
    csv.writer(output, delimiter=";", quoting=csv.QUOTE_ALL).writerows([HEADER, *rows])
    expected = [row for row in rows if any(cell.strip() for cell in row)]
    assert cells(output.getvalue().encode()) == [HEADER, *expected]


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_a_problem_never_a_crash(data):
    try:
        for row in tb.read_table(data).rows:
            assert isinstance(row, tb.Row | tb.RowProblem)
    except tb.FileProblem as problem:
        assert problem.code


def test_the_separator_told_by_excel_is_obeyed_and_not_a_row():
    assert read(b"sep=|\nNom|SIREN\na;b|c,d\n") == [tb.Row(2, HEADER), tb.Row(3, ["a;b", "c,d"])]


def test_separator_is_the_one_most_lines_agree_on():
    assert cells(b"Liste des communes, 2026\na;b;c\nd, e;f;g\n")[1] == ["a", "b", "c"]


def test_one_column():
    assert cells(b"SIREN\n215000027\n") == [["SIREN"], ["215000027"]]
    assert cells(b'"SIREN"') == [["SIREN"]]


def test_lines_are_physical_lines_and_blank_rows_are_skipped():
    data = b'Nom;SIREN\n\n;\n"deux\nlignes";1\nb;2\n'
    assert [row.line for row in read(data)] == [1, 4, 6]


def test_a_quote_never_closed_costs_one_row():
    rows = read(b'Nom;SIREN\n"ouvert;1\n' + b"a;2\n" * 300)
    assert rows[1] == tb.RowProblem(2, "quote")
    assert len(rows) == 302
    assert rows[-1] == tb.Row(302, ["a", "2"])


def test_a_stray_quote_at_the_end_of_the_file_costs_one_row():
    assert read(b'Nom;SIREN\na;1\nb"x;2\nc;3\n')[2:] == [
        tb.RowProblem(3, "quote"),
        tb.Row(4, ["c", "3"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_ten_megabytes_in_a_cell_cost_one_row(encoding):
    text = f"Nom;SIREN\né{'x' * 10 * 2**20};1\nb;2\n"
    rows = read(text.encode(encoding))
    assert rows[1].code == "cell_too_long"
    assert len(rows[1].value) <= 80
    assert rows[2] == tb.Row(3, ["b", "2"])


def test_a_long_cell_is_refused_even_under_the_limit_of_the_csv_module():
    assert read(f"a;b\n{'x' * 40_000};1\n".encode())[1].code == "cell_too_long"


def test_nul_and_undecodable_characters_cost_their_row():
    rows = read(b"Nom;SIREN\na\0b;1\nSaint-L\xf4;2\n\x81;3\n")
    assert [getattr(row, "code", "") for row in rows] == ["", "nul", "", "undecodable"]
    assert rows[1].column == "1"
    assert rows[2].cells[0] == "Saint-Lô"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\xff\xfe", "empty"),
        (b"%PDF-1.7\n", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(64), "not_a_table"),
        ("a;b\n".encode("utf-32"), "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old_excel"),
        (b"PK\x03\x04" + b"rubbish" * 20, "unreadable"),
        (b"a;b\n" * (tb.MAX_ROWS + 1), "too_many_rows"),
        (b"a;" * 600 + b"\n", "too_many_columns"),
    ],
)
def test_files_refused(data, code):
    assert refusal(data) == code


def test_a_file_too_big_is_refused(monkeypatch):
    monkeypatch.setattr(tb, "MAX_FILE", 10)
    assert refusal(b"a;b\n1;2\n3;4\n") == "too_big"


# --- xlsx -----------------------------------------------------------------------------


def test_types_are_read_as_a_person_sees_them():
    def fill(book):
        book.active["A3"] = 1001
        book.active["A3"].number_format = "00000"

    row = ["Saint-Lô", 19301, 215005026.0, 1.5, None, True, date(2026, 3, 1)]
    data = workbook(row, [datetime(2026, 3, 1, 8, 5), "", "a_x000D_b"], fill=fill)
    assert cells(data) == [
        ["Saint-Lô", "19301", "215005026", "1.5", "", "oui", "2026-03-01"],
        ["2026-03-01 08:05:00", "", "a\rb"],
        ["01001"],
    ]


def test_a_formula_is_its_last_value_as_text_never_evaluated():
    formula = '<c r="A1" t="str"><f>CONCATENATE("=cmd","|x")</f><v>=cmd|x</v></c>'
    data = with_sheet(f'<sheetData><row r="1">{formula}</row><row r="2"><c r="A2">'
                      "<f>1+1</f></c><c r='B2'><v>7</v></c></row></sheetData>")  # fmt: skip
    assert cells(data) == [["=cmd|x"], ["", "7"]]


def test_shared_strings_are_read():
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        book.add_worksheet().write_row(0, 0, ["Saint-Lô", "Saint-Lô"])
    assert "xl/sharedStrings.xml" in zipfile.ZipFile(output).namelist()
    assert cells(output.getvalue()) == [["Saint-Lô", "Saint-Lô"]]


def test_half_a_character_spelt_in_a_cell_costs_its_row():
    rows = read(workbook(["Nom"], ["_xD800_a"], ["Paie"]))
    assert [getattr(row, "code", "") for row in rows] == ["", "undecodable", ""]
    assert rows[1].value == "\ufffda"


def test_our_own_exports_are_read_back():
    rows = [["Agneaux", "215000027"], ["Airel", "215000043"]]
    sheet = Sheet("A", [Column(title) for title in HEADER], rows)
    assert cells(xlsx_bytes([sheet])) == [HEADER, *rows]
    assert cells(csv_bytes(HEADER, rows)) == [HEADER, *rows]


def test_the_first_visible_sheet_is_read():
    def fill(book):
        book.active.sheet_state = "hidden"
        book.create_sheet("Communes").append(ROW)

    table = tb.read_table(workbook(HEADER, fill=fill))
    assert table.sheet == "Communes"
    assert [row.cells for row in table.rows] == [ROW]


def test_rows_keep_their_number():
    data = with_sheet('<sheetData><row r="3"><c r="B3"><v>7</v></c></row></sheetData>')
    assert read(data) == [tb.Row(3, ["", "7"])]


def test_ten_megabytes_in_a_cell_of_a_sheet_cost_one_row():
    noise = "".join(f"{number:06d}" for number in range(10 * 2**20 // 6))
    text = f"<is><t>{noise}</t></is>"
    data = with_sheet(
        f'<sheetData><row r="1"><c r="A1" t="inlineStr">{text}</c></row>'
        '<row r="2"><c r="A2"><v>7</v></c></row></sheetData>'
    )
    rows = read(data)
    assert rows[0].code == "cell_too_long"
    assert rows[1] == tb.Row(2, ["7"])


@pytest.mark.parametrize(
    "sheet",
    [
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>7</v></c></row>',
        '<sheetData><row r="1"><c r="A1"><v>7</v></c></row><row r="99999999999999"/>',
        '<sheetData><row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"/>',
    ],
)
def test_forged_dimensions_are_not_counted_up_to(sheet):
    assert read(with_sheet(f"{sheet}</sheetData>")) == [tb.Row(1, ["7"])]


def zipped(**entries):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return output.getvalue()


def bombs():
    book = workbook(HEADER)
    yield "zip_bomb", with_sheet("<sheetData>" + "<row/>" * 2_000_000 + "</sheetData>")
    many = {"xl/workbook.xml": "", **{f"a{number}": "" for number in range(1_100)}}
    yield "zip_bomb", zipped(**many)
    strings = bytes(range(256)) * 200_000
    yield "zip_bomb", zipped(**{"xl/workbook.xml": "", "xl/sharedStrings.xml": strings})
    yield "zip_bomb", edited(book, lambda name, old: strings if "styles" in name else old)
    yield (
        "too_many_columns",
        with_sheet('<sheetData><row r="1"><c r="XFD1"><v>7</v></c></row></sheetData>'),
    )
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    doctype = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY l0 'ha'>{laughs}]>"
    cell = (
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData>'
    )
    yield "unreadable", with_sheet(cell, doctype)
    yield "unreadable", edited(book, lambda name, old: old[:200] if "sheet1" in name else old)
    yield "unreadable", edited(book, lambda name, old: None if "Content" in name else old)
    yield (
        "unreadable",
        with_sheet(f'<sheetData><row r="1"><c r="A1"><v>{"9" * 9_000}</v></c></row>'),
    )
    yield "ods", zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")
    yield "not_a_table", zipped(**{"word/document.xml": "<x/>"})
    yield "not_a_table", zipped(**{"xl/workbook.bin": "x"})


@pytest.mark.parametrize(("code", "data"), list(bombs()))
def test_hostile_workbooks(code, data):
    assert refusal(data) == code


def test_an_entry_is_never_unpacked_beyond_what_the_directory_declares():
    data = bytearray(zipped(**{"xl/workbook.xml": "<x/>", "a": bytes(4_000_000)}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("a").file_size.to_bytes(4, "little")
    forged = bytes(data).replace(size, (100).to_bytes(4, "little"))
    with zipfile.ZipFile(io.BytesIO(forged)) as archive, pytest.raises(zipfile.BadZipFile):
        archive.read("a")


def test_rows_are_not_held_in_memory():
    data = b"Nom;SIREN\n" + b"Saint-Pierre-de-Semilly;215000027;x;y;z\n" * 30_000
    tracemalloc.start()
    count = sum(1 for _row in tb.read_table(data).rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 30_001
    assert peak < 8_000_000  # the decoded start of the file; 25 MB when the rows are held
