from odoo import fields, models


class DpoContractCoverLine(models.TransientModel):
    _name = "dpo.contract.cover.line"
    _description = "Member to cover"

    wizard_id = fields.Many2one("dpo.contract.cover", required=True, ondelete="cascade")
    collectivity_id = fields.Many2one("res.partner", "Member", required=True)
    paid_by = fields.Char("Already covered by", readonly=True)
    is_chosen = fields.Boolean("Cover")
