from odoo import models
from odoo.exceptions import UserError


class DpoFeeCall(models.Model):
    """Cancelling a call undoes its invoices; its fees may then be called again.

    The rows stay as evidence. A later call makes their next revision, never a second
    claim: a fee is called again only when no live row carries it.
    """

    _inherit = "dpo.fee.call"
    _dpo_batch_kinds = ("invoice", "undo")

    def action_cancel(self, reason=""):
        """Cancel the call; its invoices are undone first, in the background."""
        self.check_access("write")
        self.ensure_one()
        if self._search_to_undo(limit=1):
            return self._launch_undo(reason)
        result = super().action_cancel(reason)
        # what was handed over and cancelled there stays as evidence
        self.sudo().titre_ids.filtered(lambda titre: titre.state == "to_send").unlink()
        return result

    def _launch_undo(self, reason):
        self._check_decided(reason)
        self._take("locked", "issued")
        self._write_by_action({"cancel_reason": reason})
        return self._launch_batch("undo", self.env._("Cancellation: %s", self.name))

    def _check_cancellable(self, reason):
        if any(
            titre.state != "to_send" and not titre.is_cancelled for titre in self.sudo().titre_ids
        ):
            raise UserError(
                self.env._(
                    "Titres of this call were handed to the finance software: cancel them there, "
                    "record it on each of them, then cancel the call."
                )
            )
        return super()._check_cancellable(reason)

    def _search_to_undo(self, cursor=0, limit=None):
        """Invoices of the call that still ask for money, in id order."""
        # sudo: the manager decides the cancellation and need not keep the books
        return (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("dpo_fee_call_id", "in", self.ids),
                    ("state", "!=", "cancel"),
                    ("payment_state", "!=", "reversed"),
                    ("id", ">", cursor),
                ],
                order="id",
                limit=limit,
            )
        )

    def _batch_undo_count(self):
        return len(self._search_to_undo())

    def _batch_undo_remaining(self, batch, limit):
        return self._search_to_undo(batch.cursor, limit)

    def _batch_undo_process(self, batch, moves):
        """Drafts are cancelled; a posted invoice gets the credit note that clears it."""
        drafts = moves.filtered(lambda move: move.state == "draft")
        drafts.button_cancel()
        posted = moves - drafts
        self._check_unpaid(posted)
        quiet = posted.with_context(mail_create_nolog=True)
        quiet._reverse_moves([self._prepare_credit_values(move) for move in posted], cancel=True)

    def _check_unpaid(self, moves):
        """A payment is never torn off its invoice: somebody decides what becomes of it."""
        for move in moves:
            if move.payment_state not in ("not_paid", "blocked"):
                raise UserError(
                    self.env._(
                        "%s is paid, wholly or in part: undo the payment or make the credit "
                        "note by hand, then cancel again.",
                        move.name,
                    )
                )

    def _prepare_credit_values(self, move):
        today = self.env["dpo.clock"]._today()
        return {
            "date": today,
            "invoice_date": today,
            "invoice_date_due": today,
            "ref": self.env._(
                "Cancels %(invoice)s: %(reason)s", invoice=move.name, reason=self.cancel_reason
            ),
        }

    def _batch_undo_done(self, batch):
        """Close the call once nothing asks for money; else say what still does."""
        left = self._search_to_undo()
        if left:
            return self.env._(
                "%s invoice(s) still stand: see the lines below, then cancel again.", len(left)
            )
        now = self.env["dpo.clock"]._now()
        self._write_by_action({"state": "cancelled", "cancelled_on": now})
        self.message_post(
            body=self.env._(
                "Cancelled by %(user)s, invoices included: %(reason)s",
                user=batch.user_id.name,
                reason=self.cancel_reason,
            )
        )
        return None
