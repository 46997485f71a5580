"""Somebody at work during the restore drill: notes exchanges with files, deletes old ones.

Each transaction has a number and its content follows from it, so that a restored database can be
asked what should be in it.
"""

import hashlib
import time
from pathlib import Path

from odoo.tools import config

KEPT = 4  # every fifth file is deleted when the fourth after it is written
SIZE = 20_000


def name_of(writer, number):
    return f"{writer}-{number:06d}"


def content_of(name):
    return hashlib.sha512(name.encode()).digest() * (SIZE // 64)


def is_deleted(number, last):
    return number % 5 == 0 and number + KEPT <= last


def main(env, writer, data, stop, commune_id):
    """Write until the file `stop` is there; print the instant and the seconds of each commit."""
    config["data_dir"] = data
    collectivity, number = int(commune_id), 0
    while not Path(stop).exists():
        number += 1
        started = time.time()
        _write(env, writer, number, collectivity)
        env.cr.commit()
        print(f"{started:.3f} {time.time() - started:.3f}", flush=True)
        time.sleep(0.02)


def _write(env, writer, number, collectivity):
    name = name_of(writer, number)
    exchange = env["dpo.exchange"].create({"collectivity_id": collectivity, "summary": name})
    values = {"name": name, "raw": content_of(name)}
    env["ir.attachment"].create({**values, "res_model": exchange._name, "res_id": exchange.id})
    if is_deleted(number - KEPT, number):
        old = name_of(writer, number - KEPT)
        env["ir.attachment"].search([("name", "=", old)]).unlink()
    env.invalidate_all()
