"""Run Odoo itself on this checkout's addons and the project's database server."""

import os

import odoo_process
from commands.install import install


def main(arguments):
    install()
    os.execve(
        odoo_process.COMMAND[0], [*odoo_process.COMMAND, *arguments], odoo_process.variables()
    )
