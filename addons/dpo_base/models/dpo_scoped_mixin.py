from odoo import api, fields, models


class DpoScopedMixin(models.AbstractModel):
    """A record of one collectivity kept by one OPSN (company)."""

    _name = "dpo.scoped.mixin"
    _inherit = ["dpo.collectivity.mixin"]
    _description = "Record of a collectivity in a company"
    _check_company_auto = True
    _dpo_immutable = ("collectivity_id", "company_id")

    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="restrict",
    )

    @api.depends("collectivity_id")
    def _compute_company_id(self):
        for record in self:
            body = record.collectivity_id
            # a form that opens empty has no collectivity yet
            record.company_id = record.company_id or (body._dpo_company() if body else False)
