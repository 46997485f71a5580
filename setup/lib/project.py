"""Where things are, and how commands are run and reported."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / "setup"
CACHE = Path(os.environ.get("DPO_CACHE") or ROOT / ".cache").absolute()
# several checkouts may share a cache
LOG = CACHE / "log" if CACHE.is_relative_to(ROOT) else CACHE / "log" / ROOT.name


class Failure(Exception):
    """What went wrong and what to do about it, in one line."""


def say(message):
    print(f"setup: {message}", flush=True)


@contextlib.contextmanager
def step(message):
    """Announce a long step, then tell how long it took."""
    say(f"{message}...")
    start = time.monotonic()
    yield
    say(f"{message}: {time.monotonic() - start:.0f} s")


def run(command, failure, **options):
    """Run a command with its output in the setup log; raise `failure` if it fails."""
    LOG.mkdir(parents=True, exist_ok=True)
    log = LOG / "setup.log"
    with log.open("a") as output:
        print("$", *command, file=output, flush=True)
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        options |= {"stdout": output, "stderr": output}
        if subprocess.run([str(part) for part in command], check=False, **options).returncode:
            raise Failure(f"{failure} (details at the end of {log})")


def output(command):
    """Return what a command prints, whatever its exit code."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def digest(*parts):
    """Return a short hash of strings and of the content of files."""
    result = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        result.update(b"%d:" % len(data) + data)
    return result.hexdigest()[:12]


@contextlib.contextmanager
def locked(name):
    """Let one process at a time do what is named, across checkouts that share the cache."""
    locks = CACHE / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
