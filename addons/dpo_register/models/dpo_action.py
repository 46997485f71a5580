from odoo import api, fields, models


class DpoAction(models.Model):
    _inherit = "dpo.action"

    external_key = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Name of the action in the file that it comes from.",
    )

    @api.model
    def _get_sources(self):
        return [
            *super()._get_sources(),
            ("dpo.processing", self.env["dpo.processing"]._description),
        ]
