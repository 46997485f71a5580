"""Bring the .pot of addons up to date and merge it into their fr.po: i18n [ADDON...]"""

import subprocess

import addons
import database
import odoo_process
from commands.install import install
from project import SETUP

SCRIPT = SETUP / "lib/scripts/translations.py"


def main(arguments):
    names = sorted(addons.chosen(arguments))
    install()
    return translations("update", names)


def translations(action, names):
    """Check or update the translations of addons; return 1 when some are wrong."""
    name = database.template(names)
    return subprocess.run(
        **odoo_process.script(name, SCRIPT, action, *names), check=False
    ).returncode
