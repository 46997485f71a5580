"""How Odoo is started: configuration, environment, exit."""

import os
import subprocess

import addons
import cluster
import environment
from project import CACHE, ROOT, digest

COMMAND = [str(environment.PYTHON), "-m", "odoo"]


def variables(**more):
    """Return the environment of an Odoo process: its configuration file and its database server."""
    return {**os.environ, **cluster.environment(), "ODOO_RC": str(_configuration()), **more}


def odoo(arguments, **options):
    """Run Odoo and return its exit code."""
    return subprocess.run([*COMMAND, *arguments], env=variables(), check=False, **options).returncode


def _configuration():
    """Write the configuration of this checkout and return its path."""
    path = CACHE / f"conf/{digest(str(ROOT))}.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = {
        "addons_path": ",".join(map(str, addons.paths())),
        "data_dir": CACHE / "data",
        "http_interface": "127.0.0.1",
        "screenshots": CACHE / "log/screenshots",
        "limit_time_cpu": 600,
        "limit_time_real": 1200,
        "limit_memory_hard": 0,
        "limit_memory_soft": 0,
    }
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
    return path
