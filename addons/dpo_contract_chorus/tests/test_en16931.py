import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import etree
from stdnum.fr import siren

from odoo.tests import tagged

from .common import ChorusCase, siret_of

SCRIPT = Path(__file__).with_name("en16931.py")
FORMATS = {"UBL BIS3": "account.edi.xml.ubl_bis3", "Factur-X": "account.edi.xml.cii"}
SPOILT = "spoilt"
_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestEn16931(ChorusCase):
    """Every regime in both formats against the public rules of EN 16931; nothing is skipped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dpo_not_subject_to_vat = True
        cls._commit(cls.commune_a, market_number="2026-01")
        cls.commune_a.dpo_invoicing_rule = "commitment"
        references = {"purchase_order_reference": "EJ-7", "contract_reference": "2026-01"}
        annex = cls._service(cls._budget(cls.commune_a))
        cases = {
            "hors champ": cls._invoice(**references),
            "exonere 261 B": cls._invoice(taxes=cls.exempt, **references),
            "budget annexe": cls._invoice(
                **references, dpo_siret=annex.budget_id.siret, buyer_reference=annex.code
            ),
            "sans reference": cls._invoice(cls.commune_b),
            "outre-mer RE": cls._invoice(cls._overseas("base.re")),
            "outre-mer 261 B": cls._invoice(cls._overseas("base.gp"), taxes=cls.exempt),
        }
        cls._register_for_vat()
        cases |= {
            "20 %": cls._invoice(taxes=cls.standard, **references),
            "hors champ, OPSN a TVA": cls._invoice(cls._with_vat(cls.epci)),
            "261 B, OPSN a TVA": cls._invoice(cls.epci, taxes=cls.exempt),
            "20 % et 261 B": cls._mixed(),
            "outre-mer 20 %": cls._invoice(cls._overseas("base.mq"), taxes=cls.standard),
        }
        for name in ("hors champ", "exonere 261 B", "20 %"):
            move = cases[name]
            cases[f"avoir {name}"] = move._reverse_moves(
                [{"invoice_date": "2026-04-01"}], cancel=True
            )
        cls.cases = cases
        cls.results, cls.errors = cls._validate(cases)
        cls._print()

    @classmethod
    def _overseas(cls, country):
        start = {"base.re": "21974001", "base.gp": "21971001", "base.mq": "21972001"}[country]
        values = {"street": "1 rue de la Mer", "zip": "97400", "city": "Saint-Denis"}
        return cls._create_collectivity(
            f"Commune {country}",
            _siren(start),
            country_id=cls.env.ref(country).id,
            company_registry=siret_of(_siren(start)),
            **values,
        )

    @classmethod
    def _register_for_vat(cls):
        cls.company.write({"dpo_not_subject_to_vat": False, "vat": "FR23334175221"})

    @classmethod
    def _with_vat(cls, partner):
        partner.vat = "FR23334175221"
        return partner

    @classmethod
    def _mixed(cls):
        move = cls._invoice(cls.epci, taxes=cls.standard, post=False)
        move.invoice_line_ids.copy({"tax_ids": cls.exempt.ids, "move_id": move.id})
        move.action_post()
        return move

    @classmethod
    def _validate(cls, cases):
        errors = {}
        with tempfile.TemporaryDirectory() as directory:
            for name, move in cases.items():
                for label, model in FORMATS.items():
                    content, faults = cls.env[model]._export_invoice(move)
                    errors[f"{name} | {label}"] = faults
                    Path(directory, f"{name} | {label}.xml").write_bytes(content)
                    if name == "hors champ":
                        Path(directory, f"{SPOILT} | {label}.xml").write_bytes(_spoil(content))
            run = subprocess.run(
                [sys.executable, SCRIPT, directory], capture_output=True, check=False, text=True
            )
        assert run.returncode == 0, run.stderr
        results = json.loads(run.stdout)
        cls.spoilt = {label: results.pop(f"{SPOILT} | {label}") for label in FORMATS}
        return results, errors

    @classmethod
    def _print(cls):
        """The table of the results, for whoever reads the log of the run."""
        lines = [
            f"{'regime | format':38} {'Odoo':>5} {'XSD':>4} {'fatal':>6} {'warning':>8} {'s':>5}"
        ]
        for name, found in cls.results.items():
            counts = [len(cls.errors[name]), *(len(found[k]) for k in ("xsd", "fatal", "warning"))]
            lines.append(
                f"{name:38} {counts[0]:>5} {counts[1]:>4} {counts[2]:>6} {counts[3]:>8}"
                f" {found['seconds']:>5} {_rules(found)}"
            )
        _logger.info("EN 16931\n%s", "\n".join(lines))

    def test_the_rules_really_run(self):
        """A rate written on what is out of scope is found in both formats."""
        for label, found in self.spoilt.items():
            self.assertIn("BR-O-05", _rules(found), label)

    def test_every_regime_passes_in_both_formats(self):
        self.assertEqual(len(self.results), len(self.cases) * len(FORMATS))
        for name, found in self.results.items():
            with self.subTest(name):
                self.assertFalse(self.errors[name])
                self.assertFalse(found["xsd"] + found["fatal"] + found["warning"])


def _spoil(content):
    """The same invoice with the rate that BR-O-05 forbids, where core writes it."""
    tree = etree.fromstring(content)
    for path, tag, next_to in (
        (".//{*}ClassifiedTaxCategory", "Percent", "{*}ID"),
        (
            ".//{*}SpecifiedLineTradeSettlement/{*}ApplicableTradeTax",
            "RateApplicablePercent",
            "{*}CategoryCode",
        ),
    ):
        for node in tree.findall(path):
            rate = etree.Element(etree.QName(etree.QName(node.find(next_to)).namespace, tag))
            rate.text = "0.0"
            node.find(next_to).addnext(rate)
    return etree.tostring(tree)


def _rules(found):
    """Identifiers of the rules that were broken."""
    return " ".join(sorted({text.split()[0] for text in found["fatal"] + found["warning"]}))


def _siren(start):
    """A SIREN that begins with these eight digits."""
    return next(s for n in range(10) if siren.is_valid(s := f"{start}{n}"))
