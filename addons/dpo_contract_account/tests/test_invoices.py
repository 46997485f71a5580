from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import IssueCase


@tagged("post_install", "-at_install")
class TestInvoices(IssueCase):
    def test_each_payer_gets_one_invoice_of_the_amount_called(self):
        call = self._locked_call()
        moves = self._issue(call)
        self.assertEqual(moves.partner_id, call.row_ids.payer_id)
        self.assertEqual(sum(moves.mapped("amount_total")), call.amount_total)
        self.assertEqual(set(call.row_ids.mapped("state")), {"drafted"})

    def test_the_line_carries_the_bases_of_liquidation(self):
        call = self._locked_call()
        self._issue(call)
        for row in call.row_ids:
            self.assertIn(row.explanation, row.move_line_ids.name)

    def test_a_second_issue_makes_nothing_new(self):
        call = self._locked_call()
        moves = self._issue(call)
        with self.assertRaises(UserError):
            call.with_user(self.billing).action_issue_invoices()
        self.assertEqual(call.move_ids, moves)
        self.assertEqual(call.state, "issued")

    def test_the_database_refuses_a_fee_on_two_live_lines(self):
        call = self._locked_call()
        line = self._issue(call).invoice_line_ids[:1]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["account.move"].create(call._prepare_move_values(line.dpo_fee_row_id))
            self.env.flush_all()

    def test_deleting_or_cancelling_a_draft_frees_its_fee(self):
        call = self._locked_call()
        first, second = self._issue(call)[:2]
        rows = (first | second).invoice_line_ids.dpo_fee_row_id
        first.unlink()
        second.button_cancel()
        self.env.flush_all()
        self.assertEqual(set(rows.mapped("state")), {"to_issue"})

    def test_nobody_cuts_an_invoice_off_its_fee_or_its_call(self):
        move = self._issue(self._locked_call(post_invoices=True))[0].with_user(self.billing)
        lines = move.invoice_line_ids
        fee = lines.dpo_fee_row_id
        with self.assertRaises(AccessError):
            lines.dpo_fee_row_id = False
        with self.assertRaises(AccessError):
            move.dpo_fee_call_id = False
        self.assertEqual(lines.dpo_fee_row_id, fee)
        self.assertEqual(set(fee.mapped("state")), {"issued"})

    def test_posting_makes_the_fee_issued(self):
        call = self._locked_call(post_invoices=True)
        moves = self._issue(call)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertEqual(set(call.row_ids.mapped("state")), {"issued"})

    def test_a_poison_row_is_reported_and_the_others_done(self):
        call = self._locked_call(grouping="row")
        poison = call.row_ids[1]
        prepare = type(call)._prepare_move_values
        reason = "compte 706999 fermé"

        def broken(call, rows):
            if poison in rows:
                raise UserError(reason)
            return prepare(call, rows)

        self.patch(type(call), "_prepare_move_values", broken)
        moves = self._issue(call)
        self.assertEqual(len(moves), len(call.row_ids) - 1)
        self.assertIn("706999", call.batch_id.line_ids.reason)
        self.assertEqual(call.state, "locked")

    def test_one_message_on_the_call_and_none_per_invoice(self):
        call = self._locked_call()
        before = len(call.message_ids)
        moves = self._issue(call)
        self.assertEqual(len(call.message_ids), before + 1)
        self.assertFalse(moves.message_ids)

    def test_only_the_billing_officer_issues(self):
        call = self._locked_call()
        for role in ("reader", "officer_all", "manager"):
            with self.assertRaises(AccessError):
                call.with_user(self.staff[role]).action_issue_invoices()
        with self.assertRaises(AccessError):
            call.with_user(self.mayor_a).action_issue_invoices()

    def test_who_may_read_a_call_opens_its_form_without_the_books(self):
        call = self._locked_call()
        self._issue(call)
        for role in ("reader", "officer_all", "manager", "billing"):
            shown = Form(call.with_user(self.staff[role]))
            self.assertEqual(shown.to_issue_count, 0, role)
            rows = call.row_ids.with_user(self.staff[role])
            self.assertEqual(Form(rows[0]).state, "drafted", role)
            arch = etree.fromstring(rows.get_view(view_type="list")["arch"])
            names = {field.get("name") for field in arch.iter("field")}
            self.assertEqual(len(rows.read(list(names))), len(rows), role)

    def test_an_unlocked_call_is_not_issued(self):
        with self.assertRaises(UserError):
            self._compute().with_user(self.billing).action_issue_invoices()

    def test_a_locked_amount_no_longer_changes_but_the_way_to_issue_does(self):
        call = self._locked_call()
        call.grouping = "row"
        with self.assertRaises(UserError):
            call.period_to = "2026-06-30"
        with self.assertRaises(UserError):
            call.row_ids[:1].sudo().days = 3
