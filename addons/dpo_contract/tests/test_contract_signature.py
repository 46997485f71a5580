from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
@freeze_time("2025-12-20 09:00:00")
class TestContractSignature(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract(cls.commune_a)
        cls.officer = cls.staff["officer_all"]

    def _wizard(self, user):
        return Form(
            self.env["dpo.contract.sign"]
            .with_user(user)
            .with_context(default_contract_id=self.contract.id)
        )

    def test_number_comes_with_the_signature_path_and_follows_the_year(self):
        self.assertFalse(self.contract.name)
        self.contract.action_send()
        other = self._create_contract(self.commune_b)
        other.action_send()
        self.assertEqual(self.contract.name, "CONV-2025-001")
        self.assertEqual(other.name, "CONV-2025-002")

    def test_each_company_numbers_its_own_conventions(self):
        self.contract.action_send()
        second = self.env["res.company"].create({"name": "Second OPSN"})
        sequence = second._get_dpo_contract_sequence()
        self.assertEqual(sequence.next_by_id(sequence_date=date(2025, 12, 20)), "CONV-2025-001")

    def test_signature_before_the_act_is_executory_warns_and_stops_an_officer(self):
        self.contract.member_act_id = self._create_act(
            self.commune_a, "2025-77", "2025-12-18", executory=False
        )
        form = self._wizard(self.officer)
        form.member_signed_on = form.own_signed_on = "2025-12-19"
        self.assertIn("2025-77", form.warning)
        form.reason = "Le maire a signé avant la transmission"
        with self.assertRaises(AccessError):
            form.save().action_confirm()

    def test_manager_passes_an_early_signature_with_a_reason_that_stays(self):
        days = {"member_signed_on": "2025-12-19", "own_signed_on": "2025-12-19"}
        contract = self.contract.with_user(self.staff["manager"])
        with self.assertRaises(UserError):
            contract.action_record_signature({**days, "reason": " "})
        contract.action_record_signature({**days, "reason": "Délibération du 22/12 annoncée"})
        self.assertEqual(self.contract.state, "signed")
        self.assertEqual(self.contract.sign_reason, "Délibération du 22/12 annoncée")

    def test_convention_signed_before_the_tool_is_taken_over(self):
        self.contract.member_act_id = self._create_act(self.commune_a, "2022-12", "2022-01-10")
        with self.assertRaises(UserError):
            self.contract.action_record_signature({"member_signed_on": "2022-02-01"})
        form = self._wizard(self.staff["manager"])
        form.number = "2022-07"
        form.member_signed_on = "2025-12-01"
        form.own_signed_on = "2025-12-02"
        form.signed_document = "JVBERi0="
        self.assertFalse(form.warning)
        form.save().action_confirm()
        self.assertEqual(self.contract.state, "signed")
        self.assertEqual(self.contract.name, "2022-07")
        self.assertEqual(self.contract.sent_on, date(2025, 12, 1))
        self.assertEqual(self.contract.signed_document, b"JVBERi0=")

    def test_signature_starts_the_engagement_of_the_same_nature(self):
        self._sign(self.contract)
        engagement = self.contract.engagement_id
        self.assertEqual(engagement.nature, "delegated")
        self.assertEqual(engagement.date_from, date(2026, 1, 1))
        self.assertEqual(engagement.act_id, self.contract.member_act_id)

    def test_signature_takes_the_engagement_that_already_runs(self):
        running = self.env["dpo.engagement"].create(
            {
                "collectivity_id": self.commune_a.id,
                "nature": "delegated",
                "date_from": "2019-01-01",
            }
        )
        self._sign(self.contract)
        self.assertEqual(self.contract.engagement_id, running)

    def test_state_and_signatures_change_by_actions_only(self):
        contract = self.contract.with_user(self.staff["manager"])
        for values in {"state": "signed"}, {"member_signed_on": "2025-12-15"}, {"name": "X"}:
            with self.subTest(values), self.assertRaises(UserError):
                contract.write(values)
        with self.assertRaises(UserError):
            contract.create({"collectivity_id": self.commune_b.id, "state": "signed"})

    def test_unfinished_convention_is_not_sent_and_says_what_is_missing(self):
        self.contract.member_signatory_id = False
        with self.assertRaisesRegex(UserError, "Signatory for the member"):
            self.contract.action_send()

    def test_signatory_has_the_power_to_sign(self):
        agent = self.env["dpo.mandate"].create(
            {
                "person_id": self.env["res.partner"].create({"name": "Un agent"}).id,
                "collectivity_id": self.commune_a.id,
                "function": "agent",
            }
        )
        self.contract.member_signatory_id = agent
        with self.assertRaisesRegex(UserError, "Un agent"):
            self.contract.action_send()
        agent.delegation_act_id = self._create_act(self.commune_a, "ARR-3", "2025-01-05")
        self.contract.action_send()
        self.assertEqual(self.contract.state, "sent")

    def test_acts_belong_to_the_party_they_bind(self):
        foreign = self._create_act(self.commune_b, "2025-9", "2025-12-01")
        with self.assertRaises(ValidationError):
            self.contract.member_act_id = foreign
        with self.assertRaises(ValidationError):
            self.contract.own_act_id = foreign

    def test_signed_convention_is_reopened_by_a_manager_only(self):
        self._sign(self.contract)
        with self.assertRaises(AccessError):
            self.contract.with_user(self.officer).action_reopen("Erreur de date")
        self.contract.with_user(self.staff["manager"]).action_reopen("Erreur de date")
        self.assertEqual(self.contract.state, "draft")
        self.assertIn("Erreur de date", self.contract.message_ids[0].body)

    def test_numbered_convention_is_not_deleted(self):
        self.contract.action_send()
        with self.assertRaises(UserError):
            self.contract.unlink()
        self._create_contract(self.commune_b).unlink()

    def test_capacity_is_frozen_with_the_convention(self):
        self.mandate_a.title = "Maire"
        contract = self._create_contract(self.commune_a)
        self.assertEqual(contract.member_capacity, "Maire")
        contract.action_send()
        self.mandate_a.title = "Ancien maire"
        self.assertEqual(contract.member_capacity, "Maire")

    def test_model_convention_follows_the_nature_and_prefers_the_company_s(self):
        self.assertEqual(self.contract.template_id, self.env.ref("dpo_contract.template_delegated"))
        own = self.env["dpo.contract.template"].create(
            {"name": "La nôtre", "nature": "support", "company_id": self.company.id}
        )
        self.contract.nature = "support"
        self.assertEqual(self.contract.template_id, own)
