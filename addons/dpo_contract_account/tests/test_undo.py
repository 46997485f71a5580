from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_titres import ISSUED, TitreCase


@tagged("post_install", "-at_install")
class TestUndo(TitreCase):
    """What was issued is undone by credit notes; the fee is then called again, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.staff["manager"]

    def _issued_call(self):
        call = self._locked_call(post_invoices=True)
        self._issue(call)
        return call

    def _undo(self, call):
        call.with_user(self.manager).action_cancel("erreur de barème")
        self._run_batch(call.batch_id)

    def _credit(self, move):
        """The credit note button of core."""
        reversal = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard = reversal.create({"journal_id": move.journal_id.id})
        credit = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        credit.action_post()
        return credit

    def _pay(self, move):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({}).action_create_payments()

    def test_cancelling_an_issued_call_clears_every_invoice(self):
        call = self._issued_call()
        self._undo(call)
        self.assertEqual(set(call.move_ids.mapped("payment_state")), {"reversed"})
        self.assertEqual(call.state, "cancelled")
        credits = call.move_ids.reversal_move_ids
        self.assertEqual(sum(credits.mapped("amount_total")), call.amount_total)
        self.assertIn("erreur de barème", credits[0].ref)

    def test_drafts_are_cancelled_without_a_credit_note(self):
        call = self._locked_call()
        moves = self._issue(call)
        self._undo(call)
        self.assertEqual(set(moves.mapped("state")), {"cancel"})
        self.assertFalse(moves.reversal_move_ids)

    def test_a_cancelled_call_is_called_again_as_the_next_revision(self):
        call = self._issued_call()
        rows = call.row_ids
        self._undo(call)
        again = self._compute()
        self.assertEqual(again.row_ids.supersedes_id, rows)
        self.assertEqual(set(again.row_ids.mapped("revision")), {1})
        self.assertEqual(sum(again.row_ids.mapped("amount")), sum(rows.mapped("amount")))

    def test_one_credit_note_frees_one_fee(self):
        call = self._issued_call()
        move = call.move_ids[0]
        rows = move.invoice_line_ids.dpo_fee_row_id
        credit = self._credit(move)
        self.assertEqual(set(rows.mapped("state")), {"reversed"})
        self.assertIn(credit.name, rows[0]._get_collection_words())
        self.assertEqual(self._compute().row_ids.supersedes_id, rows)

    def test_a_credit_note_stays_once_its_fee_is_called_again(self):
        call = self._issued_call()
        credit = self._credit(call.move_ids[0]).with_user(self.billing)
        again = self._compute()
        with self.assertRaisesRegex(UserError, "asked for again"):
            credit.button_draft()
        again.action_cancel()
        credit.button_draft()
        self.assertEqual(credit.state, "draft")

    def test_a_partial_credit_note_frees_nothing(self):
        call = self._issued_call()
        move = call.move_ids[0]
        credit = move._reverse_moves([{"invoice_date": move.invoice_date}])
        with Form(credit) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = 1.0
        credit.action_post()
        self.assertEqual(set(move.invoice_line_ids.dpo_fee_row_id.mapped("state")), {"issued"})
        self.assertFalse(self._compute().row_ids)

    def test_a_paid_invoice_is_reported_and_the_others_undone(self):
        call = self._issued_call()
        paid = call.move_ids[1]
        self._pay(paid)
        self._undo(call)
        self.assertEqual(call.state, "issued")
        self.assertFalse(paid.reversal_move_ids)
        self.assertIn(paid.name, call.batch_id.line_ids.reason)
        self.assertEqual(set((call.move_ids - paid).mapped("payment_state")), {"reversed"})

    def test_only_the_manager_decides_and_says_why(self):
        call = self._issued_call()
        for user in self.staff["billing"], self.staff["reader"], self.mayor_a:
            with self.assertRaises(AccessError):
                call.with_user(user).action_cancel("erreur")
        with self.assertRaises(UserError):
            call.with_user(self.manager).action_cancel(" ")
        self.assertFalse(call.move_ids.reversal_move_ids)

    def test_titres_not_yet_handed_over_go_with_the_call(self):
        call = self._locked_call("titre")
        call.with_user(self.billing).action_prepare_titres()
        call.with_user(self.manager).action_cancel("erreur de barème")
        self.assertFalse(call.titre_ids)
        self.assertEqual(set(call.row_ids.mapped("state")), {"cancelled"})

    def test_titres_handed_over_are_cancelled_in_the_finance_software(self):
        call = self._locked_call("titre")
        call.with_user(self.billing).action_prepare_titres()
        call.titre_ids[:1].with_user(self.billing).action_download_file()
        with self.assertRaises(UserError):
            call.with_user(self.manager).action_cancel("erreur de barème")

    def test_titres_cancelled_in_the_finance_software_let_the_call_be_cancelled(self):
        call = self._issued(self.commune_a).call_id
        for number, titre in enumerate(call.titre_ids.with_user(self.billing), 118):
            titre.action_record_number(str(number), ISSUED, reason="au complet")
            titre.action_record_event("cancellation", ISSUED, titre.amount, reason="barème faux")
        call.with_user(self.manager).action_cancel("erreur de barème")
        self.assertEqual(call.state, "cancelled")
        self.assertTrue(call.titre_ids, "they are evidence")
        self.assertEqual(self._compute().row_ids.supersedes_id, call.row_ids)

    def test_an_issue_waits_for_the_end_of_a_cancellation(self):
        call = self._locked_call(grouping="row")
        self._issue(call)
        call.with_user(self.manager).action_cancel("erreur de barème")
        call._write_by_action({"state": "locked"})
        with self.assertRaises(UserError):
            call.with_user(self.billing).action_issue_invoices()
