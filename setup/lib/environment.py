"""The Python virtual environment with the pinned requirements."""

import shutil
import subprocess
import sys

import odoo_tree
from project import CACHE, ROOT, SETUP, digest, run, step

VENV = CACHE / "venv"
PYTHON = VENV / "bin/python"
REQUIREMENTS = [
    SETUP / "requirements-odoo.txt",
    ROOT / "requirements.txt",
    SETUP / "requirements-dev.txt",
]


def install():
    """Make the environment hold exactly the pinned versions."""
    stamp = VENV / "stamp"
    wanted = digest(sys.version, str(odoo_tree.python_path()), *REQUIREMENTS)
    # the interpreter's link breaks when the machine's Python is replaced
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    with step("Python packages"):
        if not PYTHON.exists() or _version() != sys.version:
            shutil.rmtree(VENV, ignore_errors=True)
            run(
                [sys.executable, "-m", "venv", VENV],
                "no virtual environment: sudo apt-get install python3-venv",
            )
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
        files = [part for path in REQUIREMENTS for part in ("-r", path)]
        link = _odoo_link()
        # pip would hold Odoo's loose metadata against the pins
        link.unlink(missing_ok=True)
        # without dependencies: nothing enters that is not pinned, and `check` tells what lacks
        run(
            [*pip, "install", "--no-deps", *files],
            "Python packages were not installed: is PyPI reachable?",
        )
        run([*pip, "check"], "the pinned Python packages do not fit together")
        link.write_text(f"{odoo_tree.python_path()}\n")
    stamp.write_text(wanted)


def tool(name):
    """Return the path of a program installed in the environment."""
    return VENV / "bin" / name


def _odoo_link():
    """Return the path of the file that makes `import odoo` work in the environment."""
    return next(VENV.glob("lib/python3*/site-packages")) / "odoo.pth"


def _version():
    shown = subprocess.run(
        [PYTHON, "-c", "import sys; print(sys.version, end='')"],
        capture_output=True,
        text=True,
        check=False,
    )
    return shown.stdout
