import uuid

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.chain import walk


class DpoVendor(models.Model):
    """A vendor or a delegated operator, once for all the collectivities that use it."""

    _name = "dpo.vendor"
    _inherit = ["dpo.usage.mixin", "mail.thread"]
    _description = "Vendor"
    _order = "name, id"
    _rec_names_search = ["name", "siren"]
    _dpo_key = "key"
    _dpo_usage_field = "vendor_id"

    name = fields.Char(required=True, tracking=True)
    key = fields.Char(
        required=True,
        copy=False,
        default=lambda self: uuid.uuid4().hex,
        help="Stable name used by exchanges.",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: shared by all the services of this database.",
    )
    siren = fields.Char("SIREN", size=9)
    street = fields.Char("Address")
    country_id = fields.Many2one("res.country", "Seat", ondelete="restrict")
    website = fields.Char()
    email = fields.Char("Contact for data protection")
    phone = fields.Char()
    dpd_contact = fields.Char("DPD of the vendor")
    is_own_service = fields.Boolean(
        "Our own service",
        compute="_compute_is_own_service",
        search="_search_is_own_service",
        help="The OPSN is a processor here: its DPD is both judge and party.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact in Odoo",
        ondelete="restrict",
        domain=[("is_company", "=", True)],
        groups="base.group_user",
    )
    active = fields.Boolean(default=True)
    product_ids = fields.One2many("dpo.product", "vendor_id", "Products and services")
    contract_ids = fields.One2many("dpo.vendor.contract", "vendor_id", "Contracts")
    subprocessor_ids = fields.One2many("dpo.vendor.subprocessor", "vendor_id", "Sub-processors")
    change_ids = fields.One2many("dpo.vendor.change", "vendor_id", "Changes")
    chain_html = fields.Html("Whole chain", compute="_compute_chain_html")
    note = fields.Text("Notes", groups="base.group_user")

    _key_uniq = models.UniqueIndex("(key)")
    _siren_uniq = models.UniqueIndex(
        "(siren, COALESCE(company_id, 0)) WHERE siren IS NOT NULL",
        "A vendor with this SIREN is on record: use it.",
    )

    def _compute_chain_html(self):
        for vendor in self:
            vendor.chain_html = self.env["ir.qweb"]._render(
                "dpo_register.vendor_chain", {"links": vendor._get_chain()}
            )

    def _get_chain(self):
        """``(level, link)`` of each sub-processor below this vendor, in depth."""
        self.ensure_one()
        links = self.env["dpo.vendor.subprocessor"]
        edges = links._get_edges(self)
        by_pair = {
            (link.vendor_id, link.subprocessor_id): link for link in links.union(*edges.values())
        }
        children = {vendor: list(found.subprocessor_id) for vendor, found in edges.items()}
        return [(level, by_pair[tuple(pair)]) for level, *pair in walk(children, self)]

    @api.depends("partner_id")
    def _compute_is_own_service(self):
        # sudo: whether it is us says nothing of the contact
        partners = self.sudo().partner_id
        own = self.env["res.company"].sudo().search([("partner_id", "in", partners.ids)]).partner_id
        for vendor in self:
            vendor.is_own_service = vendor.sudo().partner_id in own

    def _search_is_own_service(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"].sudo()._search([])
        ours = Domain("partner_id", "in", companies.subselect("partner_id"))
        return ours if True in value else ~ours
