from odoo import fields, models


class DpoFeeCallCancel(models.TransientModel):
    """Asks why a fee call is cancelled."""

    _name = "dpo.fee.call.cancel"
    _description = "Cancellation of a fee call"

    call_id = fields.Many2one("dpo.fee.call", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.call_id.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
