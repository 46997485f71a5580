"""The Python virtual environment with the pinned requirements."""

import shutil
import sys

import odoo_tree
from project import CACHE, ROOT, SETUP, Failure, digest, output, run, step

VENV = CACHE / "venv"
PYTHON = VENV / "bin/python"
PIP = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
REQUIREMENTS = [
    SETUP / "requirements-odoo.txt",
    ROOT / "requirements.txt",
    SETUP / "requirements-dev.txt",
]


def install():
    """Make the environment hold the pinned versions."""
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
        files = [part for path in REQUIREMENTS for part in ("-r", path)]
        # without dependencies: nothing enters that is not pinned, and the check tells what lacks
        run(
            [*PIP, "install", "--no-deps", *files],
            "Python packages were not installed: is PyPI reachable?",
        )
        _check()
        link = next(VENV.glob("lib/python3*/site-packages")) / "odoo.pth"
        link.write_text(f"{odoo_tree.python_path()}\n")
    stamp.write_text(wanted)


def tool(name):
    """Return the path of a program installed in the environment."""
    return VENV / "bin" / name


def _check():
    lines = output([*PIP, "check"]).splitlines()
    # Odoo's own metadata asks for packages under other names than those we pin
    faults = [line for line in lines if "broken" not in line and not line.startswith("odoo ")]
    if faults:
        raise Failure(f"the pinned Python packages do not fit together: {'; '.join(faults)}")


def _version():
    return output([PYTHON, "-c", "import sys; print(sys.version, end='')"])
