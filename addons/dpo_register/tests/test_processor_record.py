import io

import openpyxl
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestProcessorRecord(HttpCase, RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.company.partner_id
        cls.own.write({"dpo_body_type_id": cls.env.ref("dpo_base.body_type_smf").id})
        cls.env["dpo.engagement"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "nature": "delegated",
                "date_from": "2020-01-01",
            }
        )
        cls.manager = cls.staff["manager"]
        cls.records = cls.env["dpo.processor.record"].with_user(cls.manager)

    def _generate(self):
        self.records.action_generate_own()
        found = self.records.search([("collectivity_id", "=", self.own.id)])
        return {record.kind: record for record in found}

    def test_our_own_register_is_made_from_our_services(self):
        registers = self.env["dpo.register"]
        registers._get_or_create(self.commune_b)
        made = self._generate()
        self.assertEqual(made["mission"].client_ids, self.commune_a)
        self.assertEqual(made["tool"].client_ids, registers.search([]).collectivity_id)

    def test_a_second_generation_changes_nothing_that_was_written(self):
        mission = self._generate()["mission"]
        mission.description = "Nos mots"
        self.assertEqual(self._generate()["mission"], mission)
        self.assertEqual(mission.description, "Nos mots")

    def test_who_is_served_is_read_each_time(self):
        mission = self._generate()["mission"]
        engagement = self.commune_a.dpo_engagement_ids.filtered(lambda e: e.nature == "delegated")
        engagement.date_until = "2020-12-31"
        mission.invalidate_recordset()
        self.assertFalse(mission.client_ids)

    def test_controllers_come_with_representative_and_dpd(self):
        row = self._generate()["mission"]._get_client_rows()[0]
        self.assertIn(self.mayor_a.name, row["representative"])
        self.assertEqual(row["dpd"], self.company.name)

    def test_without_body_type_the_error_says_what_to_do(self):
        self.own.dpo_body_type_id = False
        with self.assertRaisesRegex(UserError, "body type"):
            self.records.action_generate_own()

    def test_a_reader_generates_nothing(self):
        with self.assertRaises(AccessError):
            self.records.with_user(self.staff["reader"]).action_generate_own()

    def test_what_it_was_made_from_is_not_typed(self):
        with self.assertRaises(UserError):
            self._generate()["tool"].write({"kind": "manual"})

    def test_a_grouping_enters_its_own_clients(self):
        record = self.records.create(
            {
                "name": "Instruction des autorisations d’urbanisme",
                "collectivity_id": self.epci.id,
                "manual_client_ids": [(6, 0, (self.commune_a + self.commune_b).ids)],
            }
        )
        self.assertEqual(record.client_count, 2)

    def test_the_whole_register_is_a_file(self):
        mission = self._generate()["mission"]
        self.authenticate(self.manager.login, self.manager.login)
        url = f"/dpo/processor_record/{mission.id}/register"
        book = openpyxl.load_workbook(io.BytesIO(self.url_open(f"{url}.xlsx").content))
        self.assertEqual(book.worksheets[0].max_row, 3)
        self.assertEqual(book.worksheets[1]["B2"].value, "Saint-Exemple")
        pages = PdfReader(io.BytesIO(self.url_open(f"{url}.pdf").content)).pages
        self.assertIn("Saint-Exemple", " ".join(page.extract_text() for page in pages))
        self.assertEqual(self.url_open(f"{url}.exe").status_code, 404)
