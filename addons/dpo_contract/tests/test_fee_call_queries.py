from freezegun import freeze_time

from odoo.tests import tagged

from .common_fee_call import TODAY, FeeCallCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeCallQueries(FeeCallCase):
    """The number of queries follows the batches of the ORM, never the rows."""

    def test_computing_a_thousand_rows_costs_a_few_queries_more_than_ten(self):
        self._create_communes(7)
        call = self._create_call()
        few = self._count(call.action_compute)
        self.assertEqual(call.row_count, 10)
        self._create_communes(990)
        many = self._count(call.action_compute)
        self.assertEqual(call.row_count, 1000)
        # 990 new rows: ten batches of 100, and as many to write what was decided on them
        self.assertLess(many - few, 40)
        self.assertLess(self._count(call.action_compute) - few, 10)

    def test_proving_and_locking_do_not_query_row_by_row(self):
        self._create_communes(300)
        call = self._compute()
        self.assertLess(self._count(call.action_recompute_proof), 40)
        self.assertLess(self._count(call.action_lock), 120)

    def test_the_control_list_does_not_query_row_by_row(self):
        self._create_communes(300)
        call = self._compute()

        def export():
            sheet = self.env["dpo.fee.sheets"]._prepare_control(call)[0]
            self.assertEqual(len(list(sheet.rows)), 303)

        self.assertLess(self._count(export), 30)

    def test_a_trial_of_a_thousand_members_reads_as_for_ten(self):
        self._create_communes(7)
        self._vote(self.grid)
        trial = self.env["dpo.fee.scenario"].browse(self.grid.action_try()["res_id"])
        trial.target_amount = 500_000
        few = self._count(trial.action_compute)
        balance = self._count(trial.action_balance)
        self._create_communes(990)
        many = self._count(trial.action_compute)
        self.assertEqual(len(trial.line_ids), 1000)
        self.assertLess(many - few, 20)  # ten batches to write the lines
        self.assertLess(self._count(trial.action_balance) - balance, 30)
