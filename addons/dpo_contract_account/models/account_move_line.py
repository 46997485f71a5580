from odoo import fields, models
from odoo.exceptions import AccessError


class AccountMoveLine(models.Model):
    """The link between money and its fee row sits on the line.

    Written in the same INSERT, it frees the row by itself when the draft or the line
    is deleted or the move cancelled; the index makes a second live line impossible.
    """

    _inherit = "account.move.line"

    dpo_fee_row_id = fields.Many2one(
        "dpo.fee.row",
        "Fee row",
        copy=False,
        readonly=True,
        ondelete="restrict",
        groups="dpo_base.group_dpo_user",
    )

    _dpo_fee_row_uniq = models.UniqueIndex(
        "(dpo_fee_row_id) WHERE dpo_fee_row_id IS NOT NULL"
        " AND parent_state IS DISTINCT FROM 'cancel'",
        "This fee is already on an invoice.",
    )

    def write(self, vals):
        """Emptied on an invoice that still asks, the link would let its fee be asked twice."""
        if "dpo_fee_row_id" in vals and not self.env.su:
            raise AccessError(self.env._("The fee of an invoice line is never typed."))
        return super().write(vals)
