"""What setup promises: exact versions, and the machine's own mirrors."""

import json
import re

import environment
import odoo_tree
import pytest
from project import SETUP, Failure

MIRROR = "http://mirror.example/debian"
ONE_LINE = f"""
# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/vendor.gpg] https://vendor.example/apt stable main
deb http://mirror.example/debian-security bookworm-security main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {MIRROR} bookworm main
"""
DEB822 = f"""Types: deb
# http://snapshot.example/archive/debian/20250101T000000Z
URIs: https://vendor.example/apt
 {MIRROR}
Suites: bookworm bookworm-updates
Components: main
"""


@pytest.fixture
def apt(tmp_path, monkeypatch):
    monkeypatch.delenv("DPO_DEBIAN_MIRROR", raising=False)
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("sources.list", ONE_LINE),
        ("sources.list.d/debian.list", ONE_LINE),
        ("sources.list.d/debian.sources", DEB822),
    ],
)
def test_the_mirror_is_the_one_of_the_machine(apt, file, text):
    (apt / file).write_text(text)
    assert odoo_tree.debian_mirror(apt) == MIRROR


def test_without_a_debian_mirror_the_remedy_is_named(apt):
    (apt / "sources.list.d/vendor.list").write_text("deb https://vendor.example/apt stable main\n")
    (apt / "sources.list.d/debian.list.disabled").write_text(ONE_LINE)
    with pytest.raises(Failure, match="DPO_DEBIAN_MIRROR"):
        odoo_tree.debian_mirror(apt)


def test_the_environment_chooses_the_mirror(apt, monkeypatch):
    monkeypatch.setenv("DPO_DEBIAN_MIRROR", "http://near.example/debian")
    (apt / "sources.list").write_text(ONE_LINE)
    assert odoo_tree.debian_mirror(apt) == "http://near.example/debian"


@pytest.mark.parametrize("path", environment.REQUIREMENTS, ids=lambda path: path.name)
def test_every_python_package_has_one_version(path):
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_every_node_package_has_one_version_and_no_address():
    wanted = json.loads((SETUP / "package.json").read_text())["devDependencies"].values()
    locked = json.loads((SETUP / "package-lock.json").read_text())["packages"].values()
    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted)
    assert not [package for package in locked if "resolved" in package]
