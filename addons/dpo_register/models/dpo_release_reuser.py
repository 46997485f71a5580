from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention


class DpoReleaseReuser(models.Model):
    """Who reuses the data, what for, under a licence accepted on a day (CRPA, art. L323-1)."""

    _name = "dpo.release.reuser"
    _inherit = ["dpo.collectivity.mixin"]
    _description = "Re-user"
    _order = "release_id, id"
    _dpo_same_collectivity = ("release_id",)
    _dpo_retention = Retention("keep", reason="Suit la décision de diffusion")

    release_id = fields.Many2one("dpo.release", required=True, index=True, ondelete="cascade")
    collectivity_id = fields.Many2one(
        related="release_id.collectivity_id", store=True, precompute=True, readonly=True
    )
    company_id = fields.Many2one(
        related="release_id.company_id", store=True, precompute=True, readonly=True
    )
    name = fields.Char(required=True, help="Body, rather than a person.")
    purpose = fields.Char("What for")
    contact = fields.Char()
    accepted_on = fields.Date("Licence accepted on")
    until = fields.Date()
