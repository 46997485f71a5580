import io
import json
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .common import ContractCase


@tagged("post_install", "-at_install")
@freeze_time("2025-12-20 09:00:00")
class TestContractApproval(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.staff["officer_all"]
        cls.contract = cls._create_contract(cls.commune_a)
        cls.approval = cls._send(cls.contract)

    def _kinds(self):
        entries = self.env["dpo.journal.entry"].search(
            [("res_model", "=", "dpo.contract"), ("res_id", "=", self.contract.id)], order="id"
        )
        return entries.mapped("kind")

    def test_what_is_sent_is_frozen_with_its_facts(self):
        self.assertEqual(self.approval.state, "to_sign")
        self.assertEqual(self.approval.mandate_id, self.mandate_a)
        content = self.contract._get_document_bytes()
        self.assertEqual(content, self.approval._get_document_bytes())
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        self.assertIn(self.approval.code, text)
        facts = json.loads(self.approval.payload)["content"]
        self.assertEqual(facts["duration_months"], 36)
        self.assertEqual(facts["coverage"][0]["share_percent"], "100.0")

    def test_a_convention_is_not_signed_by_a_click(self):
        self.assertTrue(self.approval.requires_certificate)
        with self.assertRaises(UserError):
            self.approval.with_user(self.mayor_a).action_sign()
        self.assertFalse(self.contract.member_signed_on)

    def test_both_parties_sign_before_the_convention_is_signed(self):
        self._record_member(self.approval, "2025-12-20")
        self.assertEqual(self.contract.member_signed_on, date(2025, 12, 20))
        self.assertEqual(self.contract.state, "sent")
        contract = self.contract.with_user(self.officer)
        with freeze_time("2025-12-22 09:00:00"):
            contract.action_record_signature({"own_signed_on": "2025-12-22"})
        self.assertEqual(contract.state, "signed")
        self.assertEqual(contract.signed_on, date(2025, 12, 22))
        self.assertEqual(self._kinds(), ["contract_signed"])

    def test_member_that_signs_last_concludes_the_convention(self):
        self.contract.action_record_signature({"own_signed_on": "2025-12-20"})
        self.assertEqual(self.contract.state, "sent")
        self._record_member(self.approval, "2025-12-20")
        self.assertEqual(self.contract.state, "signed")
        self.assertEqual(self.contract.engagement_id.nature, "delegated")

    def test_member_that_signs_too_early_leaves_the_conclusion_to_a_manager(self):
        self.contract.member_act_id.published_on = "2025-12-23"
        self.contract.action_record_signature({"own_signed_on": "2025-12-20"})
        self._record_member(self.approval, "2025-12-20")
        self.assertEqual(self.contract.state, "sent")
        with self.assertRaises(AccessError):
            self.contract.with_user(self.officer).action_record_signature({"reason": "Pressé"})
        self.contract.with_user(self.staff["manager"]).action_record_signature(
            {"reason": "Délibération publiée le 23"}
        )
        self.assertEqual(self.contract.state, "signed")

    def test_day_of_the_member_comes_with_the_scan_of_the_request(self):
        with self.assertRaises(UserError):
            self.contract.action_record_signature({"member_signed_on": "2025-12-20"})

    def test_refusal_puts_the_convention_back_in_preparation(self):
        self.approval.with_user(self.mayor_a).action_refuse("Le conseil préfère un an")
        self.assertEqual(self.contract.state, "draft")
        self.assertIn("Le conseil préfère un an", self.contract.message_ids[0].body)
        self.contract.duration_months = 12
        number = self.contract.name
        self.contract.action_send()
        self.assertEqual(self.contract.name, number)
        self.assertNotEqual(self.contract.approval_id, self.approval)

    def test_reopening_withdraws_the_request(self):
        self.contract.with_user(self.officer).action_reopen("Erreur de date")
        self.assertEqual(self.approval.state, "cancelled")
        self.assertEqual(self.contract.state, "draft")
        self.assertNotEqual(self.contract._get_document_bytes(), b"")

    def test_annexes_do_not_change_while_the_member_signs(self):
        row = self.contract.coverage_ids
        with self.assertRaises(UserError):
            row.share_percent = 50
        with self.assertRaises(UserError):
            row.copy({"collectivity_id": self.commune_b.id, "contract_id": self.contract.id})
        with self.assertRaises(UserError):
            self.env["dpo.contract.price"].create(
                {
                    "contract_id": self.contract.id,
                    "component_code": "DPD",
                    "amount": 1,
                    "reason": "x",
                    "act_id": self.own_act.id,
                }
            )

    def test_convention_taken_over_asks_for_no_signature(self):
        contract = self._sign(self._create_contract(self.commune_b))
        self.assertFalse(contract.approval_id)

    def test_announced_end_is_in_the_journal(self):
        contract = self.contract
        self._record_member(self.approval, "2025-12-20")
        contract.action_record_signature({"own_signed_on": "2025-12-20"})
        contract.action_announce_end(
            {"end_kind": "termination", "date_end": "2026-06-30", "end_reason": "Accord"}
        )
        self.assertEqual(self._kinds(), ["contract_signed", "contract_end_announced"])
