from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import CrmCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestOpportunity(CrmCase):
    def test_won_it_becomes_a_convention_with_what_it_says(self):
        lead = self._create_lead(self.commune_a, dpo_nature="audit", dpo_date_effect="2026-07-01")
        lead.action_set_won()
        contract = lead.dpo_contract_id
        self.assertEqual(contract.state, "draft")
        self.assertEqual(contract.collectivity_id, self.commune_a)
        self.assertEqual(contract.nature, "audit")
        self.assertEqual(contract.date_effect, date(2026, 7, 1))
        self.assertEqual(contract.member_signatory_id, self.mandate_a)
        self.assertEqual(contract.dpo_opportunity_ids, lead)

    def test_won_twice_it_has_one_convention(self):
        lead = self._create_lead(self.commune_a)
        lead.action_set_won()
        contract = lead.dpo_contract_id
        lead.stage_id = self.env.ref("crm.stage_lead1")
        lead.action_set_won()
        self.assertEqual(lead.dpo_contract_id, contract)
        self.assertEqual(contract.search_count([("collectivity_id", "=", self.commune_a.id)]), 1)

    def test_a_convention_under_way_is_taken_not_made_again(self):
        contract = self._create_contract(self.commune_a)
        lead = self._create_lead(self.commune_a)
        lead.action_set_won()
        self.assertEqual(lead.dpo_contract_id, contract)

    def test_the_convention_of_another_opportunity_is_refused(self):
        self._create_lead(self.commune_a).action_set_won()
        second = self._create_lead(self.commune_a)
        with self.assertRaisesRegex(UserError, "another opportunity"):
            second.action_set_won()

    def test_without_collectivity_it_is_not_won_and_says_what_to_do(self):
        lead = self._create_lead()
        with self.assertRaisesRegex(UserError, "choose it on the opportunity"):
            lead.action_set_won()

    def test_about_something_else_it_is_won_without_convention(self):
        lead = self._create_lead(dpo_nature=False)
        lead.action_set_won()
        self.assertEqual(lead.won_status, "won")
        self.assertFalse(lead.dpo_contract_id)

    def test_the_card_of_a_collectivity_is_enough_to_know_which(self):
        lead = self.env["crm.lead"].create({"name": "Appel", "partner_id": self.commune_a.id})
        self.assertEqual(lead.dpo_collectivity_id, self.commune_a)
        self.assertEqual(lead.dpo_nature, "delegated")
        self.assertEqual(lead.dpo_epci_id, self.epci)

    def test_its_progress_follows_the_convention(self):
        lead = self._create_lead(self.commune_a)
        self.assertFalse(lead.dpo_step)
        contract = self._create_contract(self.commune_a)
        lead.action_set_won()
        self.assertEqual(lead.dpo_step, "draft")
        contract.action_send()
        self.assertEqual(lead.dpo_step, "sent")
        contract.member_act_id = self._create_act(self.commune_a, "2026-3", "2026-01-15")
        self.assertEqual(lead.dpo_step, "deliberated")
        contract._write_by_action({"state": "signed"})
        self.assertEqual(lead.dpo_step, "signed")

    def test_a_second_open_opportunity_for_the_same_convention_is_refused(self):
        self._create_lead(self.commune_a)
        self._create_lead(self.commune_a, dpo_nature="audit")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_lead(self.commune_a)

    def test_the_collectivity_stays_that_of_the_convention(self):
        lead = self._create_lead(self.commune_a)
        lead.action_set_won()
        with self.assertRaisesRegex(ValidationError, "another collectivity"):
            lead.dpo_collectivity_id = self.commune_b

    def test_a_salesman_outside_the_service_cannot_prepare_a_convention(self):
        salesman = mail_new_test_user(
            self.env, login="vendeur", groups="sales_team.group_sale_salesman_all_leads"
        )
        lead = self._create_lead(self.commune_a)
        with self.assertRaisesRegex(AccessError, "Only an officer"):
            lead.with_user(salesman).action_set_won()
        other = self._create_lead(dpo_nature=False)
        other.with_user(salesman).action_set_won()
        self.assertEqual(other.won_status, "won")

    def test_an_officer_wins_it(self):
        officer = self.staff["officer_all"]
        lead = self._create_lead(self.commune_a, user_id=officer.id)
        lead.with_user(officer).action_set_won()
        self.assertEqual(lead.dpo_contract_id.create_uid, officer)

    def test_the_date_of_the_council_is_typed_on_either_side(self):
        lead = self._create_lead(self.commune_a)
        lead.dpo_next_council_on = "2026-03-12"
        self.assertEqual(self.commune_a.dpo_next_council_on, date(2026, 3, 12))

    def test_it_shows_in_the_file_of_the_collectivity(self):
        self._create_lead(self.commune_a)
        file = self.env["dpo.desk"].get_collectivity(self.commune_a.id)
        section = next(s for s in file["sections"] if s["key"] == "opportunities")
        self.assertEqual(section["rows"][0]["label"], "DPD délégué")
