from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.billing_reference import MAX_NUMBER, BillingReference


class DpoCommitment(models.Model):
    """The *engagement juridique* of a debtor for an exercise: what its bills must refer to.

    Not the engagement of a collectivity in the service (``dpo.engagement``). A debtor may
    give a service alone: many communes have no commitment number.
    """

    _name = "dpo.commitment"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Commitment of a debtor"
    _order = "year desc, id desc"
    _rec_names_search = ["number", "collectivity_id.name"]
    _dpo_immutable = ("collectivity_id", "company_id", "year")
    _dpo_same_collectivity = ("budget_id", "service_id")
    _dpo_retention = Retention(
        "visa",
        months=120,
        start_field="received_on",
        reason="Référence portée sur un titre ou une facture : pièce comptable",
    )

    collectivity_id = fields.Many2one(string="Debtor")
    year = fields.Integer(
        "Exercise", required=True, default=lambda self: self.env["dpo.clock"]._today().year
    )
    budget_id = fields.Many2one(
        "dpo.payer.budget",
        compute="_compute_budget_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    service_id = fields.Many2one(
        "dpo.payer.service",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    number = fields.Char("Commitment number", size=MAX_NUMBER)
    market_number = fields.Char("Market number", size=MAX_NUMBER)
    source = fields.Selection(
        [
            ("declared", "Declared by the debtor"),
            ("convention", "From the convention"),
            ("staff", "Noted by the service"),
        ],
        required=True,
        default="staff",
    )
    received_on = fields.Date(
        "Received on",
        required=True,
        default=lambda self: self.env["dpo.clock"]._today(),
        copy=False,
    )
    note = fields.Char()

    _year_uniq = models.UniqueIndex("(company_id, collectivity_id, year)")
    _year_plausible = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2200)", "Give the exercise in four digits."
    )

    @api.depends("collectivity_id.name", "year", "number", "service_id")
    def _compute_display_name(self):
        for commitment in self:
            what = commitment.number or commitment.service_id.code or self.env._("nothing required")
            name = commitment.collectivity_id.name or ""
            commitment.display_name = f"{name} {commitment.year} : {what}"

    @api.depends("service_id")
    def _compute_budget_id(self):
        for commitment in self:
            commitment.budget_id = commitment.service_id.budget_id or commitment.budget_id

    @api.constrains("budget_id", "service_id")
    def _check_service_of_budget(self):
        for commitment in self:
            budget = commitment.service_id.budget_id
            if budget and budget != commitment.budget_id:
                raise ValidationError(
                    self.env._(
                        "The service %(service)s belongs to %(budget)s: choose that budget, or "
                        "another service.",
                        service=commitment.service_id.display_name,
                        budget=budget.display_name,
                    )
                )

    def _get_billing_reference(self):
        """What this record says, without what others complete."""
        self.ensure_one()
        return BillingReference(
            service_code=self.service_id.code or "",
            commitment_number=self.number or "",
            market_number=self.market_number or "",
            siret=self.budget_id.siret or "",
        )
