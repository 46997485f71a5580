from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SIREN_A, DpoCase


@tagged("post_install", "-at_install")
class TestCollectivity(DpoCase):
    def test_siren_is_the_key(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_collectivity("Double", SIREN_A)

    def test_a_wrong_siren_is_refused_with_its_name(self):
        with self.assertRaisesRegex(ValidationError, "Faux"):
            self._create_collectivity("Faux", "219900018")

    def test_a_siret_belongs_to_its_siren(self):
        with self.assertRaises(ValidationError):
            self.commune_a.company_registry = "21500002700012"

    def test_an_insee_code_is_unique_among_the_living_only(self):
        heir = self._create_collectivity("Saint-Exemple-la-Neuve", "200000016")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["dpo.insee.code"].create({"collectivity_id": heir.id, "code": "95901"})

    def test_a_confirmed_succession_ends_the_old_body_and_hands_the_code_over(self):
        heir = self._create_collectivity("Saint-Exemple-la-Neuve", "200000016")
        succession = self.env["dpo.succession"].create(
            {
                "collectivity_id": self.commune_a.id,
                "successor_id": heir.id,
                "date": "2026-01-01",
                "insee_code": "95901",
            }
        )
        succession.with_user(self.staff["manager"]).action_confirm()
        self.assertEqual(str(self.commune_a.dpo_dissolved_on), "2025-12-31")
        self.assertFalse(self.commune_a.dpo_insee_code)
        self.assertEqual(heir.dpo_insee_code, "95901")

    def test_an_opsn_does_not_dissolve_the_members_of_another(self):
        succession = self.env["dpo.succession"].create(
            {
                "collectivity_id": self.commune_a.id,
                "successor_id": self.commune_b.id,
                "date": "2026-01-01",
            }
        )
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        manager = self.staff["manager"]
        manager.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            succession.with_user(manager).action_confirm()
        self.assertFalse(self.commune_a.dpo_dissolved_on)

    def test_a_collectivity_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.commune_a.unlink()

    def test_core_merge_refuses_collectivities(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaises(UserError):
            wizard._merge([self.commune_a.id, self.commune_b.id], self.commune_a)

    def test_the_latest_metric_in_force_wins(self):
        old = self._set_population(self.commune_a, 900, 2022, "2025-01-01")
        new = self._set_population(self.commune_a, 910, 2023, "2026-01-01")
        day = new.date_effective
        self.assertEqual(self.commune_a._dpo_metric("population_municipal", day), new)
        before = old.date_effective
        self.assertEqual(self.commune_a._dpo_metric("population_municipal", before), old)

    def test_an_act_is_executory_once_published_and_transmitted(self):
        act = self.env["dpo.act"].create(
            {
                "collectivity_id": self.commune_a.id,
                "number": "2026-12",
                "subject": "Désignation",
                "date": "2026-02-01",
                "transmitted_on": "2026-02-05",
            }
        )
        self.assertFalse(act.executory_on)
        act.published_on = "2026-02-03"
        self.assertEqual(str(act.executory_on), "2026-02-05")

    def test_one_designation_runs_at_a_time(self):
        values = {"collectivity_id": self.commune_a.id, "date_from": "2026-01-01"}
        self.env["dpo.designation"].create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["dpo.designation"].create(values)

    def test_the_dpd_status_tells_ours_from_others(self):
        self.assertEqual(self.commune_a.dpo_dpd_status, "none")
        designation = self.env["dpo.designation"].create(
            {"collectivity_id": self.commune_a.id, "date_from": "2020-01-01"}
        )
        self.assertEqual(self.commune_a.dpo_dpd_status, "delegated")
        designation.by_service = False
        self.commune_a.invalidate_recordset()
        self.assertEqual(self.commune_a.dpo_dpd_status, "own")

    def test_uninstalling_with_data_is_refused(self):
        module = self.env["ir.module.module"].search([("name", "=", "dpo_base")])
        with self.assertRaises(UserError):
            module.button_uninstall()
