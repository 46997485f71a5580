"""Bring what the project needs into the cache; quick when everything is there."""

import cluster
import environment
import odoo_tree
import system
from project import locked, say


def main(arguments):
    version = install()
    say(f"ready: Odoo {version}")


def install():
    """Install what is missing, start the database server and return Odoo's version."""
    with locked("install"):
        system.install_packages()
        version = odoo_tree.install()
        environment.install()
    cluster.start()
    return version
