from odoo import fields, models


class DpoEngagement(models.Model):
    _inherit = "dpo.engagement"

    contract_ids = fields.One2many("dpo.contract", "engagement_id", string="Conventions")
