"""Labels that a model borrows from another reach the reader in his language."""

import re

import pytest
from project import ROOT

BORROWED = re.compile(
    r"selection=lambda self: \(?\s*self\.env\[[^\n]*\]\._fields\[[^\n]*\]\.selection\b"
)


@pytest.mark.parametrize("path", sorted(ROOT.glob("addons/*/**/*.py")), ids=lambda path: path.name)
def test_a_borrowed_selection_is_read_in_the_language_of_the_reader(path):
    """``.selection`` is the English of the code: nothing translates a list given by a function."""
    assert not BORROWED.search(path.read_text())
