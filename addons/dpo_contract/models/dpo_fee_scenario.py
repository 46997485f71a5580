from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.canonical import canonical_json, sha256_hex
from odoo.addons.dpo_base.tools.french import money, number
from odoo.addons.dpo_base.tools.retention import Retention

BILLING = "dpo_base.group_dpo_billing"
MANAGER = "dpo_base.group_dpo_manager"


class DpoFeeScenario(models.Model):
    """Trial of a fee grid ("banc d'essai"): what it would change for each member.

    Prepared over weeks for the committee. Everything is computed in memory with the engine
    of the calls; no row is written, nothing is called, and the grid in force never changes:
    the grid tried is a draft of its own.
    """

    _name = "dpo.fee.scenario"
    _inherit = ["dpo.guarded.mixin", "mail.thread"]
    _description = "Trial of a fee grid"
    _order = "id desc"
    _dpo_by_action = frozenset(
        {
            "computed_on",
            "fingerprint",
            "summary",
            "amount_before",
            "amount_after",
            "scale_factor",
            "scale_total",
            "scale_target",
            "is_limits_scaled",
        }
    )
    _check_company_auto = True
    _dpo_retention = Retention(
        "delete", months=36, start_field="computed_on", reason="Travail préparatoire du barème"
    )

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True, required=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    grid_id = fields.Many2one(
        "dpo.fee.grid",
        "Grid tried",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
    )
    grid_state = fields.Selection(related="grid_id.state", string="State of the grid tried")
    reference_kind = fields.Selection(
        [("grid", "Another grid, on the same members"), ("call", "A fee call")],
        "Compared with",
        required=True,
        default="grid",
    )
    reference_grid_id = fields.Many2one(
        "dpo.fee.grid",
        "Grid of reference",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
    )
    reference_call_id = fields.Many2one(
        "dpo.fee.call",
        "Call of reference",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id), ('state', 'not in', ('draft', 'cancelled'))]",
    )
    period_from = fields.Date(
        "First day",
        compute="_compute_period",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Members and conventions of these days, for both grids.",
    )
    period_to = fields.Date(
        "Last day",
        compute="_compute_period",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    population_year = fields.Integer(
        "Populations of", help="Reference year; 0 for the figures that the grid retains."
    )
    reference_population_year = fields.Integer(
        "Populations of the reference",
        help="Reference year; 0 for the figures that the grid retains.",
    )
    note = fields.Text("Remarks", help="Printed at the end of the note, in French.")
    target_amount = fields.Monetary("Sum to bring in", help="By the whole grid.")
    scale_component_ids = fields.Many2many(
        "dpo.fee.component",
        string="Components to scale",
        domain="[('grid_id', '=', grid_id)]",
        copy=False,
        help="Empty: every component of the grid.",
    )
    scale_limits = fields.Boolean("Scale floors and caps too")
    price_step = fields.Selection(
        [("0.01", "To the cent"), ("1", "To the euro"), ("5", "To five euros")],
        "Prices rounded",
        required=True,
        default="0.01",
        help="Prices per inhabitant or agent keep four decimals.",
    )
    scale_factor = fields.Float("Factor applied", digits=(12, 6), readonly=True, copy=False)
    scale_total = fields.Monetary("Sum reached", readonly=True, copy=False)
    scale_target = fields.Monetary("Sum aimed at", readonly=True, copy=False)
    is_limits_scaled = fields.Boolean("Floors and caps scaled", readonly=True, copy=False)
    scale_words = fields.Char("Balance", compute="_compute_scale_words")
    computed_on = fields.Datetime("Computed on", readonly=True, copy=False)
    fingerprint = fields.Char(readonly=True, copy=False)
    is_outdated = fields.Boolean("Out of date", compute="_compute_is_outdated")
    summary = fields.Json(readonly=True, copy=False)
    amount_before = fields.Monetary("Before", readonly=True, copy=False)
    amount_after = fields.Monetary("After", readonly=True, copy=False)
    difference = fields.Monetary(compute="_compute_difference")
    line_ids = fields.One2many("dpo.fee.scenario.line", "scenario_id", "Members")
    report_html = fields.Html("Results", compute="_compute_report_html", sanitize=False)

    _period_ordered = models.Constraint(
        "CHECK(period_to >= period_from)", "A period ends after it begins."
    )
    _reference_given = models.Constraint(
        "CHECK((reference_kind = 'grid' AND reference_grid_id IS NOT NULL)"
        " OR (reference_kind = 'call' AND reference_call_id IS NOT NULL))",
        "Give the grid or the call with which the trial is compared.",
    )

    # --- computes -----------------------------------------------------------------------

    @api.depends("grid_id")
    def _compute_name(self):
        for scenario in self:
            scenario.name = scenario.name or self.env._("Trial of %s", scenario.grid_id.name or "")

    @api.depends("grid_id")
    def _compute_period(self):
        for scenario in self:
            scenario.period_from = scenario.grid_id.date_from
            scenario.period_to = scenario.grid_id.date_to

    @api.depends("amount_before", "amount_after")
    def _compute_difference(self):
        for scenario in self:
            scenario.difference = scenario.amount_after - scenario.amount_before

    @api.depends(
        "computed_on",
        "fingerprint",
        "reference_kind",
        "reference_grid_id",
        "reference_call_id",
        "period_from",
        "period_to",
        "population_year",
        "reference_population_year",
        "grid_id.revision_coefficient",
        "grid_id.component_ids.day_allowance",
        "grid_id.component_ids.is_day_excess",
        "grid_id.component_ids.rule_ids.price_words",
    )
    def _compute_is_outdated(self):
        for scenario in self:
            known = scenario.fingerprint
            scenario.is_outdated = bool(known) and known != scenario._get_fingerprint()

    @api.depends("summary")
    def _compute_report_html(self):
        report = self.env["dpo.fee.scenario.report"]
        for scenario in self:
            scenario.report_html = report._render_screen(scenario) if scenario.summary else False

    @api.depends("scale_factor", "scale_total", "scale_target", "is_limits_scaled")
    @api.depends_context("lang")
    def _compute_scale_words(self):
        for scenario in self:
            scenario.scale_words = scenario._get_scale_words() if scenario.scale_factor else False

    def _get_scale_words(self):
        reached, target = self._exact(self.scale_total), self._exact(self.scale_target)
        limits = (
            self.env._("Floors and caps were scaled too.")
            if self.is_limits_scaled
            else self.env._("Floors and caps stay as they were.")
        )
        return self.env._(
            "Prices multiplied by %(factor)s: %(reached)s reached for %(target)s aimed at "
            "(%(gap)s). %(limits)s",
            limits=limits,
            factor=number(Decimal(f"{self.scale_factor:.6f}")),
            reached=money(reached, cents=True),
            target=money(target, cents=True),
            gap=money(reached - target, cents=True),
        )

    def _exact(self, amount):
        return Decimal(f"{amount:.2f}")

    def _get_fingerprint(self):
        """What the results rest on, the figures of the members apart."""
        grids = self.grid_id | self.reference_grid_id
        return sha256_hex(
            canonical_json(
                {
                    "grids": [self.env["dpo.fee.proof"]._prepare_rules(grid) for grid in grids],
                    "calculation": [
                        [grid.metric_kind, grid.metric_rule, grid.metric_date or None]
                        + [grid.prorata_first_year, grid.prorata_last_year, grid.rounding]
                        for grid in grids
                    ],
                    "reference": [self.reference_kind, self.reference_call_id.id or None],
                    "period": [self.period_from, self.period_to],
                    "years": [self.population_year, self.reference_population_year],
                }
            )
        )

    # --- copy ---------------------------------------------------------------------------

    def copy_data(self, default=None):
        """A copy tries a grid of its own, so that each can be changed apart."""
        default = dict(default or {})
        data = []
        for scenario in self:
            grid = default.get("grid_id") or scenario.grid_id.copy().id
            data += super(DpoFeeScenario, scenario).copy_data({**default, "grid_id": grid})
        return data

    # --- actions ------------------------------------------------------------------------

    def action_compute(self):
        """Compute what each member would owe; nothing is called."""
        self._check_group()
        self.ensure_one()
        if self.is_outdated:  # the sum reached was that of other prices
            self._write_by_action({"scale_factor": 0, "scale_total": 0, "scale_target": 0})
        self._refresh()

    def action_balance(self):
        """Put one factor on the prices of the grid tried, so that it brings in the sum given."""
        self._check_group()
        self.ensure_one()
        self._check_balance()
        self._scale()
        self._refresh()

    def action_open_grid(self):
        """Open the grid tried, to change its prices."""
        self._check_group()
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dpo.fee.grid",
            "res_id": self.grid_id.id,
            "view_mode": "form",
        }

    def action_open_lines(self):
        """Open the members; the context may name the effect to show."""
        self._check_group()
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_contract.dpo_fee_scenario_line_action"
        )
        trend = self.env.context.get("dpo_trend")
        context = {f"search_default_{trend}": True} if trend else {}
        domain = [("scenario_id", "=", self.id)]
        return {**action, "name": self.name, "domain": domain, "context": context}

    def action_export(self):
        """Give the spreadsheet for the committee."""
        return self._get_file_action("xlsx")

    def action_print(self):
        """Give the note for the committee (PDF)."""
        return self._get_file_action("pdf")

    def _get_file_action(self, kind):
        self._check_computed()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dpo/fee_scenario/{self.id}/note.{kind}",
            "target": "download",
        }

    # --- checks -------------------------------------------------------------------------

    def _check_group(self):
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in (BILLING, MANAGER)):
            raise AccessError(self.env._("Your role does not allow this on a fee grid."))

    def _check_computed(self):
        self._check_group()
        self.ensure_one()
        if not self.summary:
            raise UserError(self.env._("Compute the trial first."))

    def _check_balance(self):
        if self.grid_id.state != "draft":
            raise UserError(
                self.env._("“%s” is voted: try another grid to scale it.", self.grid_id.name)
            )
        if self.currency_id.compare_amounts(self.target_amount, 0) <= 0:
            raise UserError(self.env._("Give the sum that the grid has to bring in."))

    # --- work ---------------------------------------------------------------------------

    def _new_call(self, grid):
        """A call on ``grid`` for the days of the trial, in memory only."""
        self.ensure_one()
        return self.env["dpo.fee.call"].new(
            {
                "company_id": self.company_id.id,
                "grid_id": grid.id,
                "period_from": self.period_from,
                "period_to": self.period_to,
            }
        )

    def _refresh(self):
        # sudo: the engine reads every member, as it does for a call; the role was checked
        scenario = self.sudo().with_context(lang="fr_FR", tz="Europe/Paris")
        results = self.env["dpo.fee.scenario.results"].sudo()
        vals, lines = results._compute_results(scenario)
        scenario.line_ids.unlink()
        scenario.env["dpo.fee.scenario.line"].create(
            [{**line, "scenario_id": scenario.id} for line in lines]
        )
        self._write_by_action(
            {
                **vals,
                "computed_on": self.env["dpo.clock"]._now(),
                "fingerprint": self._get_fingerprint(),
            }
        )

    def _scale(self):
        # sudo: the engine reads every member, as it does for a call; the role was checked
        scenario = self.sudo().with_context(lang="fr_FR", tz="Europe/Paris")
        engine = scenario.env["dpo.fee.scenario.engine"]
        components = scenario.scale_component_ids or scenario.grid_id.component_ids
        scaling = engine._prepare_scaling(scenario)
        target = self._exact(self.target_amount)
        try:
            found = engine._balance(scenario, components, scaling, target)
        except ValueError as error:
            raise UserError(
                self.env._("No factor on these prices brings in %s.", money(target))
            ) from error
        if not found.factor:  # prices of nothing could not be scaled again
            raise UserError(
                self.env._(
                    "%(least)s come in even with prices of nothing: aim at more than that, or "
                    "change the floors and what is not scaled.",
                    least=money(found.total, cents=True),
                )
            )
        self.grid_id.component_ids.filtered(lambda c: c in components).rule_ids._scale(
            scaling, found.factor
        )
        self._write_by_action(
            {
                "scale_factor": float(found.factor),
                "scale_total": float(found.total),
                "scale_target": float(target),
                "is_limits_scaled": scaling.with_limits,
            }
        )
