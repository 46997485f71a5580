from odoo import fields, models


class DpoProcessingSendBack(models.TransientModel):
    """Asks what the collectivity has to complete before the record is checked."""

    _name = "dpo.processing.send.back"
    _description = "Record sent back to the collectivity"

    processing_id = fields.Many2one(
        "dpo.processing", "Record", required=True, readonly=True, ondelete="cascade"
    )
    reason = fields.Text("To be completed", required=True)

    def action_apply(self):
        self.ensure_one()
        self.processing_id.action_send_back(self.reason)
        return {"type": "ir.actions.act_window_close"}
