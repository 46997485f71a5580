"""What Odoo does not check in the files of the addons."""

import ast

import addons
import pytest
from project import ROOT

MANIFESTS = {name: addons.manifest(path) for name, path in addons.own().items()}
GLUE = {name for name, manifest in MANIFESTS.items() if manifest.get("auto_install")}
# what gathers the whole suite
COLLECTIONS = {"dpo_suite", "test_dpo_full"}
#: Addons whose copy for tests sends and opens nothing of their own, and why
NOTHING_TO_NEUTRALIZE = {
    "dpo_action": "writes to nobody, its pages ask for a login that dpo_base closes",
    "dpo_contract": "its mails leave by the outbox, its pages ask for a login that dpo_base closes",
    "dpo_contract_crm": "has neither page nor mail",
    "dpo_contract_register": "has neither page nor mail",
    "dpo_register_library": "its pages ask for a login that dpo_base closes",
    "dpo_suite": "has no code",
}
each_addon = pytest.mark.parametrize("name", MANIFESTS)


@each_addon
def test_every_data_file_is_loaded_and_every_loaded_file_exists(name):
    directory, manifest = addons.own()[name], MANIFESTS[name]
    loaded = {*manifest.get("data", []), *manifest.get("demo", [])}
    present = {
        str(path.relative_to(directory))
        for part in ("data", "demo", "report", "security", "templates", "views", "wizards")
        for path in (directory / part).rglob("*")
        # a data file in csv is named after its model; others are files to import
        if path.suffix == ".xml" or (path.suffix == ".csv" and "." in path.stem)
    }
    assert loaded == present


@each_addon
def test_an_addon_depends_on_addons_that_do_not_depend_on_it(name):
    ours, _core = addons.closure(MANIFESTS[name]["depends"])
    assert name not in ours


@each_addon
def test_glue_joins_two_and_nobody_builds_on_it(name):
    depends = MANIFESTS[name]["depends"]
    if name in GLUE:
        assert len(depends) == 2, "glue has exactly two parents"
    elif name not in COLLECTIONS:
        assert not GLUE & set(depends)


@each_addon
def test_versions_are_those_of_odoo_19(name):
    assert MANIFESTS[name]["version"].startswith("19.0.")


@each_addon
def test_every_test_file_is_loaded(name):
    tests = addons.own()[name] / "tests"
    init = tests / "__init__.py"
    tree = ast.parse(init.read_text() if init.exists() else "")
    loaded = {
        alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert {path.stem for path in tests.glob("test_*.py")} <= loaded


@pytest.mark.parametrize("name", addons.shipped())
def test_the_readme_names_every_addon(name):
    assert f"| `{name}` |" in (ROOT / "README.md").read_text()


@each_addon
def test_a_neutralisation_is_where_odoo_reads_it(name):
    directory = addons.own()[name]
    found = [str(path.relative_to(directory)) for path in directory.rglob("neutralize.sql")]
    assert found in ([], ["data/neutralize.sql"])


@pytest.mark.parametrize("name", addons.shipped())
def test_every_addon_says_what_a_copy_for_tests_must_not_do(name):
    """Its own file, or a reason here: Odoo stops tasks and mail servers, dpo_base the rest."""
    has_file = (addons.own()[name] / "data/neutralize.sql").exists()
    assert has_file != (name in NOTHING_TO_NEUTRALIZE)
