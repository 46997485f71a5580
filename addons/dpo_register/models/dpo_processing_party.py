from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.dpo_base.tools.retention import Retention


class DpoProcessingParty(models.Model):
    """Who handles the data for the collectivity, or with it: vendor, operator, joint controller."""

    _name = "dpo.processing.party"
    _inherit = ["dpo.processing.line.mixin"]
    _description = "Processor or partner"
    _check_company_auto = True
    _dpo_section = "processors"
    _dpo_fields = {
        "sequence": "copy",
        "role": "local",
        "vendor_id": "local",
        "product_id": "local",
        "name": "local",
        "details": "local",
        "ends_on": "local",
        "return_terms": "local",
        "hosting_country_id": "skip",
    }
    _dpo_retention = Retention("keep", reason="Suit la fiche du registre")

    role = fields.Selection(
        [
            ("processor", "Processor (art. 28)"),
            ("joint", "Joint controller (art. 26)"),
            ("operator", "Delegated operator of the public service"),
            ("controller", "Separate controller"),
        ],
        required=True,
        default="processor",
    )
    vendor_id = fields.Many2one(
        "dpo.vendor",
        compute="_compute_vendor_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(
        "dpo.product",
        "Product or service",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    name = fields.Char("Other body", help="Somebody who is no vendor on record: EPCI, syndicat...")
    details = fields.Char("What it does")
    ends_on = fields.Date("End of the contract", index="btree_not_null")
    return_terms = fields.Char(
        "Return of the data", help="What the contract says of the data at its end (art. 28(3)(g))."
    )

    hosting_country_id = fields.Many2one(
        related="product_id.hosting_country_id", store=True, index="btree_not_null"
    )

    @api.depends("product_id")
    def _compute_vendor_id(self):
        for party in self:
            party.vendor_id = party.product_id.vendor_id or party.vendor_id

    @api.constrains("vendor_id", "product_id", "name")
    def _check_named(self):
        for party in self:
            if not (party.vendor_id or party.name):
                raise ValidationError(self.env._("Name the vendor, its product or the other body."))
            if party.product_id and party.product_id.vendor_id != party.vendor_id:
                raise ValidationError(
                    self.env._("“%s” is the product of another vendor.", party.product_id.name)
                )

    @api.depends("vendor_id", "product_id", "name")
    def _compute_display_name(self):
        for party in self:
            party.display_name = (
                party.product_id.display_name or party.vendor_id.name or party.name or ""
            )
