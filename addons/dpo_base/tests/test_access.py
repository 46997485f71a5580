from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DpoCase


@tagged("post_install", "-at_install")
class TestAccess(DpoCase):
    """Who reads and writes what, on one record of commune A."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls.env["dpo.act"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "number": "1",
                "subject": "Adhésion",
                "date": "2026-01-05",
            }
        )

    def _reads(self, role):
        act = self.act.with_user(self.staff[role])
        return act.has_access("read")

    def test_reader_manager_and_billing_read_all_trainer_nothing(self):
        expected = {
            "reader": True,
            "officer": False,
            "officer_all": True,
            "manager": True,
            "billing": True,
            "trainer": False,
            "admin": True,
        }
        self.assertEqual({role: self._reads(role) for role in expected}, expected)

    def test_an_officer_works_in_their_dated_portfolio(self):
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_a.id,
                "user_id": self.staff["officer"].id,
                "date_from": "2020-01-01",
            }
        )
        act = self.act.with_user(self.staff["officer"])
        self.assertTrue(act.has_access("write"))
        self.commune_a.dpo_assignment_ids.date_until = "2020-12-31"
        self.assertFalse(act.has_access("read"))

    def test_a_reader_changes_nothing(self):
        with self.assertRaises(AccessError):
            self.act.with_user(self.staff["reader"]).subject = "Autre"

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        manager = self.staff["manager"]
        manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.act.with_user(manager).has_access("read"))

    def test_the_portal_reads_the_card_but_not_the_notes_of_its_commune(self):
        commune = self.commune_a.with_user(self.mayor_a)
        self.assertEqual(commune.name, "Saint-Exemple")
        for field in ("comment", "dpo_siren", "dpo_mandate_ids"):
            with self.assertRaises(AccessError):
                commune.read([field])
        self.assertFalse(self.commune_b.with_user(self.mayor_a).has_access("read"))
