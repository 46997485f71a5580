"""Rules of law and money stand alone: they import neither Odoo nor a model."""

import ast
import re

import addons
from project import ROOT

#: Odoo's namespace, except the rules of another addon
ODOO = re.compile(r"odoo(?!\.addons\.dpo_\w+\.tools\b)\b")
TOOLS = sorted(
    path for directory in addons.shipped().values() for path in directory.glob("tools/**/*.py")
)


def forbidden_imports(source):
    """Return what a file of `tools/` must not import: Odoo, or what is outside its folder."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if ODOO.match(alias.name)]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level > 1 or (node.level == 0 and ODOO.match(module)):
                found.append("." * node.level + module)
    return found


def test_rules_do_not_know_odoo():
    found = {str(path.relative_to(ROOT)): forbidden_imports(path.read_text()) for path in TOOLS}
    assert found
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_what_is_forbidden_is_seen():
    source = """
import odoo.fields
from odoo import fields
from odoo.addons.dpo_base.models.dpo_clock import DpoClock
from ..models import dpo_clock
from odoo.addons.dpo_base.tools.french import number
from .fee_rules import Rule
from decimal import Decimal
"""
    assert forbidden_imports(source) == [
        "odoo.fields",
        "odoo",
        "odoo.addons.dpo_base.models.dpo_clock",
        "..models",
    ]
