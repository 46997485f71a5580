"""The restore drill: a backup made while people write, restored beside, and asked for everything.

Two writers note exchanges with files and delete some, the collector of deleted files runs without a
pause. Odoo's own backup is made in the same run on the same load, as the peer.
"""

import contextlib
import hashlib
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "setup/lib"))

import cluster
import database
import odoo_process
import psycopg2
from _digest import digest, tables
from _measure import bar, remark
from _service import Service, keep_files_on_disk
from _writer import content_of, is_deleted, name_of
from fee_data import create_grid, create_locked_call, create_members, load_books

from odoo.service.db import dump_db
from odoo.tools import config

HERE = Path(__file__).parent
MEMBERS, FILES, FILE_SIZE = 450, 4000, 40_000
WRITERS = ("ana", "bob")
WARM = 20  # transactions of each, before anything is measured
# written by the writers, or by Odoo when a server starts on the copy
MOVING = {"dpo_exchange", "ir_attachment", "mail_message", "dpo_signal"}


def main(env, *_options):
    with tempfile.TemporaryDirectory() as directory:
        service = Service(env.cr.dbname, Path(directory))
        copy = f"{service.database}_copy"
        try:
            _drill(env, service, copy)
        finally:
            database.drop(copy, f"{copy}_restore")


def _drill(env, service, copy):
    commune = _prepare(env, service)
    with _people_at_work(service, commune) as stop:
        while any(len(_commits(service, name)) < WARM for name in WRITERS):
            time.sleep(0.1)
        _peer(service)
        backup, seconds, written = _timed_backup(service)
        time.sleep(1)
        stop()
    bar("backup-minutes", seconds / 60, 2)
    remark(f"while it ran: {written}")
    _timed_restore(service, backup, copy)
    with _connected(copy) as cr:
        _ask_for_files(cr, service, copy)
        _ask_for_transactions(cr, service, copy)
        _compare(env, cr)


