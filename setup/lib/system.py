"""Debian packages that the project needs on the machine."""

import os
import re
import shutil
from pathlib import Path

from project import Failure, output, run, step

PACKAGES = [
    "postgresql",
    "chromium",
    # WeasyPrint draws text with these
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-open-sans",
    "fonts-dejavu-core",
    "fonts-liberation",
    # tests read the PDFs they make
    "poppler-utils",
]
# Only for core's own reports; newer Debian no longer has it.
OPTIONAL_PACKAGES = ["wkhtmltopdf"]
MINIMAL_POSTGRESQL = 15


def install_packages():
    """Install the Debian packages that are missing, or tell how to."""
    if not shutil.which("apt-get"):
        raise Failure("apt-get is missing: this needs Debian 12 or newer")
    wanted = [*PACKAGES, *OPTIONAL_PACKAGES]
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        wanted.append("python3-venv")
    require(*missing(wanted))


def missing(packages):
    """Return the packages that are not installed."""
    shown = output(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages])
    installed = {line.split()[0] for line in shown.splitlines() if line.endswith(" installed")}
    return [package for package in packages if package not in installed]


def require(*packages):
    """Install packages as root, by sudo when it asks for no password, or name the command."""
    if not packages:
        return
    prefix = _root_prefix()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Debian packages {' '.join(packages)}"):
        if prefix is not None:
            run([*prefix, "apt-get", "update", "-q"], "apt-get update failed", env=environment)
        packages = [
            package
            for package in packages
            if package not in OPTIONAL_PACKAGES or _is_available(package)
        ]
        command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        if prefix is None and packages:
            raise Failure(f"Debian packages are missing: sudo {' '.join(command)}")
        run(
            [*prefix, *command],
            f"packages were not installed: {' '.join(command)}",
            env=environment,
        )


def postgresql_binaries():
    """Return the directory of the newest PostgreSQL server binaries."""
    found = {
        int(path.parts[-3]): path.parent
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if re.fullmatch(r"\d+", path.parts[-3])
    }
    newest = max(found, default=0)
    if newest < MINIMAL_POSTGRESQL:
        raise Failure(
            f"PostgreSQL {MINIMAL_POSTGRESQL} or newer is missing: sudo apt-get install postgresql"
        )
    return found[newest]


def _root_prefix():
    """Return what to put before a command that needs root, or None when nothing helps."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and output([sudo, "-n", "id", "-u"]).strip() == "0":
        return [sudo, "-n", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _is_available(package):
    return bool(output(["apt-cache", "show", package]))
