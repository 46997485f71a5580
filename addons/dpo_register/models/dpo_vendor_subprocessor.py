from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.chain import has_cycle


class DpoVendorSubprocessor(models.Model):
    """A vendor to which another one entrusts a part of the work (GDPR art. 28(2) and (4))."""

    _name = "dpo.vendor.subprocessor"
    _description = "Sub-processor"
    _order = "vendor_id, id"
    _rec_name = "subprocessor_id"
    _check_company_auto = True

    vendor_id = fields.Many2one(
        "dpo.vendor", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        related="vendor_id.company_id", store=True, precompute=True, index="btree_not_null"
    )
    subprocessor_id = fields.Many2one(
        "dpo.vendor",
        "Sub-processor",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    country_id = fields.Many2one(
        "res.country",
        "Data handled in",
        compute="_compute_country_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    purpose = fields.Char("For what", help="Hosting, backups, support, sending of mails...")
    authorisation = fields.Selection(
        [
            ("general", "General, changes announced"),
            ("specific", "Specific, for this one"),
            ("none", "None found"),
        ],
        required=True,
        default="none",
        help="Written authorisation of the controller (art. 28(2)).",
    )

    _pair_uniq = models.UniqueIndex(
        "(vendor_id, subprocessor_id)", "This sub-processor is on the list already."
    )

    @api.depends("subprocessor_id")
    def _compute_country_id(self):
        for link in self:
            link.country_id = link.country_id or link.subprocessor_id.country_id

    @api.constrains("vendor_id", "subprocessor_id")
    def _check_no_cycle(self):
        # sudo: the links of another service would close a circle too
        edges = self.sudo()._get_edges(self.vendor_id)
        if has_cycle({vendor.id: links.subprocessor_id.ids for vendor, links in edges.items()}):
            raise ValidationError(
                self.env._("A vendor cannot be, even at a distance, its own sub-processor.")
            )

    @api.model
    def _get_edges(self, vendors):
        """``{vendor: its links}`` for ``vendors`` and all those below, one query a level."""
        edges, level = {}, vendors
        while level:
            links = self.search([("vendor_id", "in", level.ids)])
            edges |= links.grouped("vendor_id")
            level = links.subprocessor_id - self.env["dpo.vendor"].union(*edges)
        return edges
