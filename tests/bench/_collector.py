"""Odoo's collector of deleted files, called as its scheduled job is, but without a pause."""

import time
from pathlib import Path

from odoo.tools import config


def main(env, data, stop):
    config["data_dir"] = data
    while not Path(stop).exists():
        with env.registry.cursor() as lock:  # the one that a job holds while it runs
            if env(cr=lock).ref("base.autovacuum_job").try_lock_for_update(allow_referencing=True):
                env["ir.attachment"]._gc_file_store()
        time.sleep(0.2)
