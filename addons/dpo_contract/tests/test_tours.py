from odoo.tests import HttpCase, tagged

from .common_fee_call import FeeCallCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, FeeCallCase):
    def test_the_billing_officer_computes_checks_and_locks_a_call(self):
        self._vote(self.grid)
        self.company.write(
            {"dpo_signatory_id": self.mayor_a.partner_id.id, "dpo_signatory_capacity": "président"}
        )
        self.start_tour(
            "/odoo/action-dpo_contract.dpo_fee_call_action",
            "dpo_contract_fee_call",
            login=self.staff["billing"].login,
        )
        call = self.env["dpo.fee.call"].search([("grid_id", "=", self.grid.id)])
        self.assertEqual(call.state, "locked")
        self.assertEqual(call.amount_total, 1560)
