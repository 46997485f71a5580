from odoo import fields, models


class DpoActionReason(models.TransientModel):
    """Asks for the words that go with a step."""

    _name = "dpo.action.reason"
    _description = "Words of a step"

    action_id = fields.Many2one("dpo.action", required=True, readonly=True, ondelete="cascade")
    gesture = fields.Selection(
        [
            ("action_refuse", "Not taken up"),
            ("action_send_back", "Send back"),
            ("action_declare_done", "Declare done"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text("In a few words", required=True)

    def action_apply(self):
        self.ensure_one()
        steps = {
            "action_refuse": self.action_id.action_refuse,
            "action_send_back": self.action_id.action_send_back,
            "action_declare_done": self.action_id.action_declare_done,
        }
        steps[self.gesture](self.reason)
        return {"type": "ir.actions.act_window_close"}
