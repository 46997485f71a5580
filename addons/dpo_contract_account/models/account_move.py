from odoo import fields, models


class AccountMove(models.Model):
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
