"""A backup made while people work holds every file, and a restore never spoils what is there."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import database
import pytest
from cluster import psql

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from _service import Service, keep_files_on_disk

ADDONS = ["dpo_base"]
# stands before the real one on the PATH, tells that it was called and waits
SLOW_DUMP = """#!/bin/sh
touch {0}/called
while [ ! -e {0}/go ]; do sleep 0.05; done
PATH=${{PATH#*:}} exec pg_dump "$@"
"""


@pytest.fixture
def service(cluster, tmp_path):
    """A service with two attachments of its own; the databases restored beside go at the end."""
    service = Service(cluster.name, tmp_path)
    cluster.run(lambda env: keep_files_on_disk(env, service))
    cluster.run(lambda env: attach(env, "convention", "engagement"))
    yield service
    database.drop(f"{service.database}_copy", f"{service.database}_copy_restore")


def attach(env, *names):
    env["ir.attachment"].create([{"name": name, "raw": name.encode() * 999} for name in names])


def path_of(env, name):
    return env["ir.attachment"].search([("name", "=", name)], limit=1).store_fname


def names_in(copy):
    return {name for (name,) in psql("SELECT name FROM ir_attachment", copy)}


def restore(service, backup, *options):
    copy = f"{service.database}_copy"
    # the variable names the service itself, as in the image: it is not what is restored
    code, shown = service.run("dpo-restore", *options, backup, copy, PGDATABASE=service.database)
    return code, shown, copy


@contextlib.contextmanager
def backup_under_way(service, directory):
    """A backup that holds its locks and has its snapshot, and goes on when the block is left."""
    slow = directory / "bin"
    slow.mkdir()
    (slow / "pg_dump").write_text(SLOW_DUMP.format(directory))
    (slow / "pg_dump").chmod(0o755)
    search = f"{slow}:{service.environment()['PATH']}"
    options = service.script("dpo-backup", service.database, PATH=search)
    with subprocess.Popen(**options) as backup:
        try:
            while not (directory / "called").exists():
                assert backup.poll() is None, backup.stdout.read()
                time.sleep(0.05)
            yield
        finally:
            (directory / "go").touch()
        assert backup.wait() == 0, backup.stdout.read()


def test_a_file_deleted_during_the_backup_is_in_it(cluster, service, tmp_path):
    path = cluster.run(lambda env: path_of(env, "convention"))
    job = cluster.run(lambda env: env.ref("base.autovacuum_job").id)
    with backup_under_way(service, tmp_path):
        # people work on
        cluster.run(lambda env: env["ir.attachment"].search([("name", "=", "convention")]).unlink())
        cluster.run(lambda env: attach(env, "written meanwhile"))
        # the collector does not start, and waits when it is called
        job_is_free = f"SELECT 1 FROM ir_cron WHERE id = {job} FOR NO KEY UPDATE SKIP LOCKED"
        assert psql(job_is_free, service.database) == []
        collector = cluster.start(lambda env: env["ir.attachment"]._gc_file_store())
        time.sleep(1)
        assert (service.filestore() / path).exists()
    cluster.wait(collector)
    assert not (service.filestore() / path).exists()  # the control: it was the collector's
    code, shown, copy = restore(service, next(service.backups.glob("*Z")))
    assert code == 0, shown
    assert (service.filestore(copy) / path).exists()
    assert "convention" in names_in(copy)
    assert "written meanwhile" not in names_in(copy)


def test_a_file_lost_by_the_service_is_told_and_the_rest_is_saved(cluster, service):
    path = cluster.run(lambda env: path_of(env, "convention"))
    (service.filestore() / path).write_bytes(b"rot")
    code, shown = service.run("dpo-backup", service.database)
    assert code == 3, shown
    backup = next(service.backups.glob("*Z"))
    assert (backup / "damaged").read_text() == f"{path}\n"
    code, shown, copy = restore(service, backup)
    assert (code, path in shown) == (1, True)
    assert not database.exists(copy)
    assert not database.exists(f"{copy}_restore")
    code, shown, copy = restore(service, backup, "--accept-damage")
    assert (code, "1 missing or damaged" in shown) == (0, True)


def test_a_restore_touches_no_database_that_is_there(cluster, service):
    backup = service.backup()
    cluster.run(lambda env: attach(env, "after the backup"))
    code, shown = service.run("dpo-restore", backup, service.database)
    assert (code, "--replace" in shown) == (1, True)
    (backup / "database.dump").write_bytes(b"PGDMP")
    code, shown = service.run("dpo-restore", "--replace", backup, service.database)
    assert (code, "damaged" in shown) == (1, True)
    assert "after the backup" in names_in(service.database)


def test_a_copy_for_tests_writes_to_nobody(cluster, service):
    cluster.run(lambda env: env["mail.mail"].create({"email_to": "mairie@example.fr"}))
    backup = service.backup()
    code, shown, copy = restore(service, backup, "--neutralize")
    assert code == 0, shown
    assert psql("SELECT DISTINCT state FROM mail_mail", copy) == [["cancel"]]
    uuids = "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'"
    assert psql(uuids, copy) != psql(uuids, service.database)
    code, shown, copy = restore(service, backup, "--replace")
    assert code == 0, shown
    assert psql("SELECT DISTINCT state FROM mail_mail", copy) == [["outgoing"]]


def test_a_job_that_is_late_shows(cluster, service):
    on_time = "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC'"
    psql(on_time, service.database)
    assert service.run("dpo-cron-health", PGDATABASE=service.database) == (0, "")
    psql(f"{on_time} - interval '2 hours' WHERE id = 1", service.database)
    code, shown = service.run("dpo-cron-health", PGDATABASE=service.database)
    assert (code, shown) == (1, "1 scheduled jobs are late by more than an hour\n")


def test_old_backups_go_with_the_files_that_nobody_needs(cluster, service):
    path = cluster.run(lambda env: path_of(env, "convention"))
    service.backup()
    cluster.run(lambda env: env["ir.attachment"].search([("name", "=", "convention")]).unlink())
    time.sleep(1)  # a backup is named by its second
    code, shown = service.run("dpo-backup", "--keep", "1", service.database)
    assert code == 0, shown
    (last,) = service.backups.glob("*Z")
    pool = {f"{file.parent.name}/{file.name}" for file in service.backups.glob("pool/*/*")}
    assert pool == {line.split("  ")[1] for line in (last / "files").read_text().splitlines()}
    assert path not in pool
