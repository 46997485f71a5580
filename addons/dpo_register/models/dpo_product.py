import uuid

from odoo import api, fields, models


class DpoProduct(models.Model):
    """A software, a hosting or a service of a vendor: a commune only says that it uses it."""

    _name = "dpo.product"
    _inherit = ["dpo.usage.mixin", "mail.thread"]
    _description = "Product or service"
    _order = "name, id"
    _check_company_auto = True
    _dpo_key = "key"
    _dpo_usage_field = "product_id"

    name = fields.Char(required=True, tracking=True)
    key = fields.Char(
        required=True,
        copy=False,
        default=lambda self: uuid.uuid4().hex,
        help="Stable name used by exchanges.",
    )
    vendor_id = fields.Many2one(
        "dpo.vendor", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        related="vendor_id.company_id", store=True, precompute=True, index="btree_not_null"
    )
    kind = fields.Selection(
        [
            ("software", "Software"),
            ("online", "Online service"),
            ("hosting", "Hosting or backup"),
            ("service", "Service without software"),
            ("equipment", "Equipment"),
        ],
        required=True,
        default="software",
    )
    description = fields.Char("What for")
    hosting_country_id = fields.Many2one(
        "res.country", "Data held in", ondelete="restrict", tracking=True
    )
    hosting_place = fields.Char(
        "Place of hosting", help="On the premises, name of the host...", tracking=True
    )
    is_free = fields.Boolean("Free of charge", tracking=True)
    is_ad_funded = fields.Boolean("Funded by advertising or by the data", tracking=True)
    active = fields.Boolean(default=True)

    _key_uniq = models.UniqueIndex("(key)")

    @api.depends("name", "vendor_id.name")
    def _compute_display_name(self):
        for product in self:
            product.display_name = f"{product.name or ''} ({product.vendor_id.name or ''})"