def _prepare(env, service):
    """Books, members, a locked call and files, as after some years; return a commune."""
    load_books(env)
    members = create_members(env, MEMBERS)
    create_locked_call(env, create_grid(env), "ADH")
    env["ir.attachment"].create(
        [
            {
                "name": f"old {rank}",
                "raw": hashlib.sha512(b"%d" % rank).digest() * (FILE_SIZE // 64),
            }
            for rank in range(FILES)
        ]
    )
    keep_files_on_disk(env, service)
    env.cr.commit()
    return members[0]


@contextlib.contextmanager
def _people_at_work(service, commune):
    """Start the writers and the collector; yield what stops them."""
    flag = service.backups.parent / "stop"
    common = (str(service.data), str(flag))
    jobs = {name: ("_writer.py", name, *common, str(commune.id)) for name in WRITERS}
    jobs["collector"] = ("_collector.py", *common)
    processes = {}
    try:
        for name, (script, *arguments) in jobs.items():
            options = odoo_process.script(service.database, HERE / script, *arguments)
            text = options.pop("input")
            log = (service.backups.parent / name).open("w")
            process = subprocess.Popen(stdin=subprocess.PIPE, stdout=log, stderr=log, **options)
            process.stdin.write(text)
            process.stdin.close()
            log.close()
            processes[name] = process
        yield lambda: _stop(flag, processes)
    finally:
        for process in processes.values():
            process.kill()
            process.wait()


def _stop(flag, processes):
    flag.touch()
    codes = {name: process.wait(timeout=60) for name, process in processes.items()}
    assert set(codes.values()) == {0}, codes


def _timed_backup(service):
    started = time.time()
    backup = service.backup()
    ended = time.time()
    return backup, ended - started, _commits_between(service, started, ended)


def _commits(service, writer):
    """The (instant, seconds) of each transaction of a writer so far."""
    lines = (service.backups.parent / writer).read_text().splitlines()
    return [
        [float(part) for part in line.split()]
        for line in lines
        if re.fullmatch(r"[\d.]+ [\d.]+", line)
    ]


def _commits_between(service, started, ended):
    """What the writers did meanwhile, and how long the slowest of them waited."""
    commits = [commit for name in WRITERS for commit in _commits(service, name)]
    spent = [seconds for instant, seconds in commits if started <= instant <= ended]
    others = [seconds for instant, seconds in commits if instant < started]
    return (
        f"{len(spent)} transactions of people, slowest {max(spent):.2f} s"
        f" (before: {len(others)}, slowest {max(others):.2f} s)"
    )


def _peer(service):
    """Odoo's own backup: the files first, then the dump."""
    config["list_db"] = True  # or it refuses
    started = time.monotonic()
    with tempfile.TemporaryFile() as stream:
        dump_db(service.database, stream)
        with zipfile.ZipFile(stream) as archive:
            missing = _missing_of(archive)
    spent = (time.monotonic() - started) / 60
    remark(f"Odoo's own backup under the same load: {missing} files missing, {spent:.2f} minutes")


def _missing_of(archive):
    files, missing, column = set(archive.namelist()), 0, None
    with archive.open("dump.sql") as dump:
        for line in map(bytes.decode, dump):
            if line.startswith("COPY public.ir_attachment ("):
                column = re.findall(r"\w+", line.partition("(")[2]).index("store_fname")
            elif line.startswith("\\."):
                column = None
            elif column is not None:
                path = line.split("\t")[column]
                missing += path != r"\N" and f"filestore/{path}" not in files
    return missing


def _timed_restore(service, backup, copy):
    started = time.monotonic()
    code, shown = service.run("dpo-restore", backup, copy)
    assert code == 0, shown
    bar("restore-minutes", (time.monotonic() - started) / 60, 2)


@contextlib.contextmanager
def _connected(name):
    variables = cluster.environment()
    with contextlib.closing(
        psycopg2.connect(host=variables["PGHOST"], user=variables["PGUSER"], dbname=name)
    ) as connection:
        yield connection.cursor()


def _ask_for_files(cr, service, copy):
    """Every attachment has its file, of its size, with its checksum: not asked of the script."""
    cr.execute(
        "SELECT store_fname, checksum, file_size FROM ir_attachment WHERE store_fname IS NOT NULL"
    )
    missing = wrong = 0
    for path, checksum, size in cr.fetchall():
        file = service.filestore(copy) / path
        if not file.exists():
            missing += 1
        else:
            content = file.read_bytes()
            wrong += (len(content), hashlib.sha1(content).hexdigest()) != (size, checksum)
    remark(f"{cr.rowcount} attachments restored, in {_count(service, copy)} files")
    bar("files-missing", missing, 0)
    bar("files-different", wrong, 0)


def _count(service, copy):
    return sum(1 for path in service.filestore(copy).glob("*/*") if path.is_file())


def _ask_for_transactions(cr, service, copy):
    """Of each writer the first n transactions are there, whole, and nothing of a later one."""
    torn = 0
    for writer in WRITERS:
        cr.execute("SELECT summary FROM dpo_exchange WHERE summary LIKE %s", [f"{writer}-%"])
        exchanges = {name for (name,) in cr.fetchall()}
        cr.execute(
            "SELECT name, store_fname FROM ir_attachment WHERE name LIKE %s", [f"{writer}-%"]
        )
        attached = dict(cr.fetchall())
        last = len(exchanges)
        wanted = {name_of(writer, number) for number in range(1, last + 1)}
        kept = {
            name_of(writer, number) for number in range(1, last + 1) if not is_deleted(number, last)
        }
        torn += len(exchanges ^ wanted) + len(attached.keys() ^ kept)
        torn += sum(
            (service.filestore(copy) / path).read_bytes() != content_of(name)
            for name, path in attached.items()
        )
        remark(f"{writer}: {last} transactions restored, {len(attached)} files of theirs")
    bar("transactions-torn", torn, 0)


def _compare(env, cr):
    """What nobody wrote meanwhile is the same, row by row, as in the service."""
    env.cr.rollback()
    still = [name for name in tables(env.cr) if name not in MOVING]
    ours, theirs = digest(cr, still), digest(env.cr, still)
    rows = sum(count for count, _hash in digest(cr).values())
    remark(f"{rows} rows restored")
    different = [name for name in still if ours[name] != theirs[name]]
    if different:
        remark(f"different: {', '.join(different)}")
    bar("tables-different", len(different), 0)
