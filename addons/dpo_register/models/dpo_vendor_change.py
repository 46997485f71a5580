from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.french import NBSP


class DpoVendorChange(models.Model):
    """A change at a vendor or in a product, told to the collectivities that use it.

    Each one gets a signal (``dpo.signal``): its records are to be looked at again.
    """

    _name = "dpo.vendor.change"
    _inherit = ["dpo.guarded.mixin", "dpo.batch.mixin"]
    _description = "Change at a vendor"
    _order = "date desc, id desc"
    _check_company_auto = True
    _dpo_by_action = frozenset({"state", "told_on"})
    _dpo_batch_kinds = ("tell",)

    name = fields.Char("What changes", required=True, help="As the communes will read it.")
    date = fields.Date("Since", required=True, default=lambda self: self.env["dpo.clock"]._today())
    vendor_id = fields.Many2one(
        "dpo.vendor",
        compute="_compute_vendor_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(
        "dpo.product",
        "Product or service",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('vendor_id', '=?', vendor_id)]",
        help="Empty: all those of the vendor.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        help="The service that tells its own members.",
    )
    state = fields.Selection(
        [("draft", "To be told"), ("told", "Told")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    told_on = fields.Date(readonly=True, copy=False)
    processing_count = fields.Integer("Activities concerned", compute="_compute_concerned")
    collectivity_count = fields.Integer("Collectivities concerned", compute="_compute_concerned")

    @api.depends("product_id")
    def _compute_vendor_id(self):
        for change in self:
            change.vendor_id = change.product_id.vendor_id or change.vendor_id

    @api.constrains("vendor_id", "product_id")
    def _check_product(self):
        for change in self:
            if change.product_id and change.product_id.vendor_id != change.vendor_id:
                raise UserError(
                    self.env._("“%s” is the product of another vendor.", change.product_id.name)
                )

    @api.depends("vendor_id", "product_id")
    def _compute_concerned(self):
        for change in self:
            source = change.product_id or change.vendor_id
            change.processing_count = source.used_processing_count
            change.collectivity_count = source.used_collectivity_count

    def action_open_processings(self):
        self.check_access("read")
        self.ensure_one()
        return (self.product_id or self.vendor_id).action_open_processings()

    def action_tell(self):
        """Tell, in the background, each collectivity that uses the product and was not told yet.

        Those of the user: a colleague tells their own portfolio by the same button.
        """
        self.check_access("write")
        self.ensure_one()
        if not self.collectivity_count:
            raise UserError(
                self.env._(
                    "No activity on record uses it: name it in the records of the collectivities "
                    "first."
                )
            )
        self._launch_batch("tell", self.env._("Change told: %s", self.name))

    # --- background ---------------------------------------------------------------------

    def _get_collectivity_domain(self):
        source = self.product_id or self.vendor_id
        parties = self.env["dpo.processing.party"]._search(
            [*source._get_usage_domain(), ("company_id", "=", self.company_id.id)]
        )
        used = self.env["dpo.processing"].search([("party_ids", "in", parties)])
        return [("id", "in", used.collectivity_id.ids)]

    def _batch_tell_count(self):
        return self.env["res.partner"].search_count(self._get_collectivity_domain())

    def _batch_tell_remaining(self, batch, limit):
        domain = [*self._get_collectivity_domain(), ("id", ">", batch.cursor)]
        return self.env["res.partner"].search(domain, order="id", limit=limit)

    def _batch_tell_process(self, batch, collectivities):
        signals = self.env["dpo.signal"]
        told = signals.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("collectivity_id", "in", collectivities.ids),
            ]
        ).collectivity_id
        signals.create([self._prepare_signal_values(body) for body in collectivities - told])

    def _prepare_signal_values(self, collectivity):
        source = self.product_id or self.vendor_id
        return {
            "collectivity_id": collectivity.id,
            "company_id": self.company_id.id,
            "kind": "vendor_change",
            "label": f"{source.display_name}{NBSP}: {self.name}",
            "date": self.date,
            "res_model": self._name,
            "res_id": self.id,
        }

    def _batch_tell_done(self, batch):
        today = self.env["dpo.clock"]._today()
        self._write_by_action({"state": "told", "told_on": today})
        return self.env._("%s collectivities told.", batch.done)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        if any(change.state == "told" for change in self):
            raise UserError(self.env._("A change that was told stays on record."))
