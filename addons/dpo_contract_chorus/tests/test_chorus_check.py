from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ChorusCase


@tagged("post_install", "-at_install")
class TestChorusCheck(ChorusCase):
    """A single invoice does not leave without what its debtor requires."""

    def test_an_invoice_without_siret_is_not_posted(self):
        self.commune_a.company_registry = False
        with self.assertRaisesRegex(UserError, "SIRET"):
            self._invoice()

    def test_the_siret_of_the_main_budget_is_enough(self):
        self.commune_a.company_registry = False
        self._budget(self.commune_a, kind="main", establishment=1)
        self.assertEqual(self._invoice().state, "posted")

    def test_each_rule_asks_for_what_it_says(self):
        for rule, values in {
            "service": {"buyer_reference": "SG"},
            "commitment": {"purchase_order_reference": "EJ-1"},
            "either": {"purchase_order_reference": "EJ-1"},
            "both": {"buyer_reference": "SG", "purchase_order_reference": "EJ-1"},
        }.items():
            self.commune_a.dpo_invoicing_rule = rule
            with self.assertRaises(UserError, msg=rule), self.env.cr.savepoint():
                self._invoice()
            self.assertEqual(self._invoice(**values).state, "posted", rule)

    def test_a_service_may_require_a_commitment_by_itself(self):
        self._service(self._budget(self.commune_a), "ST", requires_commitment=True)
        with self.assertRaises(UserError):
            self._invoice(buyer_reference="ST")
        move = self._invoice(buyer_reference="ST", purchase_order_reference="EJ-1")
        self.assertEqual(move.state, "posted")

    def test_a_draft_takes_the_references_of_the_file(self):
        service = self._service(self._budget(self.commune_a))
        self._commit(self.commune_a, service_id=service.id, market_number="M-1")
        move = self._invoice(post=False)
        move.action_take_dpo_references()
        self.assertEqual(
            (move.buyer_reference, move.purchase_order_reference, move.contract_reference),
            ("SG", "EJ-7", "M-1"),
        )
        self.assertEqual(move.dpo_siret, service.budget_id.siret)
        move.action_post()
        with self.assertRaises(UserError):
            move.action_take_dpo_references()

    def test_what_is_out_of_scope_shares_no_invoice(self):
        move = self._invoice(post=False)
        move.invoice_line_ids.copy({"tax_ids": [Command.set(self.exempt.ids)], "move_id": move.id})
        with self.assertRaisesRegex(UserError, "VAT"):
            move.action_post()

    def test_who_is_not_subject_to_vat_bills_none(self):
        self.company.dpo_not_subject_to_vat = True
        with self.assertRaisesRegex(UserError, "VAT"):
            self._invoice(taxes=self.standard)

    def test_a_siret_that_is_none_is_refused(self):
        with self.assertRaises(ValidationError):
            self._invoice(dpo_siret="2199000160001", post=False)

    def test_other_customers_are_left_alone(self):
        firm = self.env["res.partner"].create({"name": "Entreprise", "is_company": True})
        self.assertEqual(self._invoice(firm).state, "posted")

    def test_a_credit_note_follows_its_invoice(self):
        move = self._invoice()
        self.commune_a.dpo_invoicing_rule = "both"
        credit = move._reverse_moves([{"invoice_date": "2026-04-01"}], cancel=True)
        self.assertEqual(credit.state, "posted")
