from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.notice import Item


class DpoProcessingData(models.Model):
    """A category of data that a processing holds, and where it comes from."""

    _name = "dpo.processing.data"
    _inherit = ["dpo.processing.line.mixin"]
    _description = "Category of data"
    _dpo_section = "data"
    _dpo_fields = {
        "sequence": "copy",
        "category_id": "copy",
        "details": "copy",
        "source": "copy",
        "origin": "copy",
        "is_mandatory": "copy",
    }
    _dpo_retention = Retention("keep", reason="Suit la fiche du registre")

    category_id = fields.Many2one(
        "dpo.register.term",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("catalogue", "=", "data")],
    )
    details = fields.Char()
    sensitivity = fields.Selection(related="category_id.sensitivity")
    source = fields.Selection(
        [("person", "The person"), ("third_party", "A third party")], "Comes from"
    )
    origin = fields.Char(
        "Which third party", help="Who gives the data, when it is not the person (GDPR art. 14)."
    )
    is_mandatory = fields.Selection(
        [("yes", "Mandatory"), ("no", "Optional")],
        "Must the person give it?",
        help="Persons are told which answers are mandatory (GDPR art. 13(2)(e)).",
    )

    def _describe_sensitivity(self):
        labels = dict(self._fields["sensitivity"]._description_selection(self.env))
        return labels.get(self.sensitivity, "")

    def _get_notice_item(self):
        """The line as a notice tells it; a camera takes pictures of the person, who gives none."""
        is_camera = self.category_id.key == "images"
        return Item(
            ", ".join(filter(None, (self.category_id.name, self.details))),
            is_third_party=self.source == "third_party" and not is_camera,
            origin=self.origin or "",
            is_mandatory=None if is_camera else {"yes": True, "no": False}.get(self.is_mandatory),
        )
