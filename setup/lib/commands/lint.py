"""Check the code, of all addons or of those named: lint [--fix] [ADDON...]

`--fix` lets the formatters rewrite the files first.
"""

import os
import shutil
import subprocess

import addons
import system
from commands.i18n import translations
from commands.install import install
from environment import tool
from project import CACHE, ROOT, SETUP, digest, locked, run, say, step

NODE = CACHE / "node"
DOCKER = ROOT / "docker"
RUFF = [tool("ruff"), "--quiet", "--config", SETUP / "ruff.toml"]
OCA = ["--config", SETUP / "oca_hooks.cfg"]
NODE_FILES = [SETUP / "package.json", SETUP / "package-lock.json"]


def main(arguments):
    names = [name for name in arguments if name != "--fix"]
    chosen = addons.chosen(names)
    product = {name: path for name, path in addons.shipped().items() if name in chosen}
    install()
    _install_prettier()
    python = [*chosen.values(), *_beside(names)]
    if "--fix" in arguments:
        for command in _fixes(list(chosen.values()), python):
            _run(command)
    checks = _checks(list(chosen.values()), list(product.values()), python)
    failed = [name for name, command in checks if not _passes(name, command)]
    if product:
        say("translations")
        failed += ["translations"] if translations("check", sorted(product), sorted(chosen)) else []
    say(f"to be corrected: {', '.join(failed)}" if failed else "all is well")
    return int(bool(failed))


def _beside(names):
    """Return the Python code outside the addons: all of it, or the tests of those named."""
    if not names:
        return [ROOT / "tests", SETUP, DOCKER]
    return [path for name in names for path in (ROOT / "tests").glob(f"*/{name}")]


def _checks(directories, product, python):
    """Yield (name, command); each command prints what is wrong and then fails."""
    yield "ruff", [*RUFF, "check", "--output-format=concise", *python]
    yield "ruff format", [*RUFF, "format", "--check", "--output-format=concise", *python]
    yield "shellcheck", [tool("shellcheck"), "-x", *_shell_scripts()]
    yield "hadolint", [tool("hadolint"), DOCKER / "Dockerfile"]
    schema = ["--builtin-schema", "vendor.compose-spec"]
    yield "compose", [tool("check-jsonschema"), "-q", *schema, DOCKER / "compose.yaml"]
    yield "codespell", _codespell(python)
    if not product:
        return
    # README files are Markdown here, and an extension of a core wizard is an extension like others
    needless = "--disable=missing-readme,no-wizard-in-models"
    yield "pylint-odoo", [tool("pylint"), f"--rcfile={SETUP}/pylintrc", needless, *product]
    yield "OCA modules", [tool("oca-checks-odoo-module"), *OCA, *directories]
    yield "OCA translations", [tool("oca-checks-po"), *OCA, *_files(product, "i18n/*.po*")]
    yield "bandit", [tool("bandit"), "-q", "-r", *product, "-x", "*/tests/*"]
    yield "prettier", [*_prettier(), "--check", *_files(directories, "*.xml")]
    yield "import-linter", _import_linter()


def _fixes(directories, python):
    if directories:
        yield [tool("oca-checks-odoo-module"), "--fix", "--no-verbose", *OCA, *directories]
        yield [*_prettier(), "--write", "--log-level=warn", *_files(directories, "*.xml")]
    yield [*RUFF, "check", "--fix-only", *python]
    yield [*RUFF, "format", *python]


def _passes(name, command):
    say(name)
    return _run(command) == 0


def _run(command):
    paths = os.pathsep.join(map(str, addons.DIRECTORIES))
    variables = {**os.environ, "PYTHONPATH": paths, "RUFF_CACHE_DIR": str(CACHE / "ruff")}
    return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode


def _files(directories, pattern):
    return [path for directory in directories for path in sorted(directory.rglob(pattern))]


def _codespell(python):
    # French lives in these, and lock files in no language
    skipped = "*/i18n/*,*.toml,*/browser/*,*.xml,*.csv,*.xlsx,*.txt,package-lock.json"
    return [
        tool("codespell"),
        "--skip",
        skipped,
        "-I",
        SETUP / "codespell-words.txt",
        *python,
        ROOT / "README.md",
    ]


def _shell_scripts():
    candidates = [
        *SETUP.iterdir(),
        SETUP / "lib/python",
        *(ROOT / ".ci").glob("*"),
        *DOCKER.rglob("*"),
    ]
    return [
        path
        for path in sorted(candidates)
        if path.is_file() and path.read_bytes().startswith(b"#!/bin/")
    ]


def _prettier():
    plugin = NODE / "node_modules/@prettier/plugin-xml/src/plugin.js"
    settings = ["--xml-whitespace-sensitivity=preserve", "--print-width=100", "--tab-width=4"]
    return [
        NODE / "node_modules/.bin/prettier",
        f"--plugin={plugin}",
        "--no-config",
        "--no-editorconfig",
        *settings,
    ]


def _install_prettier():
    stamp = NODE / "stamp"
    if stamp.exists() and stamp.read_text() == digest(*NODE_FILES):
        return
    if not shutil.which("npm"):
        system.require("nodejs", "npm")
    with locked("node"), step("prettier"):
        NODE.mkdir(parents=True, exist_ok=True)
        for path in NODE_FILES:
            shutil.copy(path, NODE)
        run(
            ["npm", "ci", "--no-audit", "--no-fund"],
            "npm cannot install prettier: is the registry reachable?",
            cwd=NODE,
        )
        stamp.write_text(digest(*NODE_FILES))


def _import_linter():
    """Write the contract of the addons: rules in `tools/` know no model, of whatever addon.

    That they do not know Odoo either is a test (tests/static/test_tools.py): for import-linter
    Odoo and the addons, which share a namespace, are one external package.
    """
    namespace = CACHE / f"importlinter/{digest(str(ROOT))}"
    (namespace / "odoo").mkdir(parents=True, exist_ok=True)
    if not (namespace / "odoo/addons").exists():
        (namespace / "odoo/addons").symlink_to(ROOT / "addons")
    ruled = [name for name, path in addons.shipped().items() if (path / "tools").exists()]
    parts = [(name, part) for name in ruled for part in ("models", "controllers", "wizards")]
    existing = [f"{name}.{part}" for name, part in parts if _exists(name, part)]
    lines = ["[importlinter]", "root_packages =", *_indented(ruled)]
    lines += ["[importlinter:contract:tools]", "name = Rules stand alone", "type = forbidden"]
    lines += ["source_modules =", *_indented(f"{name}.tools" for name in ruled)]
    lines += ["forbidden_modules =", *_indented(existing)]
    config = namespace / "importlinter.ini"
    config.write_text("\n".join(lines))
    variables = [shutil.which("env"), f"PYTHONPATH={namespace}"]
    return [*variables, tool("lint-imports"), "--config", config, "--no-cache", "--no-logo"]


def _indented(names):
    return [f"    odoo.addons.{name}" for name in names]


def _exists(name, part):
    return (addons.own()[name] / part / "__init__.py").exists()
