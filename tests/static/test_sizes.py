"""What keeps the rooms small enough to be read at once."""

import ast

import addons
from project import ROOT, SETUP

LONGEST_FILE, LONGEST_FUNCTION = 500, 60
SUFFIXES = {".py", ".xml", ".js", ".scss", ".css", ".csv"}
#: Data is as long as what it tells
DATA = {"data", "demo", "i18n", "matrix"}

FILES = sorted(
    path
    for directory in (*addons.own().values(), ROOT / "tests", SETUP)
    for path in directory.rglob("*")
    if path.suffix in SUFFIXES and not DATA & set(path.relative_to(directory).parts)
)
PYTHON = [path for path in FILES if path.suffix == ".py"]


def long_functions(source):
    """Return (name, lines) of the functions that are too long."""
    functions = [
        (node.name, node.end_lineno - node.lineno + 1)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    ]
    return [(name, lines) for name, lines in functions if lines > LONGEST_FUNCTION]


def test_no_file_is_too_long():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in FILES}
    assert lengths
    assert {name: count for name, count in lengths.items() if count > LONGEST_FILE} == {}


def test_no_function_is_too_long():
    found = {str(path.relative_to(ROOT)): long_functions(path.read_text()) for path in PYTHON}
    assert {name: functions for name, functions in found.items() if functions} == {}


def test_a_long_function_is_seen():
    body = "    pass\n" * LONGEST_FUNCTION
    assert long_functions(f"def long():\n{body}") == [("long", LONGEST_FUNCTION + 1)]
