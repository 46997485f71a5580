from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class AccountMove(models.Model):
    """An invoice of a fee call."""

    _inherit = "account.move"

    dpo_fee_call_id = fields.Many2one(
        "dpo.fee.call",
        "Fee call",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="dpo_base.group_dpo_user",
    )

    def action_open_dpo_fee_call(self):
        """Open the call that made this invoice."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "dpo.fee.call",
            "res_id": self.dpo_fee_call_id.id,
            "view_mode": "form",
        }

    def write(self, vals):
        """An invoice cut off its call would stand when the call is cancelled and made again."""
        if not self.env.su and self._get_dpo_links().intersection(vals):
            raise AccessError(self.env._("What an invoice comes from is never typed."))
        return super().write(vals)

    def _get_dpo_links(self):
        """Links to what the invoice comes from; other addons add theirs."""
        return {"dpo_fee_call_id"}

    def button_draft(self):
        """Refuse to take back a credit note when its fees are asked for again: it would be
        twice."""
        posted = self.filtered(lambda m: m.move_type == "out_refund" and m.state == "posted")
        # sudo: rows and invoices of the same OPSN, read to refuse only
        again = posted.sudo().reversed_entry_id._get_dpo_asked_again()
        if again:
            raise UserError(
                self.env._(
                    "These fees are asked for again by %s: the credit note stays.",
                    ", ".join(again),
                )
            )
        return super().button_draft()

    def _get_dpo_asked_again(self):
        """Names of what asks again for the fees of these cleared invoices."""
        again = self.invoice_line_ids.dpo_fee_row_id.superseded_by_ids
        return again.filtered(lambda row: row._is_live()).call_id.mapped("display_name")
