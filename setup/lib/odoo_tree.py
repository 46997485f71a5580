"""Odoo 19.0: Debian's package unpacked in the cache, or the checkout named by ODOO_HOME."""

import os
import re
import shutil
from pathlib import Path

from project import CACHE, Failure, digest, output, run, say, step

ODOO = "odoo-19"
SUITE = "sid"
KEYRINGS = [
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
]
# Odoo's tree links to the files of these, so they are unpacked beside it.
COMPANIONS = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
]
# Debian leaves this out for its licence, and a bundle without it logs an error: an empty file will
# do, since nobody here blurs the background of video calls.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
DIST_PACKAGES = "usr/lib/python3/dist-packages"
DEBS = CACHE / "debs"
TREE = CACHE / "odoo"


def install():
    """Bring Odoo and return its version."""
    if not os.environ.get("ODOO_HOME") and not (TREE / "VERSION").exists():
        with step("Odoo 19.0 from Debian"):
            if not _cached_version():
                _download()
            _unpack()
    found = version()
    if not found.startswith("19.0"):
        raise Failure(f"Odoo {found} at {python_path()}: this project needs 19.0")
    return found


def python_path():
    """Return the directory from which `import odoo` works."""
    home = os.environ.get("ODOO_HOME")
    return Path(home).resolve() if home else TREE / DIST_PACKAGES


def addons_paths():
    """Return the directories of Odoo's own addons."""
    candidates = [python_path() / "odoo/addons", python_path() / "addons"]
    return [path for path in candidates if path.is_dir()]


def version():
    """Return the version: Debian's, or the one of the checkout with its path."""
    if not os.environ.get("ODOO_HOME"):
        return (TREE / "VERSION").read_text().strip()
    release = python_path() / "odoo/release.py"
    if not release.exists():
        raise Failure(f"ODOO_HOME={python_path()} is no Odoo checkout: it has no odoo/release.py")
    numbers = re.search(r"version_info = \((\d+), (\d+)", release.read_text())
    return f"{numbers[1]}.{numbers[2]}+{digest(str(python_path()))}"


def _cached_version():
    """Return the version of a complete set of packages kept in the cache, else None."""
    if not all(list(DEBS.glob(f"{name}_*.deb")) for name in [ODOO, *COMPANIONS]):
        return None
    return output(["dpkg-deb", "-f", next(DEBS.glob(f"{ODOO}_*.deb")), "Version"]).strip()


def _download():
    """Fetch the packages of Debian's suite, checked by its key, beside the machine's own APT."""
    apt = _isolated_apt()
    run(
        ["apt-get", *apt, "update", "-q"],
        "Debian's package list cannot be read: is the mirror reachable?",
    )
    candidate = output(["apt-cache", *apt, "show", "--no-all-versions", ODOO])
    found = re.search(r"^Version: (.*)$", candidate, re.M)
    if not found or not found[1].startswith("19.0"):
        raise Failure(
            f"Debian {SUITE} has no {ODOO} 19.0 any more: set ODOO_HOME=/path/to/a/19.0/checkout"
        )
    say(f"Odoo {found[1]}")
    partial = CACHE / "apt/debs"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    run(
        ["apt-get", *apt, "download", ODOO, *COMPANIONS],
        "Odoo's packages cannot be downloaded: is the mirror reachable?",
        cwd=partial,
    )
    shutil.rmtree(DEBS, ignore_errors=True)
    partial.rename(DEBS)


def _isolated_apt():
    keyring = next((path for path in KEYRINGS if Path(path).exists()), None)
    if not keyring:
        raise Failure("Debian's keys are missing: sudo apt-get install debian-archive-keyring")
    state = CACHE / "apt"
    for directory in ("lists/partial", "archives/partial"):
        (state / directory).mkdir(parents=True, exist_ok=True)
    sources = state / "sources.list"
    sources.write_text(f"deb [signed-by={keyring}] {debian_mirror()} {SUITE} main\n")
    settings = {
        "Dir::State::Lists": state / "lists",
        "Dir::Cache": state,
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        # root would otherwise hand the download to a user who cannot write here
        "APT::Sandbox::User": "",
    }
    return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]


def debian_mirror(etc=Path("/etc/apt")):
    """Return the address of the Debian archive that the machine already uses."""
    own = os.environ.get("DPO_DEBIAN_MIRROR")
    if own:
        return own
    files = [etc / "sources.list", *sorted(etc.glob("sources.list.d/*"))]
    for path in files:
        if path.suffix in (".list", ".sources") and path.is_file():
            for address in _addresses(path):
                if re.search(r"/debian/?$", address):
                    return address
    raise Failure(
        "the APT sources name no Debian mirror: set DPO_DEBIAN_MIRROR=ADDRESS or ODOO_HOME=CHECKOUT"
    )


def _addresses(path):
    """Return the archive addresses of a one-line or a deb822 source file."""
    text = path.read_text()
    if path.suffix == ".sources":
        lines = re.findall(r"^URIs:(.*(?:\n[ \t].*)*)", text, re.M | re.I)
        return [address for line in lines for address in line.split()]
    return re.findall(r"^deb(?:-src)?\s+(?:\[[^]]*\]\s+)?(\S+)", text, re.M)


def _unpack():
    fresh = TREE.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for deb in DEBS.glob("*.deb"):
        run(["dpkg-deb", "-x", deb, fresh], f"{deb} is damaged: delete it and try again")
    left_out = fresh / DIST_PACKAGES / LEFT_OUT
    left_out.parent.mkdir(parents=True, exist_ok=True)
    left_out.touch()
    (fresh / "VERSION").write_text(f"{_cached_version()}\n")
    shutil.rmtree(TREE, ignore_errors=True)
    fresh.rename(TREE)
