from odoo import api, models


class DpoJournalEntry(models.Model):
    _inherit = "dpo.journal.entry"

    @api.model
    def _get_kinds(self):
        return {**super()._get_kinds(), "power_transferred": self.env._("Power transferred")}
