from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChorusCase


@tagged("post_install", "-at_install")
class TestChorusIssue(ChorusCase):
    """A call gives each invoice its routing; who lacks something waits, alone."""

    def test_each_invoice_carries_the_references_of_its_debtor(self):
        service = self._service(self._budget(self.commune_a), "ST")
        self._commit(self.commune_a, service_id=service.id, market_number="M-1")
        moves = self._issue(self._locked_call())
        mine = moves.filtered(lambda move: move.partner_id == self.commune_a)
        self.assertEqual(
            (mine.buyer_reference, mine.purchase_order_reference, mine.contract_reference),
            ("ST", "EJ-7", "M-1"),
        )
        self.assertEqual(mine.dpo_siret, service.budget_id.siret)
        other = moves.filtered(lambda move: move.partner_id == self.commune_b)
        self.assertFalse(other.buyer_reference or other.purchase_order_reference)
        self.assertEqual(other.dpo_siret, self.commune_b.company_registry)

    def test_a_debtor_without_siret_waits_and_stops_nobody(self):
        self.commune_a.company_registry = False
        call = self._locked_call(post_invoices=True)
        row = call.row_ids.filtered(lambda r: r.payer_id == self.commune_a)
        self.assertEqual(row.waiting_for, "siret")
        self.assertIn("SIRET", row.waiting_fix)
        self.assertNotIn(self.commune_a, self._issue(call).partner_id)
        self.commune_a.company_registry = self._get_siret(self.commune_a.dpo_siren)
        self.assertIn(self.commune_a, self._issue(call).partner_id)
        self.assertEqual(call.state, "issued")

    def test_titres_do_not_wait_for_a_siret(self):
        self.commune_a.company_registry = False
        self.assertFalse(any(self._locked_call("titre").row_ids.mapped("waiting_for")))

    def test_the_worklist_says_what_to_do_and_opens_the_debtor(self):
        self.commune_a.dpo_invoicing_rule = "both"
        call = self._locked_call()
        row = self.env["dpo.fee.row"].search(call.action_open_waiting()["domain"])
        self.assertTrue(row.waiting_fix)
        self.assertEqual(row.action_open_payer()["res_id"], self.commune_a.id)

    def test_a_siret_is_never_waived(self):
        self.commune_a.company_registry = False
        row = self._locked_call().row_ids.filtered(lambda r: r.payer_id == self.commune_a)
        with self.assertRaises(UserError):
            row.with_user(self.billing).action_waive_reference("Promis par téléphone")

    def test_a_waived_reference_is_not_asked_again_when_posting(self):
        self.commune_a.dpo_invoicing_rule = "commitment"
        call = self._locked_call(post_invoices=True)
        rows = call.row_ids.filtered("waiting_for")
        rows.with_user(self.billing).action_waive_reference("La mairie paie sans numéro")
        self.assertEqual(set(self._issue(call).mapped("state")), {"posted"})

    def test_what_is_out_of_scope_has_an_invoice_of_its_own(self):
        service = self._add_taxed_component()
        self.component.tax_ids = self.out_of_scope
        moves = self._issue(self._locked_call(post_invoices=True))
        mine = moves.filtered(lambda move: move.partner_id == self.commune_a)
        self.assertEqual(len(mine), 2)
        self.assertEqual(mine.invoice_line_ids.tax_ids, self.out_of_scope | service.tax_ids)
        self.assertEqual(set(mine.mapped("state")), {"posted"})

    def _add_taxed_component(self):
        component = self.component.copy({"code": "SUP", "name": "Services", "tax_ids": False})
        self.company.vat = "FR23334175221"
        component.tax_ids = self.standard
        return component

    def test_queries_do_not_grow_with_the_debtors(self):
        """One more debtor costs the same few lines of accounting, no more look-up."""
        call = self._locked_call()
        rows = call.row_ids.filtered(lambda r: r.state == "to_issue")
        self.assertGreater(len(rows.payer_id), 2)
        one = self._count(lambda: call._prepare_moves_values(rows[0].payer_id))
        all_of_them = self._count(lambda: call._prepare_moves_values(rows.payer_id))
        self.assertLessEqual(all_of_them, one + 2)
