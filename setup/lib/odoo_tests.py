"""Odoo's own tests: on clones of a prepared database, in two processes, counted from the log."""

import ast
import contextlib
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import database
import odoo_process
from project import LOG, Failure, say
from report import Report

PROCESSES = 2
# A test that drives a browser or a server lasts about as long as this many others.
WEB_WEIGHT = 5
WEB_TEST = re.compile(r"Http\w*Case|start_tour|browser_js")
RECORD = re.compile(r"^\S+ \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<message>.*)$")
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
PROBLEM_LEVELS = ("ERROR", "CRITICAL")
# Debian leaves this library of `mail` out (blurred background of video calls); the first test
# that needs a server says so
KNOWN_PROBLEM = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def run(directories):
    """Run the tests of the addons in {name: directory} and return a Report."""
    files = [
        path
        for directory in directories.values()
        for path in sorted(directory.glob("tests/test_*.py"))
    ]
    if not files:
        say("Odoo tests: these addons have none")
        return Report()
    source = database.template(sorted(directories))
    with contextlib.ExitStack() as stack, ThreadPoolExecutor() as readers:
        runs = [_Run(source, number, group) for number, group in enumerate(_split(files))]
        for one in runs:
            stack.callback(one.close)
        list(readers.map(_Run.follow, runs))
    return sum((one.report for one in runs), Report())


def _split(files):
    """Share test files between processes; those that need a browser stay together.

    Each process that drives a browser has to build the assets first.
    """
    web = [path for path in files if WEB_TEST.search(path.read_text())]
    groups = [web, *([] for _ in range(PROCESSES - 1))]
    weights = [WEB_WEIGHT * sum(map(_count, web)), *[0] * (PROCESSES - 1)]
    for path in sorted(set(files) - set(web), key=_count, reverse=True):
        lightest = weights.index(min(weights))
        groups[lightest].append(path)
        weights[lightest] += _count(path)
    return [group for group in groups if group]


def _count(path):
    tree = ast.parse(path.read_text())
    return sum(
        isinstance(node, ast.FunctionDef) and node.name.startswith("test")
        for node in ast.walk(tree)
    )


class _Run:
    """One Odoo process with its own database, port, data directory and log."""

    def __init__(self, source, number, files):
        self.report = Report()
        self._finished = False
        self._announced = None
        port = odoo_process.free_port()
        self._database = f"test_{source.rsplit('_', 1)[1]}_{port}"
        database.clone(source, self._database)
        LOG.mkdir(parents=True, exist_ok=True)
        self.path = LOG / f"test-{number}.log"
        self._log = self.path.open("w")
        # /<addon>/tests/<file>.py, as Odoo's --test-tags selects files
        tags = ",".join(f"/{'/'.join(path.parts[-3:])}" for path in files)
        self.process = subprocess.Popen(
            [
                *odoo_process.COMMAND,
                *odoo_process.server_options(self._database, port),
                *("--test-tags", tags, "--stop-after-init"),
            ],
            env=odoo_process.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def follow(self):
        """Take progress, skips, errors and the result from Odoo's log until it ends."""
        in_problem = False
        for line in self.process.stdout:
            self._log.write(line)
            record = RECORD.match(line)
            if record:
                in_problem = (
                    record["level"] in PROBLEM_LEVELS and KNOWN_PROBLEM not in record["message"]
                )
                self._read(
                    record["logger"].removeprefix("odoo.addons."), record["message"], in_problem
                )
            elif in_problem:
                self.report.problems[-1] += f"\n    {line.rstrip()}"

    def _read(self, logger, message, is_problem):
        start = re.match(r"Starting (\w+)\.test", message)
        result = RESULT.match(message)
        if result:
            failures, errors, total = map(int, result.groups())
            self.report.failed = failures + errors
            self.report.passed = max(0, total - self.report.failed - len(self.report.skips))
            self._finished = True
        elif is_problem:
            self.report.problems.append(f"{logger}: {message}")
        elif start and start[1] != self._announced:
            self._announced = start[1]
            say(f"  {logger} {start[1]}")
        elif message.startswith("skipped "):
            self.report.skips.append(message.removeprefix("skipped "))

    def close(self):
        """Check how the process ended and leave nothing of it behind."""
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait()
        self._log.close()
        with contextlib.suppress(Failure):
            database.drop(self._database)
        if not self._finished:
            self.report.problems.append(
                f"Odoo ended with code {code} before a result, see {self.path}"
            )
        if self.report.problems:
            say(f"  details: {self.path}")
            # an error in the log that no test owns is a failure too
            self.report.failed = max(self.report.failed, 1)
