"""Serve the demo: a fictional year of an OPSN, in French, on http://localhost:8069."""

import os
import socket

import cluster
import database
import odoo_process
from commands.install import install
from project import LOG, SETUP, Failure, say

PORT = int(os.environ.get("DPO_PORT", "8069"))
LOGINS = SETUP / "demo_logins.txt"


def main(arguments):
    _check_port()
    started_here = not cluster.is_running()
    install()
    name = database.demo()
    log = LOG / "demo.log"
    try:
        with odoo_process.server(name, log, PORT) as (process, address):
            _print_welcome(address, log)
            code = process.wait()
            raise Failure(f"Odoo stopped by itself with code {code}: see {log}")
    except KeyboardInterrupt:
        say("stopped")
    finally:
        if started_here and not database.in_use():
            cluster.stop()


def _check_port():
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            raise Failure(f"port {PORT} is taken: DPO_PORT={PORT + 1} ./setup/run")


def _print_welcome(address, log):
    say(f"ready on {address} (Ctrl-C stops it); log: {log}")
    print(LOGINS.read_text() if LOGINS.exists() else "login admin, password admin", flush=True)
