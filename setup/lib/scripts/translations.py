"""Compare the translations of addons with what Odoo exports, or bring them up to date."""

import io
import re
import sys
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tools.translate import trans_export

METADATA = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
FRENCH = {"Language": "fr", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+#0-9.]*[sdifrx]|\{\w*\}|</?\w+")


def main(env, action, *names):
    """Print what is wrong with the translations (`check`) or rewrite the files (`update`)."""
    problems = []
    for name in names:
        exported = _export(env, name)
        directory = Path(get_module_path(name)) / "i18n"
        if action == "update":
            _update(exported, directory, name)
        else:
            problems += [f"{name}: {problem}" for problem in _problems(exported, directory, name)]
    print(*problems, sep="\n")
    sys.exit(bool(problems))


def _export(env, name):
    content = io.BytesIO()
    trans_export(None, [name], content, "po", env)
    return polib.pofile(content.getvalue().decode() or 'msgid ""')


def _problems(exported, directory, name):
    """Tell where the template and the French file differ from what Odoo exports."""
    wanted = {entry.msgid for entry in exported}
    template, french = (_read(directory / file) for file in (f"{name}.pot", "fr.po"))
    if {entry.msgid for entry in template} != wanted:
        yield f"{name}.pot is out of date: ./setup/i18n {name}"
    yield from (
        f"fr.po lacks: {msgid}" for msgid in sorted(wanted - {entry.msgid for entry in french})
    )
    for entry in french:
        fault = _fault(entry, wanted)
        if fault:
            yield f"fr.po, {fault}: {entry.msgid}"


def _fault(entry, wanted):
    if entry.obsolete or entry.msgid not in wanted:
        return "no longer used"
    if entry.fuzzy:
        return "fuzzy"
    if not entry.msgstr.strip():
        return "empty"
    if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr)):
        return "other placeholders or tags"
    return None


def _update(exported, directory, name):
    """Write the template and the French file, keeping the translations that still apply."""
    directory.mkdir(exist_ok=True)
    known = {entry.msgid: entry.msgstr for entry in _read(directory / "fr.po") if not entry.fuzzy}
    title = f"Translation of {name}."
    _write(exported, directory / f"{name}.pot", title, METADATA)
    for entry in exported:
        entry.msgstr = known.get(entry.msgid, "")
    _write(exported, directory / "fr.po", title, {**FRENCH, **METADATA})
    print(
        f"{name}: {len(exported)} terms, "
        f"{len(exported.untranslated_entries())} to translate in fr.po"
    )


def _write(entries, path, title, metadata):
    # no dates: two runs on the same code give the same file
    entries.header, entries.metadata = title, metadata
    entries.save(str(path))


def _read(path):
    return polib.pofile(str(path)) if path.exists() else polib.POFile()
