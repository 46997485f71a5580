"""How Odoo is started: configuration, environment, a script, a server."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

import addons
import cluster
import environment
from project import CACHE, ROOT, Failure, digest, run

COMMAND = [str(environment.PYTHON), "-m", "odoo"]
START_SECONDS = 180


def variables(**more):
    """Return the environment of an Odoo process: its configuration file and its database server."""
    return {**os.environ, **cluster.environment(), "ODOO_RC": str(_configuration()), **more}


def script(database, path, *arguments):
    """Return what runs `main(env, *arguments)` of a Python file on a database, for subprocess."""
    code = f"import runpy; runpy.run_path({str(path)!r})['main'](env, *{arguments!r})"
    return {
        "args": [*COMMAND, "shell", "-d", database, "--no-http", "--log-level=warn"],
        "input": f"import sys; sys.path.insert(0, {str(path.parent)!r}); {code}",
        "env": variables(),
        "text": True,
    }


def run_script(database, path, failure):
    """Run a script with its output in the setup log."""
    options = script(database, path)
    run(options.pop("args"), failure, **options)


@contextlib.contextmanager
def server(database, log, port=None):
    """Serve one database; yield the process and its address once it answers."""
    port = port or free_port()
    process = subprocess.Popen(
        [
            *COMMAND,
            *server_options(database, port),
            "--logfile",
            str(log),
            "--max-cron-threads",
            "1",
        ],
        env=variables(),
        stdin=subprocess.DEVNULL,
        # a session of its own: Ctrl-C reaches us alone, and Odoo gets one signal, not two
        start_new_session=True,
    )
    try:
        address = f"http://localhost:{port}"
        _wait_for(process, address, log)
        yield process, address
    finally:
        process.terminate()
        process.wait()


def server_options(database, port):
    """Return options that keep two servers apart: one database, own ports, own files."""
    return [
        *("-d", database, "--db-filter", f"^{database}$"),
        *("--http-port", str(port), "--gevent-port", str(free_port())),
        *("--data-dir", str(data_directory(database))),
    ]


def data_directory(database):
    return CACHE / "data" / database


def free_port():
    """Return a TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(process, address, log):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        # nobody listens yet
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{address}/web/health", timeout=5).close()
            return
        time.sleep(0.3)
    raise Failure(f"Odoo does not answer at {address}: see {log}")


def _configuration():
    """Write the configuration of this checkout and return its path."""
    path = CACHE / f"conf/{digest(str(ROOT))}.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = {
        "addons_path": ",".join(map(str, addons.paths())),
        "data_dir": CACHE / "data",
        "http_interface": "127.0.0.1",
        "list_db": False,
        "screenshots": CACHE / "log/screenshots",
        "limit_time_cpu": 600,
        "limit_time_real": 1200,
        "limit_memory_hard": 0,
        "limit_memory_soft": 0,
    }
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
    return path
