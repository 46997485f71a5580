"""Bring the .pot of addons up to date and merge it into their fr.po: i18n [ADDON...]"""

import subprocess

import addons
import database
import odoo_process
from commands.install import install
from project import SETUP

SCRIPT = SETUP / "lib/scripts/translations.py"


def main(arguments):
    names = sorted(addons.chosen(arguments) if arguments else addons.shipped())
    install()
    return translations("update", names, names)


def translations(action, names, installed):
    """Check or update the translations of addons on a database where others may be installed."""
    name = database.template(installed)
    return subprocess.run(
        **odoo_process.script(name, SCRIPT, action, *names), check=False
    ).returncode
