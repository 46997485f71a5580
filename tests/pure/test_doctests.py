"""Run the examples in the docstrings of every `<addon>/tools` module."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ADDONS = Path(__file__).parents[2] / "addons"
MODULES = [
    f"odoo.addons.{path.parts[-3]}.tools.{path.stem}"
    for path in sorted(ADDONS.glob("*/tools/*.py"))
    if path.stem != "__init__"
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_the_docstrings(name):
    assert doctest.testmod(import_module(name)).failed == 0
