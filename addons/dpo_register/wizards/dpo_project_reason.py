from odoo import fields, models


class DpoProjectReason(models.TransientModel):
    """Asks for the words that go with a step on a project."""

    _name = "dpo.project.reason"
    _description = "Words on a project"

    project_id = fields.Many2one("dpo.project", required=True, readonly=True, ondelete="cascade")
    gesture = fields.Selection(
        [("action_give_advice", "Advice of the DPD"), ("action_drop", "Dropped")],
        required=True,
        readonly=True,
    )
    text = fields.Text("In a few words", required=True)

    def action_apply(self):
        self.ensure_one()
        steps = {
            "action_give_advice": self.project_id.action_give_advice,
            "action_drop": self.project_id.action_drop,
        }
        steps[self.gesture](self.text)
        return {"type": "ir.actions.act_window_close"}
