from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.dpo_contract.tests.common_fees import FeeCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 09:00:00")
class TestProcessorRecordOfContracts(FeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        grid = cls._create_grid(2026)
        cls._add_component(
            grid,
            code="DPD",
            name="DPD mutualisé",
            nature="service",
            for_statutory=False,
            for_delegated=True,
        )
        cls._add_component(grid)
        cls._vote(grid)
        cls.contract = cls._sign(cls._create_contract(cls.commune_a))
        cls.records = cls.env["dpo.processor.record"].with_user(cls.staff["manager"])

    def _generate(self):
        self.records.action_generate_own()
        return self.records.search([("kind", "=", "contract")])

    def test_a_service_of_the_conventions_is_a_record_with_those_it_covers(self):
        record = self._generate()
        self.assertEqual((record.source_key, record.name), ("DPD", "DPD mutualisé"))
        self.assertEqual(record.client_ids, self.commune_a)

    def test_who_is_covered_is_read_each_time(self):
        record = self._generate()
        self._sign(self._create_contract(self.commune_b))
        record.invalidate_recordset()
        self.assertEqual(record.client_ids, self.commune_a + self.commune_b)

    def test_a_service_nobody_is_covered_for_is_ended_and_comes_back(self):
        record = self._generate()
        with freeze_time("2024-06-01 09:00:00"):
            self._generate()
            self.assertEqual(str(record.date_end), "2024-06-01")
        self.assertEqual(self._generate(), record)
        self.assertFalse(record.date_end)

    def test_contributions_are_no_service(self):
        self.assertNotIn("ADH", self._generate().mapped("source_key"))
