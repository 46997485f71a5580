from odoo import fields, models


class DpoTitreWithdraw(models.TransientModel):
    """Asks why an event recorded on a titre is taken back."""

    _name = "dpo.titre.withdraw"
    _description = "Withdrawal of an event of a titre"

    event_id = fields.Many2one("dpo.titre.event", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        """Withdraw the event; it stays in the story."""
        self.ensure_one()
        self.event_id.action_withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
