import io
import zipfile
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.dpo_base.tools.document import to_html

from .common import ContractCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestContractDocument(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mandate_a.write({"title": "maire"})
        cls.mandate_a.person_id.name = "Anne Martin"
        cls.contract = cls._create_contract(
            cls.commune_a,
            member_act_id=cls._create_act(cls.commune_a, "2025-77", "2025-12-01").id,
        )

    def _text(self, contract=None):
        """The document as HTML, no-break spaces made ordinary."""
        html = to_html((contract or self.contract)._in_french()._get_document())
        return html.replace("\N{NO-BREAK SPACE}", " ")

    def test_parties_are_named_represented_and_authorised(self):
        text = self._text()
        self.assertIn("La commune de Saint-Exemple", text)
        self.assertIn("représentée par Anne Martin, maire", text)
        self.assertIn("en vertu de la délibération n° 2025-77 du 1er décembre 2025", text)
        self.assertIn("Le Syndicat mixte numérique des Exemples", text)
        self.assertIn("représenté par Camille Présidente, présidente", text)

    def test_a_delegated_signature_quotes_its_delegation(self):
        self.mandate_a.delegation_act_id = self._create_act(
            self.commune_a, "ARR-3", "2025-01-05", kind="order"
        )
        self.assertIn("et de l’arrêté n° ARR-3 du 5 janvier 2025", self._text())

    def test_text_is_french_whoever_asks(self):
        english = self.contract.with_context(lang="en_US", tz="Pacific/Midway")
        self.assertEqual(self._text(english), self._text())
        self.assertNotIn("Delegated", self._text())

    def test_each_nature_has_its_own_object_and_no_field_left(self):
        for nature, words in {
            "delegated": "mission de délégué à la protection des données",
            "support": "apporte son appui à ce délégué",
            "audit": "audit de ses traitements",
            "one_off": "prestation ponctuelle",
        }.items():
            with self.subTest(nature):
                text = self._text(self._create_contract(self.commune_b, nature=nature))
                self.assertIn(words, text)
                self.assertIn("article 28", text)
                self.assertNotIn("{", text)

    def test_only_a_delegated_convention_speaks_of_designation_and_independence(self):
        self.assertIn("Indépendance du délégué", self._text())
        support = self._text(self._create_contract(self.commune_b, nature="support"))
        self.assertNotIn("Indépendance du délégué", support)
        self.assertIn("n’est pas le DPD de la Collectivité", support)

    def test_printed_notice_is_the_deadline_on_screen(self):
        self.assertEqual(self.contract.notice_deadline, date(2028, 9, 30))
        self.assertIn("au plus tard le 30 septembre 2028", self._text())

    def test_annex_says_who_pays_and_which_special_price(self):
        self.env["dpo.contract.price"].create(
            {
                "contract_id": self.contract.id,
                "component_code": "DPD",
                "amount": 312.5,
                "reason": "Commune nouvelle",
                "act_id": self.own_act.id,
            }
        )
        self.contract.coverage_ids.payer_id = self.epci
        text = self._text()
        self.assertIn("<td>CC des Exemples</td>", text)
        self.assertIn("312,50 €", text)
        self.assertIn("Commune nouvelle", text)

    def test_special_clauses_are_the_last_article_and_never_markup(self):
        self.contract.special_terms = "Première ligne <script>\n- un\n- deux"
        text = self._text()
        self.assertIn("Clauses particulières", text)
        self.assertIn("&lt;script&gt;", text)
        self.assertIn("<ul><li>un</li><li>deux</li></ul>", text)

    def test_pdf_and_docx_are_made_of_the_same_text(self):
        self.contract.action_send()
        pdf = PdfFileReader(io.BytesIO(self.contract._render_pdf()))
        self.assertGreaterEqual(len(pdf.pages), 4)
        printed = "".join(page.extract_text() for page in pdf.pages)
        self.assertIn(self.contract.name, printed)
        with zipfile.ZipFile(io.BytesIO(self.contract._render_docx())) as archive:
            word = archive.read("word/document.xml").decode()
        self.assertIn("La commune de Saint-Exemple", word)
        self.assertIn("Indépendance du délégué", word)

    def test_article_with_an_unknown_field_is_refused(self):
        article = self.env.ref("dpo_contract.article_duration")
        with self.assertRaisesRegex(ValidationError, "durée"):
            article.body = "La convention dure {durée}."
