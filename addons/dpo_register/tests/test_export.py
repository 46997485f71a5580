import base64
import io
import json

import docx
import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..tools.list_layout import list_columns
from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestExport(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = cls.env["dpo.register"]._get_or_create(cls.commune_a)

    def _workbook(self):
        return openpyxl.load_workbook(io.BytesIO(self.register._render_export("xlsx")))

    def _facts(self, sheet):
        """``{label: value}`` of the lines of a page."""
        return {row[0]: row[1] for row in sheet.values if row[0]}

    def test_many_payloads_are_those_of_each_record(self):
        other = self._create_processing(name="Autre")
        both = self.canteen + other
        self.assertEqual(both._get_payloads(), [record._get_payload() for record in both])
        self.assertEqual([list(p) for p in both._get_payloads()], [list(other._get_payload())] * 2)

    def test_the_queries_do_not_depend_on_the_number_of_records(self):
        self.canteen._get_payloads()
        counts = []
        for number in (1, 20):
            records = self.env["dpo.processing"].union(
                *(self._create_processing(name=f"{n}") for n in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._get_payloads()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_the_workbook_follows_the_model_of_the_cnil(self):
        book = self._workbook()
        self.assertEqual(book.sheetnames, ["Organisme", "Liste", "1 Restauration scolaire"])
        self.assertEqual(self._facts(book["Organisme"])["Nom"], "Saint-Exemple")
        self.assertEqual(book["Liste"]["B1"].value, "Activité")
        self.assertEqual(book["Liste"]["B2"].value, "Restauration scolaire")
        fiche = book["1 Restauration scolaire"]
        self.assertEqual(fiche["A1"].value, "Restauration scolaire")
        facts = self._facts(fiche)
        self.assertEqual(facts["Personnes"], "Enfants et jeunes\nParents et représentants légaux")
        self.assertEqual(
            facts["État civil, identité, données d’identification, images"], "État civil, identité"
        )
        self.assertIn("Santé – donnée sensible (RGPD, art. 9)", facts)
        self.assertEqual(
            facts["Dossier d’inscription"],
            "1 an à compter de la fin de l’année scolaire, puis destruction",
        )

    def test_no_cell_runs_a_formula_and_sheets_have_names_of_their_own(self):
        self.canteen.name = "=cmd|'/c calc'!A0"
        self._create_processing(name="x" * 60)
        self._create_processing(name="x" * 61)
        book = self._workbook()
        self.assertEqual(len(set(book.sheetnames)), 5)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        self.assertEqual({cell.data_type for cell in cells} - {"s", "n"}, set())
        self.assertTrue(any(str(cell.value).startswith("'=cmd") for cell in cells))

    def test_the_word_document_holds_each_activity(self):
        word = docx.Document(io.BytesIO(self.register._render_export("docx")))
        titles = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
        self.assertIn("1 – Restauration scolaire", titles)
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        self.assertIn("Inscrire les enfants", cells)

    def test_the_pdf_is_the_one_that_is_signed(self):
        described = self.register._prepare_pdf_values()["described"]
        self.assertEqual([fiche.name for fiche in described.fiches], ["Restauration scolaire"])
        self.assertTrue(self.register._render_export("pdf").startswith(b"%PDF"))
        document = self.env["dpo.register.document"]
        self.assertTrue(document._render_fiche_pdf(self.canteen).startswith(b"%PDF"))

    def test_the_json_names_its_cards(self):
        self.canteen.date_end = "2026-01-01"  # an activity that ended is handed over too
        content = json.loads(self.register._render_export("json"))
        self.assertEqual(content["format"], "dpo.register/1")
        record = content["registers"][0]["processings"][0]
        self.assertEqual(record["payload"], self.canteen._get_payload())
        keys = {(card["catalogue"], card["key"]) for card in content["terms"]}
        self.assertIn(("data", "sante"), keys)

    def test_another_commune_exports_nothing(self):
        for layout in ("xlsx", "json"):
            with self.assertRaises(AccessError):
                self.register.with_user(self.mayor_b)._render_export(layout)


@tagged("post_install", "-at_install")
class TestListExport(RegisterCase):
    def test_one_row_per_activity_with_its_cells(self):
        job = self.env["dpo.register.export"].with_user(self.officer).create({"name": "Liste"})
        job.action_write()
        self._run_batch(job.batch_id)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.file)))
        titles, row = list(book.active.values)
        found = dict(zip(titles, row, strict=True))
        self.assertEqual(len(titles), len(list_columns()))
        self.assertEqual(found["Collectivité"], "Saint-Exemple")
        self.assertEqual(found["Finalités"], "Inscrire les enfants")
        self.assertEqual(found["Données sensibles"], "Santé")
        self.assertEqual((job.row_count, found["Complétude (%)"]), (1, 100))

    def test_a_list_holds_what_its_author_reads_and_belongs_to_the_author(self):
        self._create_processing(collectivity_id=self.commune_b.id)
        job = self.env["dpo.register.export"].with_user(self.officer).create({"name": "Liste"})
        job.action_write()
        self._run_batch(job.batch_id)
        self.assertEqual(job.row_count, 1)
        with self.assertRaises(AccessError):
            job.with_user(self.staff["manager"]).read(["file"])

    def test_the_button_of_the_list_queues_a_list_of_these_registers(self):
        register = self.env["dpo.register"]._get_or_create(self.commune_a)
        action = register.with_user(self.officer).action_export_list()
        job = self.env["dpo.register.export"].browse(action["res_id"])
        self.assertEqual((job.body_ids, job.batch_state), (self.commune_a, "queued"))


@tagged("post_install", "-at_install")
class TestExportRoutes(RegisterCase, HttpCase):
    def test_the_mayor_downloads_own_register_and_no_other(self):
        register = self.env["dpo.register"]._get_or_create(self.commune_a)
        urls = [f"/my/registre/{register.id}/export/{kind}" for kind in ("xlsx", "docx", "json")]
        urls.append(f"/my/registre/fiche/{self.canteen.id}/pdf")
        for login, status in (("mayor_a", 200), ("mayor_b", 404)):
            self.authenticate(login, login)
            for url in urls:
                self.assertEqual(self.url_open(url).status_code, status, url)
        self.authenticate("mayor_a", "mayor_a")
        self.assertEqual(self.url_open(f"/my/registre/{register.id}/export/exe").status_code, 404)
