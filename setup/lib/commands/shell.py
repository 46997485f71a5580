"""Open Odoo's shell on a database, by default the demo: shell [DATABASE]"""

import os

import database
import odoo_process
from commands.install import install
from project import Failure


def main(arguments):
    install()
    name = arguments[0] if arguments else database.newest_demo()
    if not name or not database.exists(name):
        raise Failure(f"no database {name or 'of the demo yet: run ./setup/run once'}")
    command = [*odoo_process.COMMAND, "shell", "-d", name, "--no-http", *arguments[1:]]
    os.execve(command[0], command, odoo_process.variables())
