from odoo import api, models


class DpoAction(models.Model):
    _inherit = "dpo.action"

    @api.model
    def _get_sources(self):
        return [
            *super()._get_sources(),
            ("dpo.processing", self.env["dpo.processing"]._description),
        ]
