"""Run the tests, of all addons or of those named: test [--browser] [ADDON...]

1. the rules in `tools/`, by pytest and without Odoo; 2. checks on the code base; 3. Odoo's tests
on clones of a prepared database; 4. workers that are raced and killed; 5. with --browser or
without addon, the browser on a real server.
"""

import contextlib
import os
import subprocess

import addons
import database
import environment
import odoo_process
import odoo_tests
from commands.install import install
from project import LOG, ROOT, SETUP, step
from report import Report


def main(arguments):
    options = {argument for argument in arguments if argument.startswith("-")}
    names = [
        argument.rstrip("/").rsplit("/", 1)[-1] for argument in arguments if argument not in options
    ]
    directories = addons.chosen(names)
    install()
    report = Report()
    with step("Rules, without Odoo"):
        report += _pytest("pure", _tests_of("pure", names))
    with step("Code base"):
        report += _pytest("static", [ROOT / "tests/static"])
    with step("Odoo"):
        report += odoo_tests.run(directories)
    with step("Concurrent processes"):
        report += _pytest("concurrency", _tests_of("concurrency", names))
    if "--browser" in options or not names:
        with step("Browser"):
            report += _browser_tests()
    return report.conclude()


def _tests_of(kind, names):
    tests = ROOT / "tests" / kind
    return [tests / name for name in names] if names else [tests]


def _browser_tests():
    """Run tests/browser against a server on its own database, filled by `main(env)` of data.py.

    DPO_URL is the address, DPO_DATABASE the database, DPO_DEMO_URL the address of the demo,
    DPO_SCREENSHOTS where pictures go.
    """
    tests = ROOT / "tests/browser"
    if not any(tests.glob("test_*.py")):
        return Report()
    source = database.template(sorted(addons.own()))
    name = f"browser_{source.rsplit('_', 1)[1]}_{odoo_process.free_port()}"
    with contextlib.ExitStack() as stack:
        address = _serve(stack, source, name, tests / "data.py")
        variables = {
            "DPO_URL": address,
            "DPO_DATABASE": name,
            "DPO_DEMO_URL": _serve(stack, database.demo(), f"{name}_demo"),
            "DPO_SCREENSHOTS": str(LOG / "screenshots"),
        }
        return _pytest("browser", [tests], variables)


def _serve(stack, source, name, data=None):
    """Serve a clone of a database until the stack is left; return its address."""
    stack.callback(database.drop, name)
    database.clone(source, name)
    if data:
        odoo_process.run_script(name, data, f"{data.relative_to(ROOT)} failed")
    _process, address = stack.enter_context(odoo_process.server(name, LOG / f"test-{name}.log"))
    return address


def _pytest(name, paths, variables=None):
    """Run pytest on the paths that hold tests and return its report."""
    paths = [path for path in paths if any(path.rglob("test_*.py"))]
    if not paths:
        return Report()
    result = LOG / f"test-{name}.xml"
    result.unlink(missing_ok=True)
    command = [
        environment.PYTHON,
        "-m",
        "pytest",
        "-c",
        SETUP / "pytest.ini",
        f"--rootdir={ROOT}",
        "-q",
    ]
    code = subprocess.run(
        [*command, f"--junitxml={result}", *paths],
        cwd=ROOT,
        env={**os.environ, **(variables or {})},
        check=False,
    ).returncode
    report = Report.from_junit(result) if result.exists() else Report(failed=1)
    # 1: some tests failed, which the report counts already
    if code not in (0, 1):
        report.problems.append(f"pytest ended with code {code} on tests/{name}")
        report.failed = max(report.failed, 1)
    return report
