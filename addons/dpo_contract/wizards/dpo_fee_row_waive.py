from odoo import fields, models


class DpoFeeRowWaive(models.TransientModel):
    """Asks why rows are issued without the reference that their debtor requires."""

    _name = "dpo.fee.row.waive"
    _description = "Issue without a reference"

    row_ids = fields.Many2many(
        "dpo.fee.row",
        string="Rows",
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.row_ids.action_waive_reference(self.reason)
        return {"type": "ir.actions.act_window_close"}
