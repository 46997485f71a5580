from odoo import api, fields, models

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.legal import FATES, UNITS
from ..tools.storage_period import period_of, sentence


class DpoProcessingRetention(models.Model):
    """How long data or files are kept, from when, and what becomes of them then."""

    _name = "dpo.processing.retention"
    _inherit = ["dpo.processing.line.mixin"]
    _description = "Retention"
    _dpo_section = "retention"
    _dpo_fields = {
        "sequence": "copy",
        "name": "copy",
        "duration": "copy",
        "unit": "copy",
        "start": "copy",
        "phase": "copy",
        "fate": "copy",
        "source": "copy",
        "visa_reference": "local",
        "to_complete": "copy",
        "sentence": "skip",
    }
    _dpo_retention = Retention("keep", reason="Suit la fiche du registre")

    name = fields.Char("Data or files", required=True)
    duration = fields.Integer(help="0: kept until the starting event, and no longer.")
    unit = fields.Selection(UNITS, default="year")
    start = fields.Char(
        "Counted from", help="End of the contract, last loan, closing of the file..."
    )
    phase = fields.Selection(
        [("active", "In current use"), ("intermediate", "Intermediate archives")],
        default="active",
    )
    fate = fields.Selection(FATES, "Then", default="undefined")
    source = fields.Char("Text", help="Law, instruction of the archives, deliberation...")
    visa_reference = fields.Char(
        "Visa of the archives", help="Reference of the table signed by the departmental archives."
    )
    to_complete = fields.Boolean(
        "To be completed", help="The duration is not known: set with the departmental archives."
    )
    sentence = fields.Char("In words", compute="_compute_sentence")

    _duration_positive = models.Constraint("CHECK(duration >= 0)", "A duration is zero or more.")

    @api.depends("duration", "unit", "start", "fate", "to_complete")
    def _compute_sentence(self):
        for line in self:
            line.sentence = sentence(line._get_period())

    def _get_period(self):
        """The period as the rules know it (``tools.storage_period``)."""
        self.ensure_one()
        return period_of(self._get_payload(["duration", "unit", "start", "fate", "to_complete"]))

    # --- yearly list of eliminations ------------------------------------------------------

    def _is_of(self, elimination):
        """Whether this line belongs to the register that ``elimination`` is made from."""
        return (self.collectivity_id, self.company_id) == (
            elimination.collectivity_id,
            elimination.company_id,
        )

    def _prepare_elimination_values(self, day):
        """The line as the list of eliminations copies it: files at their end on ``day``."""
        return {
            "activity": self.processing_id.name,
            "name": self.name,
            "period": sentence(self._get_period()),
            "source": self.source,
            "table_reference": self.visa_reference,
            "fate": self.fate,
            "cutoff": day,
        }
