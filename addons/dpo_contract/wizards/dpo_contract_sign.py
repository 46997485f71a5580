from odoo import api, fields, models


class DpoContractSign(models.TransientModel):
    """Records the signatures; warns when an act is not executory and asks why."""

    _name = "dpo.contract.sign"
    _description = "Record the signature of a convention"

    contract_id = fields.Many2one("dpo.contract", required=True, ondelete="cascade")
    state = fields.Selection(related="contract_id.state")
    number = fields.Char(help="The number that the signed paper bears; empty, the next of ours.")
    approval_state = fields.Selection(related="contract_id.approval_state")
    member_signed_on = fields.Date(
        "Signed by the member on",
        compute="_compute_days",
        store=True,
        readonly=False,
    )
    own_signed_on = fields.Date(
        "Signed by us on", compute="_compute_days", store=True, readonly=False
    )
    signed_document = fields.Binary("Signed convention (scan)")
    signed_document_name = fields.Char()
    warning = fields.Text(compute="_compute_warning")
    reason = fields.Text()

    @api.depends("contract_id")
    def _compute_days(self):
        for wizard in self:
            wizard.member_signed_on = wizard.contract_id.member_signed_on
            wizard.own_signed_on = wizard.contract_id.own_signed_on

    @api.depends("contract_id", "member_signed_on", "own_signed_on")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning = "\n".join(
                wizard.contract_id._get_signature_warnings(
                    wizard.member_signed_on, wizard.own_signed_on
                )
            )

    def action_confirm(self):
        self.contract_id.check_access("write")
        self.contract_id.action_record_signature(self._prepare_signature_values())

    def _prepare_signature_values(self):
        return {
            "number": self.number,
            "member_signed_on": self.member_signed_on,
            "own_signed_on": self.own_signed_on,
            "signed_document": self.signed_document,
            "signed_document_name": self.signed_document_name,
            "reason": self.reason,
        }
