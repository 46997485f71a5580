from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention


class DpoProcessingRecipient(models.Model):
    """Who receives the data, inside or outside (GDPR art. 30(1)(d))."""

    _name = "dpo.processing.recipient"
    _inherit = ["dpo.processing.line.mixin"]
    _description = "Recipient"
    _dpo_section = "recipients"
    _dpo_fields = {
        "sequence": "copy",
        "category_id": "copy",
        "details": "copy",
    }
    _dpo_retention = Retention("keep", reason="Suit la fiche du registre")

    category_id = fields.Many2one(
        "dpo.register.term",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("catalogue", "=", "recipient")],
    )
    details = fields.Char()

    def _get_label(self):
        """The line in one text, as documents print it."""
        name = self.category_id.name
        return f"{name} ({self.details})" if self.details else name
