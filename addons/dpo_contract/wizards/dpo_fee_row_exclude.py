from odoo import fields, models


class DpoFeeRowExclude(models.TransientModel):
    """Asks why rows leave a fee call."""

    _name = "dpo.fee.row.exclude"
    _description = "Exclusion of rows from a fee call"

    row_ids = fields.Many2many(
        "dpo.fee.row",
        string="Rows",
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.row_ids.action_exclude(self.reason)
        return {"type": "ir.actions.act_window_close"}
