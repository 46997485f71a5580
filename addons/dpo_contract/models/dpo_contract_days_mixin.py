from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ..tools.day_words import clauses
from ..tools.days import DayTerms

STAFF = "dpo_base.group_dpo_user"
#: Part of the allowance from which the service is warned.
WARNING_PERCENT = 80
# What the parties sign.
DAY_TERMS = frozenset(
    {
        "day_scope",
        "day_source",
        "day_allowance",
        "day_hours",
        "day_rounding",
        "day_rounding_on",
        "day_prorata",
    }
)


class DpoContractDaysMixin(models.AbstractModel):
    """Days of service that a convention includes: how they are counted, what is left."""

    _name = "dpo.contract.days.mixin"
    _description = "Days of a convention"

    day_scope = fields.Selection(
        [
            ("none", "Time is not counted"),
            ("on_site", "On site and visits"),
            ("all", "All time noted"),
        ],
        "Time counted",
        required=True,
        default="none",
    )
    day_source = fields.Selection(
        [("grid", "As voted in the grid, for each beneficiary"), ("own", "Set by the convention")],
        "Days included",
        required=True,
        default="grid",
    )
    day_allowance = fields.Float(
        "Days a year",
        digits=(6, 2),
        help="Included in the price, for all beneficiaries together.",
    )
    day_hours = fields.Float("Hours of a day", digits=(4, 2), required=True, default=7)
    day_rounding = fields.Selection(
        [
            ("half", "Half-day started"),
            ("quarter", "Quarter of a day started"),
            ("whole", "Day started"),
            ("half_nearest", "Nearest half-day"),
            ("exact", "None (hundredth of a day)"),
        ],
        "Rounding of the days",
        required=True,
        default="half",
    )
    day_rounding_on = fields.Selection(
        [("total", "The total beyond those included"), ("each", "Each intervention")],
        "What is rounded",
        required=True,
        default="total",
    )
    day_prorata = fields.Selection(
        [("none", "All, whatever the days of the year covered"), ("month", "By month")],
        "Days of a year begun",
        required=True,
        default="none",
    )
    day_included = fields.Float(
        "Included this year", digits=(8, 2), compute="_compute_day_figures", groups=STAFF
    )
    day_spent = fields.Float("Spent", digits=(8, 2), compute="_compute_day_figures", groups=STAFF)
    day_remaining = fields.Float(
        "Left", digits=(8, 2), compute="_compute_day_figures", groups=STAFF
    )
    day_beyond = fields.Float("Beyond", digits=(8, 2), compute="_compute_day_figures", groups=STAFF)
    day_to_call = fields.Float(
        "To call", digits=(8, 2), compute="_compute_day_figures", groups=STAFF
    )
    day_used = fields.Integer("Used (%)", compute="_compute_day_figures", groups=STAFF)

    _day_figures_plausible = models.Constraint(
        "CHECK(day_allowance >= 0 AND day_hours > 0 AND day_hours <= 24)",
        "Days included are not negative, and a day has between 0 and 24 hours.",
    )

    @api.depends("day_scope", "day_source", "day_allowance", "day_hours", "day_rounding")
    @api.depends_context("uid")
    def _compute_day_figures(self):
        figures = self.env["dpo.day.ledger"]._get_figures(self)
        for contract in self:
            contract.update(figures[contract.id])

    @api.constrains("day_scope", "coverage_ids", "state")
    def _check_time_counted_once(self):
        """An hour is not spent from the days of two conventions."""
        counting = self.filtered(lambda c: c.day_scope != "none" and c.state != "draft")
        for contract in counting:
            others = contract._get_rival_day_rows()
            if others:
                raise ValidationError(
                    self.env._(
                        "%(contract)s already counts the time of %(beneficiary)s.",
                        contract=others[0].contract_id.display_name,
                        beneficiary=others[0].collectivity_id.name,
                    )
                )

    def _get_rival_day_rows(self):
        """Coverages of other conventions that count the same time."""
        # sudo: the other convention may lie outside the portfolio of the user
        mine = self.sudo().coverage_ids.filtered(lambda row: row._has_days())
        rivals = mine.search(
            [
                ("collectivity_id", "in", mine.collectivity_id.ids),
                ("company_id", "=", self.company_id.id),
                ("contract_id", "!=", self.id),
                ("contract_id.day_scope", "!=", "none"),
                ("contract_id.state", "in", ("signed", "notice", "ended")),
            ]
        )
        return rivals.filtered(
            lambda rival: any(
                rival.collectivity_id == row.collectivity_id and rival._shares_a_day(row)
                for row in mine
            )
        )

    def _get_day_terms(self):
        self.ensure_one()
        return DayTerms(
            round(self.day_hours * 60), self.day_rounding, self.day_rounding_on == "each"
        )

    def _get_own_allowance(self):
        return Decimal(f"{self.day_allowance:.2f}")

    def _get_days_words(self):
        """Days left, for the file of the collectivity; nothing where time is not counted."""
        if self.day_scope == "none":
            return ""
        return self.env._(
            "%(spent)s of %(included)s days spent",
            spent=formatLang(self.env, self.day_spent, digits=1),
            included=formatLang(self.env, self.day_included, digits=1),
        )

    def _get_day_clauses(self):
        """The clauses on days, in French, as the convention prints them."""
        own = self._get_own_allowance() if self.day_source == "own" else None
        by_month = self.day_prorata == "month"
        return clauses(self.day_scope, own, self._get_day_terms(), by_month=by_month)

    def _prepare_day_payload(self):
        return {} if self.day_scope == "none" else {"days": self._get_day_clauses()}

    def action_open_days(self):
        """Open the time spent under the convention, the latest first."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_contract.dpo_day_entry_action")
        return {**action, "domain": [("contract_id", "in", self.ids)], "context": {}}

    # --- warning --------------------------------------------------------------------------

    @api.model
    def _cron_warn_of_days(self):
        """State once a year, for each convention, that most of its days are spent."""
        contracts = self.search(
            [("day_scope", "!=", "none"), ("state", "in", ("signed", "notice"))]
        )
        year = self.env["dpo.day.ledger"]._get_year(self.env["dpo.clock"]._today())
        warned = self._get_warned(year)
        # what is told is read by the French staff, the scheduled job has no language
        for contract in self.env["dpo.pdf"]._french(contracts - warned):
            if contract.day_used >= WARNING_PERCENT:
                self.env["dpo.signal"].create(contract._prepare_day_signal())

    def _get_warned(self, year):
        signals = self.env["dpo.signal"].search(
            [
                ("kind", "=", "days_spent"),
                ("res_model", "=", self._name),
                ("date", ">=", year.start),
                ("date", "<=", year.end),
            ]
        )
        return self.browse(signals.mapped("res_id"))

    def _prepare_day_signal(self):
        return {
            "collectivity_id": self.collectivity_id.id,
            "company_id": self.company_id.id,
            "kind": "days_spent",
            "label": self.env._(
                "%(used)s %% of the days of %(contract)s are spent",
                used=self.day_used,
                contract=self.name,
            ),
            "date": self.env["dpo.clock"]._today(),
            "res_model": self._name,
            "res_id": self.id,
        }
