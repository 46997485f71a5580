import re
from base64 import b64encode
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import remove_accents

from odoo.addons.dpo_base.tools.canonical import sha256_hex
from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.prorata import Period

PRORATA = [
    ("none", "None: the whole period is due"),
    ("day", "By day"),
    ("month", "By month"),
    ("quarter", "By quarter"),
    ("half_year", "By half-year"),
]


class DpoFeeGrid(models.Model):
    """Prices voted by the assembly of the OPSN for a period.

    A grid is the OPSN's own data. It is proved before the vote (one price for every
    collectivity, no gap and no overlap), then frozen with the annex made from it.
    """

    _name = "dpo.fee.grid"
    _inherit = ["dpo.guarded.mixin", "mail.thread"]
    _description = "Fee grid"
    _order = "year desc, id desc"
    _dpo_by_action = frozenset({"state", "annex", "annex_name", "annex_sha256"})
    _check_company_auto = True
    _dpo_retention = Retention("keep", reason="Barème voté : base de liquidation")

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True, required=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    company_partner_id = fields.Many2one(related="company_id.partner_id", string="Own partner")
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True, default=lambda self: self.env["dpo.clock"]._today().year + 1
    )
    date_from = fields.Date(
        "First day",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_to = fields.Date(
        "Last day",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    act_id = fields.Many2one(
        "dpo.act",
        "Act of the vote",
        copy=False,
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', company_partner_id)]",
        help="The deliberation of the OPSN's own assembly.",
    )
    executory_on = fields.Date(related="act_id.executory_on")
    state = fields.Selection(
        [("draft", "In preparation"), ("voted", "Voted"), ("superseded", "Replaced")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    previous_id = fields.Many2one(
        "dpo.fee.grid",
        "Former grid",
        copy=False,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '!=', 'draft'), ('company_id', '=', company_id)]",
        help="Its prices of services stay due until this grid is executory.",
    )
    metric_kind = fields.Selection(
        [
            ("population_municipal", "Municipal population"),
            ("population_total", "Total population"),
            ("population_dgf", "DGF population"),
        ],
        "Population counted",
        required=True,
        default="population_municipal",
    )
    metric_rule = fields.Selection(
        [
            ("start", "In force on the first day of the period"),
            ("latest", "In force on the day of the fee call"),
            ("given", "In force on a given day"),
        ],
        "Figures retained",
        required=True,
        default="start",
    )
    metric_date = fields.Date("Figures in force on")
    prorata_first_year = fields.Selection(
        PRORATA, "Joining during the period", required=True, default="month"
    )
    prorata_last_year = fields.Selection(
        PRORATA, "Leaving during the period", required=True, default="none"
    )
    rounding = fields.Selection(
        [("0.01", "To the cent"), ("1", "To the euro"), ("5", "To five euros")],
        required=True,
        default="0.01",
    )
    revision_coefficient = fields.Float(
        "Coefficient of revision",
        digits=(12, 4),
        required=True,
        default=1.0,
        help="Multiplies the prices of this grid; floors, caps and agreed prices stay as they "
        "are. 1 for none. A grid whose prices are voted anew each year needs none.",
    )
    revision_label = fields.Char(
        "Revised by", help="As printed beside the coefficient, in French: the index and its dates."
    )
    revision_reason = fields.Text("Why the prices are revised", help="Clause or decision.")
    revision_warning = fields.Text("Raised twice?", compute="_compute_revision_warning")
    note = fields.Text(help="Printed at the end of the annex, in French.")
    component_ids = fields.One2many("dpo.fee.component", "grid_id", "Components", copy=True)
    matrix_html = fields.Html("Matrix", compute="_compute_matrix_html", sanitize=False)
    annex = fields.Binary("Voted annex", attachment=True, readonly=True, copy=False)
    annex_name = fields.Char(readonly=True, copy=False)
    annex_sha256 = fields.Char("SHA-256 of the annex", readonly=True, copy=False)

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "A grid ends after it begins."
    )
    _metric_date_given = models.Constraint(
        "CHECK(metric_rule != 'given' OR metric_date IS NOT NULL)",
        "Give the day of the figures retained.",
    )
    _year_plausible = models.Constraint(
        "CHECK(year BETWEEN 1900 AND 2200)", "Give the year in four digits."
    )

    _revision_plausible = models.Constraint(
        "CHECK(revision_coefficient > 0 AND revision_coefficient < 10)",
        "A coefficient of revision is between 0 and 10, 1 for none.",
    )
    _revision_explained = models.Constraint(
        "CHECK(revision_coefficient = 1 OR (COALESCE(revision_label, '') != ''"
        " AND COALESCE(revision_reason, '') != ''))",
        "Say by what the prices are revised, and why.",
    )

    # --- computes and constraints -----------------------------------------------------

    @api.depends("year")
    def _compute_name(self):
        for grid in self:
            grid.name = f"Barème {grid.year}"

    @api.depends("year")
    def _compute_dates(self):
        for grid in self.filtered(lambda grid: 1900 <= grid.year <= 2200):
            grid.date_from = date(grid.year, 1, 1)
            grid.date_to = date(grid.year, 12, 31)

    @api.depends(
        "component_ids.code",
        "component_ids.name",
        "component_ids.rule_ids.body_type_ids",
        "component_ids.rule_ids.pop_min",
        "component_ids.rule_ids.pop_max",
        "component_ids.rule_ids.agent_min",
        "component_ids.rule_ids.agent_max",
        "component_ids.rule_ids.price_words",
        "component_ids.day_allowance",
        "component_ids.is_day_excess",
        "revision_coefficient",
    )
    def _compute_matrix_html(self):
        for grid in self:
            grid.matrix_html = self.env["dpo.fee.proof"]._render_matrix(grid)

    @api.depends(
        "year",
        "previous_id",
        "revision_coefficient",
        "component_ids.code",
        "component_ids.rule_ids.price_words",
    )
    def _compute_revision_warning(self):
        for grid in self:
            warnings = self.env["dpo.fee.proof"]._get_revision_warnings(grid)
            grid.revision_warning = "\n".join(warnings)

    @api.constrains("previous_id")
    def _check_previous(self):
        if self._has_cycle("previous_id"):
            raise ValidationError(self.env._("A grid cannot follow itself."))

    def copy_data(self, default=None):
        """A copy of a voted grid follows it; a copy of a draft follows the same grid."""
        return [
            {"previous_id": (grid.previous_id if grid.state == "draft" else grid).id, **vals}
            for grid, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def copy(self, default=None):
        """Percentages of a copy are taken of its own components."""
        copies = super().copy(default)
        for grid, copied in zip(self, copies, strict=True):
            mine = {component.code: component for component in copied.component_ids}
            for component in grid.component_ids.filtered("base_component_id"):
                mine[component.code].base_component_id = mine[component.base_component_id.code]
        return copies

    # --- lock -------------------------------------------------------------------------

    def write(self, vals):
        voted = self.filtered(lambda grid: grid.state != "draft")
        if voted:
            raise UserError(
                self.env._(
                    "“%(grid)s” has been voted: duplicate it to prepare another grid.",
                    grid=voted[0].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_voted(self):
        if any(grid.state != "draft" for grid in self):
            raise UserError(self.env._("A grid that has been voted is kept."))

    # --- actions ----------------------------------------------------------------------

    def action_vote(self):
        """Record the vote: prove the grid, freeze it, store its annex."""
        self._check_group("dpo_base.group_dpo_manager")
        for grid in self:
            grid._check_votable()
            grid._vote()

    def action_download_draft_annex(self):
        """Give the annex to put to the vote, made from the grid as it stands."""
        self._check_group("dpo_base.group_dpo_billing", "dpo_base.group_dpo_manager")
        self.ensure_one()
        if self.state == "draft":
            self._write_by_action(self._prepare_annex_values())
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/annex/{self.annex_name}?download=true",
            "target": "download",
        }

    def action_duplicate_next_year(self):
        """Prepare the grid of the next year from this one."""
        self._check_group("dpo_base.group_dpo_billing", "dpo_base.group_dpo_manager")
        self.ensure_one()
        copy = self.copy(self._prepare_next_year_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": copy.id,
            "view_mode": "form",
        }

    def _check_group(self, *groups):
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Your role does not allow this on a fee grid."))

    def _check_votable(self):
        if self.state != "draft":
            raise UserError(self.env._("“%s” has been voted already.", self.name))
        if not self.act_id:
            raise UserError(self.env._("Give the act by which “%s” was voted.", self.name))
        if self.act_id.collectivity_id != self.company_id.partner_id:
            raise UserError(self.env._("The act of the vote is an act of the OPSN itself."))
        problems = self.env["dpo.fee.proof"]._get_problems(self)
        if problems:
            raise UserError(
                self.env._(
                    "“%(grid)s” cannot be voted:\n%(problems)s",
                    grid=self.name,
                    problems="\n".join(problems),
                )
            )

    def _vote(self):
        self.search(self._get_superseded_domain())._write_by_action({"state": "superseded"})
        self._write_by_action({"state": "voted"})
        self._write_by_action(self._prepare_annex_values())

    def _get_superseded_domain(self):
        """Voted grids of which a day would have two prices."""
        return [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "voted"),
            ("date_from", "<=", self.date_to),
            ("date_to", ">=", self.date_from),
        ]

    def _prepare_annex_values(self):
        slug = re.sub(r"[^0-9A-Za-z]+", "-", remove_accents(self.name)).strip("-")
        content = self.env["dpo.fee.proof"]._render_annex(self)
        return {
            "annex": b64encode(content),
            "annex_name": f"{slug}.pdf",
            "annex_sha256": sha256_hex(content),
        }

    def _prepare_next_year_values(self):
        year = relativedelta(years=1)
        return {
            "year": self.year + 1,
            "name": self.name.replace(str(self.year), str(self.year + 1)),
            "date_from": self.date_from + year,
            "date_to": self.date_to + year,
            "metric_date": self.metric_date and self.metric_date + year,
        }

    # --- services to the fee call -----------------------------------------------------

    def _rules_for(self, component):
        """The pure rules of a component of this grid (``tools.fee_rules.Rule``)."""
        self.ensure_one()
        return component.rule_ids._to_rules()

    def _period(self):
        """The days this grid prices (``tools.prorata.Period``)."""
        self.ensure_one()
        return Period(self.date_from, self.date_to)

    def _step(self):
        """Rounding step in euros, an exact Decimal."""
        self.ensure_one()
        return Decimal(self.rounding)

    def _revision(self):
        """The coefficient on the prices, an exact Decimal; 1 for no grid at all."""
        return Decimal(f"{self.revision_coefficient:.4f}") if self else Decimal(1)

    def _metric_day(self, today):
        """The day whose figures in force are retained, for a fee call made on ``today``."""
        self.ensure_one()
        return {"start": self.date_from, "latest": today, "given": self.metric_date}[
            self.metric_rule
        ]

    def _former_component(self, component):
        """The component of the former grid with the same code (0 or 1 record)."""
        self.ensure_one()
        return self.previous_id.component_ids.filtered(lambda c: c.code == component.code)
