from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.legal import BASES, CONDITIONS


class DpoProcessingPurpose(models.Model):
    """A purpose with its own legal basis (art. 6(1)) and, for sensitive data, its condition."""

    _name = "dpo.processing.purpose"
    _inherit = ["dpo.processing.line.mixin"]
    _description = "Purpose"
    _dpo_section = "purposes"
    _dpo_fields = {
        "sequence": "copy",
        "name": "copy",
        "basis": "copy",
        "justification": "copy",
        "condition": "copy",
        "condition_text": "copy",
    }
    _dpo_retention = Retention("keep", reason="Suit la fiche du registre")

    name = fields.Char("Purpose", required=True)
    basis = fields.Selection(BASES, "Legal basis")
    justification = fields.Text(help="Article of law, deliberation, contract...")
    condition = fields.Selection(CONDITIONS, "Condition for sensitive data")
    condition_text = fields.Text("Justification of the condition")
