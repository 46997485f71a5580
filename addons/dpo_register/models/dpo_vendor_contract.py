from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..tools.processor_clauses import CLAUSES, review_state


class DpoVendorContract(models.Model):
    """A version of the contract of a vendor, with its review (GDPR art. 28(3)).

    The review belongs to the version: a new version starts a new one, the old one stays as
    it was read.
    """

    _name = "dpo.vendor.contract"
    _inherit = ["dpo.guarded.mixin", "mail.thread"]
    _description = "Contract of a vendor"
    _order = "vendor_id, id desc"
    _check_company_auto = True
    _dpo_by_action = frozenset({"state", "previous_id"})

    name = fields.Char("Version", required=True, help="Terms of 2026, amendment no. 2...")
    vendor_id = fields.Many2one(
        "dpo.vendor", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        related="vendor_id.company_id", store=True, precompute=True, index="btree_not_null"
    )
    product_ids = fields.Many2many(
        "dpo.product",
        string="Products and services",
        domain="[('vendor_id', '=', vendor_id)]",
        help="Empty: all those of the vendor.",
    )
    signed_on = fields.Date("Signed or published on", tracking=True)
    ends_on = fields.Date("Ends on", tracking=True)
    document = fields.Binary("Text of the contract", attachment=True)
    document_name = fields.Char()
    state = fields.Selection(
        [("draft", "Under review"), ("current", "In force"), ("superseded", "Superseded")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    previous_id = fields.Many2one(
        "dpo.vendor.contract",
        "Version before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    clause_ids = fields.One2many("dpo.vendor.clause", "contract_id", "Clauses", copy=False)
    review = fields.Selection(
        [
            ("todo", "Not reviewed"),
            ("ongoing", "Review begun"),
            ("gaps", "Reviewed: points missing"),
            ("complete", "Reviewed: eleven points present"),
        ],
        compute="_compute_review",
        store=True,
    )
    gap_note = fields.Text("What is to be obtained", help="For the letter to the vendor.")

    _ends_idx = models.Index("(ends_on) WHERE state = 'current'")
    _dates_ordered = models.Constraint(
        "CHECK(signed_on IS NULL OR ends_on IS NULL OR ends_on >= signed_on)",
        "A contract ends after it is signed.",
    )

    @api.depends("name", "vendor_id.name")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = f"{contract.vendor_id.name or ''} – {contract.name or ''}"

    @api.depends("clause_ids.verdict")
    def _compute_review(self):
        for contract in self:
            contract.review = review_state(contract.clause_ids.mapped("verdict"))

    @api.constrains("document", "document_name")
    def _check_document(self):
        for contract in self.with_context(bin_size=False).filtered("document"):
            self.env["dpo.upload"]._check(contract.document_name, contract.document)

    @api.constrains("product_ids", "vendor_id")
    def _check_products(self):
        for contract in self:
            strangers = contract.product_ids.filtered(
                lambda p, c=contract: p.vendor_id != c.vendor_id
            )
            if strangers:
                raise ValidationError(
                    self.env._("“%s” is the product of another vendor.", strangers[0].name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._start_review()
        return contracts

    def _start_review(self):
        # sudo: the eleven points come with the contract, nobody adds one
        for contract in self.sudo():
            contract.clause_ids = [
                Command.create(
                    {
                        "key": clause.key,
                        "article": clause.article,
                        "name": clause.title,
                        "sequence": sequence,
                    }
                )
                for sequence, clause in enumerate(CLAUSES)
            ]

    def action_set_current(self):
        """The version is in force: the one before it is superseded."""
        self.check_access("write")
        for contract in self:
            if contract.state != "draft":
                raise UserError(self.env._("“%s” is in force already.", contract.display_name))
            if not contract.signed_on:
                raise UserError(
                    self.env._("Enter the day on which “%s” was signed.", contract.display_name)
                )
        self.previous_id._write_by_action({"state": "superseded"})
        self._write_by_action({"state": "current"})

    def action_new_version(self):
        """Open the next version: its review starts again from nothing."""
        self.check_access("write")
        self.ensure_one()
        version = self._create_by_action([self._prepare_next_version_values()])
        version._start_review()
        return version._get_records_action()

    def _prepare_next_version_values(self):
        return {
            "name": self.env._("Version after “%s”", self.name),
            "vendor_id": self.vendor_id.id,
            "product_ids": [Command.set(self.product_ids.ids)],
            "previous_id": self.id,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(
                self.env._("A contract that was in force stays: its review is the proof of it.")
            )
