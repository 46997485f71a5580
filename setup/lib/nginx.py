"""The web server of docker/, to check and to try its configuration: Debian's, unpacked.

Installing the package would start a server on port 80 of the machine.
"""

import shutil
from pathlib import Path

from project import CACHE, locked, run, step

TREE = CACHE / "nginx"
INSTALLED = Path("/usr/sbin/nginx")


def install():
    """Bring nginx and return the path of its program."""
    if INSTALLED.exists():
        return INSTALLED
    program = TREE / "usr/sbin/nginx"
    with locked("nginx"):
        if not program.exists():
            with step("nginx from Debian"):
                _download()
    return program


def _download():
    fresh = TREE.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for directory in ("lists/partial", "archives/partial"):
        (fresh / "apt" / directory).mkdir(parents=True)
    # the machine's own sources, without touching its lists nor asking for root
    settings = {
        "Dir::State::Lists": fresh / "apt/lists",
        "Dir::Cache": fresh / "apt",
        "APT::Sandbox::User": "",
    }
    options = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
    apt = ["apt-get", *options]
    unreachable = "nginx cannot be downloaded: is the Debian mirror reachable?"
    run([*apt, "update", "-q"], unreachable)
    run([*apt, "download", "nginx"], unreachable, cwd=fresh)
    run(["dpkg-deb", "-x", next(fresh.glob("nginx_*.deb")), fresh], "nginx cannot be unpacked")
    shutil.rmtree(fresh / "apt")
    shutil.rmtree(TREE, ignore_errors=True)
    fresh.rename(TREE)
