from odoo import fields, models


class DpoFeeRowThreshold(models.TransientModel):
    """Records what becomes of debtors who owe less than the threshold.

    The choice belongs to the ordonnateur: the tool proposes nothing by default.
    """

    _name = "dpo.fee.row.threshold"
    _description = "Decision on claims below the threshold"

    row_ids = fields.Many2many(
        "dpo.fee.row",
        string="Rows",
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    decision = fields.Selection(
        [
            ("group", "Collect with another claim of the same debtor"),
            ("carry_over", "Carry over to the debtor's next call"),
            ("give_up", "Give up the claim"),
        ],
        required=True,
    )

    def action_apply(self):
        self.ensure_one()
        self.row_ids.action_decide_threshold(self.decision)
        return {"type": "ir.actions.act_window_close"}
