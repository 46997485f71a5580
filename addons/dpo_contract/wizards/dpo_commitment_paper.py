from odoo import api, fields, models

from ..models.dpo_commitment_request import TYPED


class DpoCommitmentPaper(models.TransientModel):
    """The answer of a town hall that came on paper or by phone."""

    _name = "dpo.commitment.paper"
    _description = "Answer recorded by the service"

    request_id = fields.Many2one(
        "dpo.commitment.request", required=True, readonly=True, ondelete="cascade"
    )
    rule = fields.Selection(related="request_id.rule")
    through = fields.Selection(
        [("paper", "Paper"), ("phone", "Phone")], required=True, default="paper"
    )
    answered_as = fields.Char("Answered by", required=True)
    received_on = fields.Date(
        "Date of receipt", required=True, default=lambda self: self.env["dpo.clock"]._today()
    )
    service_code = fields.Char(
        "Code of the service", compute="_compute_typed", store=True, readonly=False
    )
    service_name = fields.Char(
        "Name of the service", compute="_compute_typed", store=True, readonly=False
    )
    commitment_number = fields.Char(
        "Number of the commitment", compute="_compute_typed", store=True, readonly=False
    )
    siret = fields.Char("SIRET of the budget", compute="_compute_typed", store=True, readonly=False)
    agents = fields.Char("Number of agents", compute="_compute_typed", store=True, readonly=False)
    note = fields.Char("Remark", compute="_compute_typed", store=True, readonly=False)
    is_sure = fields.Boolean(
        "The number of agents is right", help="Tick it when the tool finds the number surprising."
    )

    @api.depends("request_id")
    def _compute_typed(self):
        for wizard in self:
            for name in TYPED:
                wizard[name] = wizard.request_id[name]

    def action_record(self):
        self.ensure_one()
        self.request_id.check_access("write")
        self.request_id._answer(
            self.request_id._clean_typed({name: self[name] for name in TYPED}),
            self.through,
            confirmed=self.agents if self.is_sure else "",
            answered_as=self.answered_as,
            received_on=self.received_on,
        )
        return {"type": "ir.actions.act_window_close"}
