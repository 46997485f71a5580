from odoo import api, models


class DpoJournalEntry(models.Model):
    _inherit = "dpo.journal.entry"

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(),
            ("contract_signed", self.env._("Convention concluded")),
            ("contract_reopened", self.env._("Signed convention put back in preparation")),
            ("contract_end_announced", self.env._("End of a convention announced")),
            ("contract_end_cancelled", self.env._("Announced end taken back")),
            ("contract_ended", self.env._("Convention ended")),
            ("departure_decided", self.env._("Departure of a member decided")),
            ("departure_closed", self.env._("Departure of a member closed")),
            (
                "contract_sequel_decided",
                self.env._("Consequences of a succession on the conventions decided"),
            ),
        ]
