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
