"""French typography: the signs that take a space take one that does not break the line."""

import re

import polib
import pytest
from project import ROOT

BREAKABLE = re.compile("(?<=\\S) [;:?!»%€](?:[\\s<).…]|$)|« ")
FILES = sorted(ROOT.glob("addons/*/i18n/fr.po"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_translations_keep_signs_on_their_line(path):
    broken = [entry.msgstr for entry in polib.pofile(path) if BREAKABLE.search(entry.msgstr)]
    assert broken == []


@pytest.mark.parametrize("text", ["une suite : deux", "« guillemets »", "Vraiment ?", "50 % de"])
def test_a_breakable_space_is_found(text):
    assert BREAKABLE.search(text)
