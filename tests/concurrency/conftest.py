"""Real processes on one database: what a test inside a single transaction cannot show.

A worker is forked from this process, which has the registry loaded, and killed at will.
"""

import contextlib
import os
import random
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "setup/lib"))

import database
import odoo_process

os.environ.update(odoo_process.variables())

# Odoo's own libraries warn of their future
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from odoo import SUPERUSER_ID, api, sql_db
    from odoo.modules.registry import Registry
    from odoo.service.model import retrying
    from odoo.tools import config

DEADLINE = 120
KILLS = 20
KILLED_AT_LEAST = 3  # fewer on a quicker machine: the work would be too short to be a test


class Cluster:
    """A database of its own, and processes that work on it."""

    def __init__(self, name):
        self.name = name
        self.registry = Registry(name)

    def run(self, action):
        """Call ``action(env)`` in this process, commit and return what it returns."""
        with self.registry.cursor() as cr:
            return action(api.Environment(cr, SUPERUSER_ID, {}))

    def start(self, action):
        """Call ``action(env)`` in a new process; return its id."""
        sql_db.close_all()  # a connection cannot be shared by two processes
        pid = os.fork()
        if pid:
            return pid
        try:
            random.seed(os.getpid())
            self.run(action)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def start_request(self, action):
        """Like ``start``, as a request of the web client: replayed on a conflict."""

        def request(env):
            retrying(lambda: action(env), env)

        return self.start(request)

    def wait(self, *pids):
        """Wait for processes and return their exit codes."""
        return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def kill_often(self, work, is_over, longest):
        """Kill workers at random moments until the work is over, then let it end.

        :param longest: seconds a worker may live
        """
        killed = 0
        for _ in range(KILLS):
            worker = self.start(work)
            time.sleep(random.uniform(0.02, longest))
            self.kill(worker)
            if self.run(is_over):
                break
            killed += 1
        while not self.run(is_over):
            assert self.wait(self.start(work)) == [0]
        assert killed >= KILLED_AT_LEAST, "the work was too short for the test"

    def wait_until(self, condition):
        """Poll ``condition(env)`` and return its first true value."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            if value := self.run(condition):
                return value
            time.sleep(0.02)
        raise AssertionError("nothing happened for too long")


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session", autouse=True)
def odoo_configuration():
    config.parse_config(["--no-http", "--max-cron-threads=0", "--log-level=critical"])


@pytest.fixture
def cluster(request):
    """A fresh clone of the database with the addons that the test module names, or of the demo."""
    with _fresh_cluster(request.module.ADDONS) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def module_cluster(request):
    """The same for all tests of the module."""
    with _fresh_cluster(request.module.ADDONS) as cluster:
        yield cluster


@contextlib.contextmanager
def _fresh_cluster(modules):
    source = database.demo() if modules == "demo" else database.template(modules)
    name = f"concurrency_{source.rsplit('_', 1)[1]}_{os.getpid()}"
    database.clone(source, name)
    yield Cluster(name)
    Registry.delete(name)
    sql_db.close_all()
    database.drop(name)
