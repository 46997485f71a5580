from odoo import models


class DpoReminder(models.TransientModel):
    """A reminder may be limited to an engagement round."""

    _inherit = "dpo.reminder"

    def _get_items(self):
        round_id = self.env.context.get("dpo_commitment_round")
        if not round_id:
            return super()._get_items()
        requests = self.env["dpo.commitment.request"].search(
            [("round_id", "=", round_id), ("state", "in", ("to_send", "sent"))]
        )
        mailer = self.env["dpo.commitment.mailer"]
        return [mailer._prepare_item(one) for one in requests]
