"""The project's own PostgreSQL cluster, for tests and the demo only: it trades safety for speed."""

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

from project import CACHE, Failure, digest, locked, run, say
from system import postgresql_binaries

ROLE = "odoo"
# Called by root, the server runs as the user that Debian's package creates.
SERVER_USER = "postgres"
# sockaddr_un holds 107 bytes; the file name takes some of them
LONGEST_SOCKET_DIRECTORY = 107 - len("/.s.PGSQL.5432.lock")
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": 200,
    "max_locks_per_transaction": 256,
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "random_page_cost": 1.1,
    # containers often have a small /dev/shm, and equal plans give equal timings
    "max_parallel_workers_per_gather": 0,
    "jit": "off",
}


def start():
    """Start the cluster, creating it first if needed."""
    with locked("cluster"):
        if is_running():
            return
        if not (data_directory() / "PG_VERSION").exists():
            _create()
        say(f"PostgreSQL starts in {home()}")
        socket_directory().mkdir(mode=0o700, parents=True, exist_ok=True)
        _give_to_server(socket_directory())
        settings = {**SETTINGS, "unix_socket_directories": f"'{socket_directory()}'"}
        (data_directory() / "postgresql.auto.conf").write_text(
            "".join(f"{name} = {value}\n" for name, value in settings.items())
        )
        log = home() / "postgresql.log"
        _as_server(
            ["pg_ctl", "start", "-w", "-s", "-D", data_directory(), "-l", log],
            f"PostgreSQL does not start (see {log}); `setup/db reset` makes a new, empty cluster",
        )


def stop():
    """Stop the cluster."""
    if is_running():
        _as_server(
            ["pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", data_directory()],
            "PostgreSQL does not stop",
        )


def reset():
    """Throw the cluster away with every database in it."""
    stop()
    shutil.rmtree(home(), ignore_errors=True)


def is_running():
    """Tell whether the server accepts connections."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(socket_directory() / ".s.PGSQL.5432")) == 0


def home():
    """Return the directory of the cluster: in the cache, if the server's user gets there."""
    inside = CACHE / "postgresql"
    if os.geteuid() or _everyone_may_enter(CACHE):
        return inside
    return Path(f"/var/lib/opsn-dpo-{digest(str(CACHE))}")


def data_directory():
    """Return the data directory, one for each major version of PostgreSQL."""
    return home() / postgresql_binaries().parent.name


def socket_directory():
    """Return a directory whose path is short enough for a Unix socket."""
    inside = home() / "socket"
    if len(str(inside)) <= LONGEST_SOCKET_DIRECTORY:
        return inside
    return Path(f"/tmp/opsn-dpo-{os.geteuid()}-{digest(str(CACHE))}")


def environment():
    """Return the variables with which psql, createdb and Odoo reach the cluster."""
    return {"PGHOST": str(socket_directory()), "PGPORT": "5432", "PGUSER": ROLE}


def _create():
    data = data_directory()
    say(f"PostgreSQL {data.name}: a new cluster in {home()}")
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700, parents=True)
    _give_to_server(home())
    _give_to_server(data)
    _as_server(
        [
            "initdb",
            "-D",
            data,
            "-U",
            ROLE,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        "the PostgreSQL cluster cannot be created",
    )


def _as_server(command, failure):
    program, *arguments = command
    options = (
        {"user": SERVER_USER, "group": SERVER_USER, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    # a session of its own: Ctrl-C in the terminal must not reach the server
    run(
        [postgresql_binaries() / program, *arguments],
        failure,
        cwd="/",
        start_new_session=True,
        **options,
    )


def _give_to_server(path):
    if os.geteuid() == 0:
        try:
            account = pwd.getpwnam(SERVER_USER)
        except KeyError:
            raise Failure("user postgres is missing: apt-get install postgresql") from None
        os.chown(path, account.pw_uid, account.pw_gid)


def _everyone_may_enter(path):
    return all(directory.stat().st_mode & 0o001 for directory in [path, *path.parents])


def psql(query, database="postgres"):
    """Run a query and return its rows as lists of strings."""
    shown = subprocess.run(
        [
            "psql",
            "-X",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-F",
            "\t",
            "-d",
            database,
            "-c",
            query,
        ],
        env={**os.environ, **environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    if shown.returncode:
        raise Failure(f"query failed: {shown.stderr.strip()}")
    return [line.split("\t") for line in shown.stdout.splitlines()]
