from odoo import api, fields, models

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.billing_reference import MAX_SERVICE_CODE


class DpoPayerService(models.Model):
    """A service of a debtor's budget, to which bills are addressed in Chorus Pro."""

    _name = "dpo.payer.service"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Service of a debtor"
    _order = "code, id"
    _rec_names_search = ["code", "name"]
    _dpo_immutable = ("collectivity_id", "company_id", "budget_id")
    _dpo_same_collectivity = ("budget_id",)
    _dpo_retention = Retention("keep", reason="Adresse de facturation, suit la collectivité")

    budget_id = fields.Many2one(
        "dpo.payer.budget", required=True, index=True, ondelete="restrict", check_company=True
    )
    collectivity_id = fields.Many2one(
        related="budget_id.collectivity_id",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    company_id = fields.Many2one(
        related="budget_id.company_id",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    code = fields.Char("Service code", required=True, size=MAX_SERVICE_CODE)
    name = fields.Char(required=True)
    requires_commitment = fields.Boolean(
        "Requires a commitment number",
        help="The service refuses a bill without the number of the engagement juridique.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(budget_id, code)")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for service in self:
            service.display_name = " – ".join(filter(None, (service.code, service.name)))
