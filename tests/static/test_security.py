"""Habits that open doors: what no addon may do, or only where it says why."""

import ast
import re

import addons
from project import ROOT

#: Routes for whoever is not logged in. Each one is a decision: name it here.
PUBLIC_ROUTES = {"'/registre/<string:slug>'"}
#: Calls that act with other rights than the user's
ELEVATING = {"sudo", "with_user"}

PYTHON = sorted(
    path
    for directory in addons.shipped().values()
    for path in directory.rglob("*.py")
    if "tests" not in path.relative_to(directory).parts
)
CONTROLLERS = [path for path in PYTHON if "controllers" in path.parts]
XML = sorted(path for directory in addons.shipped().values() for path in directory.rglob("*.xml"))


def faults(paths, check):
    """Return {file: what ``check`` finds in its text} for the files where it finds something."""
    found = {str(path.relative_to(ROOT)): check(path.read_text()) for path in paths}
    return {name: fault for name, fault in found.items() if fault}


def calls(tree, *names):
    """Yield the calls of these functions or methods in a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in names:
                yield node


def open_routes(source):
    """Return the URLs that need no login, and those that take forms of other sites."""
    public, no_csrf = set(), set()
    for call in calls(ast.parse(source), "route"):
        options = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        urls = {ast.unparse(url) for url in call.args} or {"?"}
        if options.get("auth", "'user'") != "'user'":
            public |= urls
        if options.get("csrf", "True") != "True":
            no_csrf |= urls
    return public, no_csrf


def unexplained_sudo(source):
    """Return the lines that take other rights without a ``# sudo:`` line above them."""
    lines, tree, found = source.splitlines(), ast.parse(source), []
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    for call in calls(tree, *ELEVATING):
        line = call.func.end_lineno
        starts = [s.lineno for s in statements if s.lineno <= line <= s.end_lineno]
        if not any(_explained(lines, start) for start in (line, max(starts))):
            found.append(line)
    return found


def _explained(lines, number):
    """Whether the comment just above this line, of one or several lines, says ``# sudo:``."""
    for line in reversed(lines[: number - 1]):
        text = line.strip()
        if text.startswith("# sudo:"):
            return True
        if not text.startswith("#"):
            return False
    return False


def unsafe_markup(source):
    """Return the lines where Markup is not given a plain text."""
    return [
        call.lineno
        for call in calls(ast.parse(source), "Markup")
        if not all(isinstance(argument, ast.Constant) for argument in call.args)
    ]


def test_routes_ask_for_a_login():
    assert faults(CONTROLLERS, lambda source: open_routes(source)[0] - PUBLIC_ROUTES) == {}


def test_forms_of_other_sites_are_refused():
    assert faults(CONTROLLERS, lambda source: open_routes(source)[1]) == {}


def test_controllers_say_why_they_take_other_rights():
    assert faults(CONTROLLERS, unexplained_sudo) == {}


def test_no_markup_is_made_of_what_somebody_typed():
    """``Markup("<p>%s</p>") % text`` escapes; ``Markup(f"<p>{text}</p>")`` does not."""
    assert faults(PYTHON, unsafe_markup) == {}


def test_no_field_skips_the_rules_of_the_other_model():
    assert faults(PYTHON, re.compile("bypass_search_access").findall) == {}


def test_pages_escape_what_they_print():
    assert faults(XML, re.compile(r"\bt-(?:raw|esc)=").findall) == {}


def test_the_checks_see_what_they_look_for():
    """Otherwise they would pass on an empty list."""
    source = """
@route("/open", auth="public", csrf=False)
def one(self):
    # a comment
    records = request.env["x"].sudo()
    # sudo: names of the other parties,
    # printed in the document itself
    names = {
        "a": records.sudo().name,
    }
    values = {
        # sudo: the reason
        "a": records.sudo(),
        "b": records.with_user(1),
    }
"""
    assert open_routes(source) == ({"'/open'"}, {"'/open'"})
    assert unexplained_sudo(source) == [5, 14]
    assert unsafe_markup('Markup(f"<p>{text}</p>")') == [1]
    assert CONTROLLERS
    assert XML
