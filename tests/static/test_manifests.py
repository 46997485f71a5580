"""What Odoo does not check in the manifests of the addons."""

import addons
import pytest

MANIFESTS = {name: addons.manifest(path) for name, path in addons.own().items()}
GLUE = {name for name, manifest in MANIFESTS.items() if manifest.get("auto_install")}
# what gathers the whole suite
COLLECTIONS = {"dpo_suite", "test_dpo_full"}
each_addon = pytest.mark.parametrize("name", MANIFESTS)


@each_addon
def test_every_data_file_is_loaded_and_every_loaded_file_exists(name):
    directory, manifest = addons.own()[name], MANIFESTS[name]
    loaded = {*manifest.get("data", []), *manifest.get("demo", [])}
    present = {
        str(path.relative_to(directory))
        for part in ("data", "demo", "report", "security", "templates", "views", "wizards")
        for path in (directory / part).rglob("*")
        if path.suffix in (".xml", ".csv")
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
