"""Check the code, of all addons or of those named: lint [--fix] [ADDON...]

`--fix` lets the formatters rewrite the files first.
"""

import os
import shutil
import subprocess
from pathlib import Path

import addons
import system
from commands.i18n import translations
from commands.install import install
from environment import tool
from project import CACHE, ROOT, SETUP, digest, locked, run, say, step

NODE = CACHE / "node"
NODE_FILES = [SETUP / "package.json", SETUP / "package-lock.json"]


def main(arguments):
    fix = "--fix" in arguments
    directories = addons.chosen([name for name in arguments if name != "--fix"])
    install()
    _install_prettier()
    if fix:
        for command in _fixes(list(directories.values())):
            subprocess.run(command, cwd=ROOT, check=False)
    failed = [
        name for name, command in _checks(list(directories.values())) if not _passes(name, command)
    ]
    shipped = sorted(directories.keys() & addons.shipped().keys())
    if shipped:
        say("translations")
        failed += ["translations"] if translations("check", shipped) else []
    say(f"to be corrected: {', '.join(failed)}" if failed else "all is well")
    return int(bool(failed))


def _checks(directories):
    """Yield (name, command); each command prints what is wrong and then fails."""
    python = [*directories, ROOT / "tests", SETUP]
    yield "ruff", [tool("ruff"), "check", "--output-format=concise", *_ruff(), *python]
    yield (
        "ruff format",
        [tool("ruff"), "format", "--check", "--output-format=concise", *_ruff(), *python],
    )
    yield "shellcheck", [tool("shellcheck"), *_shell_scripts()]
    yield "codespell", _codespell(python)
    if not directories:
        return
    # README files are Markdown here, and an extension of a core wizard is an extension like others
    needless = "--disable=missing-readme,no-wizard-in-models"
    yield "pylint-odoo", [tool("pylint"), f"--rcfile={SETUP}/pylintrc", needless, *directories]
    yield "OCA modules", [tool("oca-checks-odoo-module"), *_oca(), *directories]
    yield "OCA translations", [tool("oca-checks-po"), *_oca(), *_files(directories, "i18n/*.po*")]
    yield "bandit", [tool("bandit"), "-q", "-r", *directories, "-x", "*/tests/*"]
    yield "prettier", [*_prettier(), "--check", *_files(directories, "*.xml")]
    yield "import-linter", _import_linter()


def _fixes(directories):
    python = [*directories, ROOT / "tests", SETUP]
    if directories:
        yield [tool("oca-checks-odoo-module"), "--fix", "--no-verbose", *_oca(), *directories]
        yield [*_prettier(), "--write", "--log-level=warn", *_files(directories, "*.xml")]
    yield [tool("ruff"), "check", "--fix-only", *_ruff(), *python]
    yield [tool("ruff"), "format", *_ruff(), *python]


def _passes(name, command):
    say(name)
    paths = os.pathsep.join(map(str, addons.DIRECTORIES))
    return not subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, check=False
    ).returncode


def _files(directories, pattern):
    return [path for directory in directories for path in sorted(directory.rglob(pattern))]


def _ruff():
    return ["--quiet", "--config", SETUP / "ruff.toml", "--cache-dir", CACHE / "ruff"]


def _oca():
    return ["--config", SETUP / "oca_hooks.cfg"]


def _codespell(python):
    # French lives in these, and lock files in no language
    skipped = "*/i18n/*,*.xml,*.csv,*.xlsx,*.lock,package-lock.json,requirements*.txt"
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
        *(ROOT / "docker").rglob("*"),
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
    """Write the contract of the addons: rules in `tools/` know neither Odoo nor models."""
    ruled = [name for name, path in addons.own().items() if (path / "tools/__init__.py").exists()]
    lines = [
        "[importlinter]",
        "include_external_packages = True",
        "root_packages =",
        *_indented(ruled),
    ]
    lines += ["[importlinter:contract:tools]", "name = Rules stand alone", "type = forbidden"]
    lines += ["source_modules =", *_indented(f"{name}.tools" for name in ruled)]
    others = [f"{name}.{part}" for name in ruled for part in ("models", "controllers", "wizards")]
    existing = [module for module in others if _exists(module)]
    lines += ["forbidden_modules =", *_indented(["odoo", *existing])]
    config = Path(CACHE / "importlinter.ini")
    config.write_text("\n".join(lines))
    return [tool("lint-imports"), "--config", config, "--no-cache", "--no-logo"]


def _indented(names):
    return [f"    {name}" for name in names]


def _exists(module):
    name, part = module.split(".")
    return (addons.own()[name] / part / "__init__.py").exists()
