from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.whatif import band_label, bands

TRENDS = [
    ("up", "Pays more"),
    ("down", "Pays less"),
    ("same", "Unchanged"),
    ("new", "Begins to pay"),
    ("gone", "No longer pays"),
]


class DpoFeeScenarioLine(models.Model):
    """What one member would owe under the grid tried, against the reference.

    A working figure: nothing is called from it, and the member does not see it.
    """

    _name = "dpo.fee.scenario.line"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Member in a trial of a fee grid"
    _order = "scenario_id, difference desc, id"
    _rec_name = "collectivity_id"
    _dpo_immutable = ("collectivity_id", "company_id", "scenario_id")
    _dpo_retention = Retention(
        "delete",
        months=36,
        start_field="create_date",
        reason="Travail préparatoire du barème",
    )

    scenario_id = fields.Many2one(
        "dpo.fee.scenario", "Trial", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="scenario_id.company_id", store=True, precompute=True, compute_sudo=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    collectivity_id = fields.Many2one(string="Member", readonly=True)
    grouping_id = fields.Many2one("res.partner", "EPCI", readonly=True, ondelete="restrict")
    body_type_id = fields.Many2one("dpo.body.type", "Body type", readonly=True, ondelete="restrict")
    amount_before = fields.Monetary("Before", readonly=True)
    amount_after = fields.Monetary("After", readonly=True)
    difference = fields.Monetary(readonly=True)
    variation = fields.Float("Variation (%)", digits=(12, 1), readonly=True, aggregator=None)
    trend = fields.Selection(TRENDS, "Effect", readonly=True)
    band = fields.Selection("_get_bands", "Class of variation", readonly=True)
    population_before = fields.Integer("Population before", readonly=True, aggregator=None)
    population_after = fields.Integer("Population after", readonly=True, aggregator=None)
    bracket_before = fields.Char("Bracket before", readonly=True)
    bracket_after = fields.Char("Bracket after", readonly=True)
    is_bracket_changed = fields.Boolean("Changes bracket", readonly=True)
    problem = fields.Char("Not computed", readonly=True)
    parts = fields.Json("By component", readonly=True)
    parts_html = fields.Html("Detail", compute="_compute_parts_html", sanitize=False)

    @api.model
    def _get_bands(self):
        return [(key, band_label(key)) for key in bands()]

    @api.depends("parts")
    def _compute_parts_html(self):
        for line in self:
            values = self.env["dpo.fee.scenario.report"]._prepare_parts_values(line)
            line.parts_html = self.env["ir.qweb"]._render("dpo_contract.fee_scenario_parts", values)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("The lines of a trial are computed, never typed."))
        return super().create(vals_list)
