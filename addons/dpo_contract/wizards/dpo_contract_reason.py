from odoo import fields, models


class DpoContractReason(models.TransientModel):
    """Asks the reason of a step that needs one."""

    _name = "dpo.contract.reason"
    _description = "Reason of a step of a convention"

    contract_id = fields.Many2one("dpo.contract", required=True, ondelete="cascade")
    operation = fields.Selection(
        [
            ("action_reopen", "Put back in preparation"),
            ("action_cancel_end", "Take the announced end back"),
            ("action_end", "End with steps left"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.contract_id.check_access("write")
        getattr(self.contract_id, self.operation)(self.reason)
