"""Make a French database with addons installed: newdb NAME ADDON..."""

import database
from commands.install import install
from project import Failure, say, step


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        raise Failure("say the database and the addons to install: setup/newdb NAME ADDON...")
    name, *modules = arguments
    install()
    with step(f"Database {name}"):
        database.create(name, modules)
    say(f"use it: ./setup/odoo -d {name}")
