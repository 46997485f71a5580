"""Measure: bench NAME runs `main(env)` of tests/bench/NAME.py on a prepared database.

The script prints a line `name value limit ok|missed` for each bar, other lines are remarks.
"""

import re
import subprocess

import addons
import database
import odoo_process
from commands.install import install
from project import ROOT, say

BAR = re.compile(r"\S+ \S+ \S+ (ok|missed)")
UNKNOWN = 2


def main(arguments):
    scripts = {path.stem: path for path in sorted((ROOT / "tests/bench").glob("[a-z]*.py"))}
    if not arguments or arguments[0] not in scripts:
        print(f"there is: {', '.join(scripts) or 'no benchmark yet'}")
        return UNKNOWN
    name, *options = arguments
    install()
    copy = f"bench_{name}_{odoo_process.free_port()}"
    database.clone(database.template(sorted(addons.own())), copy)
    try:
        return _measure(odoo_process.script(copy, scripts[name], *options))
    finally:
        database.drop(copy)


def _measure(options):
    """Run the script, show what it prints, and return 1 unless every bar is held."""
    text = options.pop("input")
    with subprocess.Popen(stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options) as process:
        process.stdin.write(text)
        process.stdin.close()
        results = []
        for line in process.stdout:
            print(line, end="", flush=True)
            bar = BAR.fullmatch(line.strip())
            results += [bar[1]] if bar else []
    if process.returncode:
        say(f"the script ended with code {process.returncode}")
    return int(bool(process.returncode or not results or "missed" in results))
