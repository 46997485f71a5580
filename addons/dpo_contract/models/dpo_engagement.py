from odoo import fields, models


class DpoEngagement(models.Model):
    _inherit = "dpo.engagement"

    contract_ids = fields.One2many("dpo.contract", "engagement_id", string="Conventions")
    payer_id = fields.Many2one(
        "res.partner",
        "Paid by",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
        help="Who pays when no coverage says so: an EPCI that sits in place of its communes. "
        "Empty: the collectivity itself.",
    )
