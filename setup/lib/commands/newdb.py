"""Make a French database with addons installed: newdb NAME ADDON..."""

import database
from cluster import psql
from commands.install import install
from project import Failure, say, step


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        raise Failure("say the database and the addons to install: setup/newdb NAME ADDON...")
    name, *modules = arguments
    install()
    with step(f"Database {name}"):
        database.create(name, modules)
        # no mail server to send a code: staff come in with the password alone
        psql("DELETE FROM ir_config_parameter WHERE key = 'auth_totp.policy'", name)
    say(f"use it: ./setup/odoo -d {name}")
