import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.archive import file_name, zip_files


@given(st.text())
def test_a_name_never_leaves_its_folder_and_keeps_its_suffix(text):
    name = file_name(f"{text}.docx")
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name.endswith("docx")
    assert len(name) <= 121


def test_two_files_of_one_name_are_both_there():
    content = zip_files([("a.docx", b"1"), ("A.docx", b"2")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["a.docx", "A (2).docx"]
        assert archive.read("A (2).docx") == b"2"


@given(st.lists(st.tuples(st.just("a.docx"), st.binary())))
def test_the_same_files_make_the_same_bytes(files):
    assert zip_files(files) == zip_files(files)
