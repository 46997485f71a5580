from odoo.tests import tagged

from .common import IssueCase


@tagged("post_install", "-at_install")
class TestWaiting(IssueCase):
    """Debtors who require a reference are issued later, in the same call."""

    def _waiting_call(self, mode):
        self.commune_a.dpo_invoicing_rule = "commitment"
        return self._locked_call(mode)

    def _commit(self):
        year = self.grid.year
        self.env["dpo.commitment"].create(
            {"collectivity_id": self.commune_a.id, "year": year, "number": "EJ-1"}
        )

    def test_titres_of_the_others_leave_the_call_open_for_who_waits(self):
        call = self._waiting_call("titre")
        call.with_user(self.billing).action_prepare_titres()
        self.assertEqual(call.titre_ids.collectivity_id, self.commune_b | self.epci)
        self.assertEqual(call.state, "locked")
        self._commit()
        call.with_user(self.billing).action_prepare_titres()
        self.assertEqual(len(call.titre_ids), 3)
        self.assertEqual(call.state, "issued")

    def test_invoices_of_the_others_leave_the_call_open_for_who_waits(self):
        call = self._waiting_call("invoice")
        self.assertEqual(self._issue(call).partner_id, self.commune_b | self.epci)
        self.assertEqual((call.state, call.to_issue_count), ("locked", 0))
        self._commit()
        self.assertEqual(len(self._issue(call)), 3)
        self.assertEqual(call.state, "issued")

    def test_what_is_issued_does_not_wait_when_the_rule_changes_later(self):
        call = self._locked_call("titre")
        call.with_user(self.billing).action_prepare_titres()
        self.commune_a.dpo_invoicing_rule = "both"
        self.assertFalse(any(call.row_ids.mapped("waiting_for")))
