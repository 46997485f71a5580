"""The addons of this repository and what they depend on."""

import ast

import odoo_tree
from project import ROOT, Failure, digest

DIRECTORIES = [ROOT / "addons", ROOT / "tests/addons"]


def own():
    """Return {name: directory} of the repository's addons, tests' own addons included."""
    found = (
        path.parent for directory in DIRECTORIES for path in directory.glob("*/__manifest__.py")
    )
    return {path.name: path for path in sorted(found)}


def shipped():
    """Return {name: directory} of the addons that an OPSN installs."""
    return {name: path for name, path in own().items() if path.parent == DIRECTORIES[0]}


def chosen(names):
    """Return {name: directory} for names, or for all addons when there are none."""
    everything = own()
    unknown = [name for name in names if name not in everything]
    if unknown:
        raise Failure(
            f"no such addon: {', '.join(unknown)} (known: {', '.join(everything) or 'none yet'})"
        )
    return {name: everything[name] for name in names} if names else everything


def paths():
    """Return the addons directories, ours first, as Odoo's --addons-path wants them."""
    ours = [directory for directory in DIRECTORIES if any(directory.glob("*/__manifest__.py"))]
    return [*ours, *odoo_tree.addons_paths()]


def manifest(directory):
    return ast.literal_eval((directory / "__manifest__.py").read_text())


def closure(names):
    """Return two sorted lists: our addons that these need, themselves included, and Odoo's."""
    everything, seen, queue = own(), set(), list(names)
    while queue:
        name = queue.pop()
        if name not in seen:
            seen.add(name)
            queue += manifest(everything[name]).get("depends", []) if name in everything else []
    return sorted(seen & everything.keys()), sorted(seen - everything.keys())


def code_digest(names):
    """Return a hash of all that a database with these addons is made from: not their tests."""
    everything = own()
    files = [
        path
        for name in closure(names)[0]
        for path in sorted(everything[name].rglob("*"))
        if path.is_file() and not _is_left_out(path.relative_to(everything[name]))
    ]
    return digest(*(part for path in files for part in (str(path.relative_to(ROOT)), path)))


def _is_left_out(path):
    return path.parts[0] in ("tests", "README.md") or "__pycache__" in path.parts
