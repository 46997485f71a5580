from freezegun import freeze_time

from odoo.tests import tagged

from .common_billing import BillingCase
from .common_fee_call import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBillingQueries(BillingCase):
    def _lock_waiting_call(self):
        call = self._compute()
        call.row_ids.payer_id.dpo_invoicing_rule = "commitment"
        call.action_lock()
        return call

    def _commit_all(self, payers):
        self.env["dpo.commitment"].create(
            [{"collectivity_id": payer.id, "year": 2026, "number": "EJ"} for payer in payers]
        )

    def test_references_of_many_debtors_cost_what_those_of_three_do(self):
        self._create_communes(500)
        call = self._compute()
        payers = call.row_ids.payer_id
        self._commit_all(payers)
        few = self._count(lambda: call._get_billing_references(self.bodies))
        many = self._count(lambda: call._get_billing_references(payers))
        self.assertEqual(len(payers), 503)
        self.assertLessEqual(many, few + 3)

    def test_releasing_many_rows_does_not_query_row_by_row(self):
        self._create_communes(300)
        call = self._lock_waiting_call()
        payers = call.row_ids.payer_id
        self.assertEqual(call.waiting_count, 303)
        queries = self._count(lambda: self._commit_all(payers))
        self.assertEqual(call.waiting_count, 0)
        self.assertLess(queries, 60)
