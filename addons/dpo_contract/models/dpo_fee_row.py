from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.fee_flags import flag
from ..tools.fee_wording import row_object

# What a person may type on a row; everything else is computed or decided by actions.
TYPED = frozenset({"days"})


class DpoFeeRow(models.Model):
    """What one payer owes for one beneficiary, component and period of a fee call.

    A row carries its proof: the snapshot of every figure, its digest, and the French
    sentence of the *bases de liquidation* (CE 12/11/1975, Robin).
    """

    _name = "dpo.fee.row"
    _inherit = ["dpo.scoped.mixin", "dpo.fee.row.days.mixin"]
    _description = "Row of a fee call"
    _order = "call_id desc, number, id"
    _rec_name = "reference"
    _dpo_immutable = (
        "collectivity_id",
        "company_id",
        "call_id",
        "payer_id",
        "component_id",
    )
    _dpo_retention = Retention("keep", reason="Base de liquidation, suit l'état liquidatif")

    call_id = fields.Many2one(
        "dpo.fee.call", "Fee call", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="call_id.company_id", store=True, precompute=True, compute_sudo=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    collectivity_id = fields.Many2one(string="Beneficiary", readonly=True)
    payer_id = fields.Many2one(
        "res.partner", "Debtor", required=True, readonly=True, index=True, ondelete="restrict"
    )
    component_id = fields.Many2one(
        "dpo.fee.component", required=True, readonly=True, index=True, ondelete="restrict"
    )
    component_code = fields.Char(
        related="component_id.code", store=True, precompute=True, compute_sudo=True
    )
    nature = fields.Selection(related="component_id.nature")
    contract_id = fields.Many2one("dpo.contract", "Convention", readonly=True, ondelete="restrict")
    engagement_id = fields.Many2one("dpo.engagement", readonly=True, ondelete="restrict")
    grouping_id = fields.Many2one("res.partner", "EPCI", readonly=True, ondelete="restrict")
    body_type_id = fields.Many2one("dpo.body.type", "Body type", readonly=True, ondelete="restrict")
    period_start = fields.Date("First day of the period", required=True, readonly=True)
    period_end = fields.Date("Last day of the period", required=True, readonly=True)
    covered_from = fields.Date(
        "Served from", readonly=True, help="First day of service inside the period."
    )
    covered_until = fields.Date(
        "Served until", readonly=True, help="Last day of service inside the period."
    )

    population = fields.Integer(readonly=True)
    population_year = fields.Integer("Population of", readonly=True, help="Reference year.")
    population_source = fields.Char("Source of the population", readonly=True)
    agents = fields.Integer(readonly=True)
    agents_year = fields.Integer("Agents of", readonly=True)
    agents_source = fields.Char("Source of the agents", readonly=True)
    days = fields.Float(
        digits=(8, 2), help="Days of service, for a price per day; kept when computed again."
    )
    rule_id = fields.Many2one("dpo.fee.rule", "Price applied", readonly=True, ondelete="restrict")
    base_amount = fields.Monetary("Price of the period", readonly=True, aggregator=None)
    prorata_num = fields.Integer("Units due", readonly=True, aggregator=None)
    prorata_den = fields.Integer("Units of the period", readonly=True, aggregator=None)
    share_percent = fields.Float("Share (%)", digits=(5, 2), readonly=True, aggregator=None)
    amount = fields.Monetary("Computed amount", readonly=True)
    previous_amount = fields.Monetary("Year before", readonly=True)
    variation = fields.Float("Variation (%)", digits=(12, 1), readonly=True, aggregator=None)
    snapshot = fields.Json("Stored figures", readonly=True)
    snapshot_sha256 = fields.Char("SHA-256 of the figures", readonly=True)
    explanation = fields.Text("Bases de liquidation", readonly=True)

    reasons = fields.Json("Codes of the remarks", readonly=True)
    reason = fields.Selection(
        selection="_get_reason_selection",
        string="Main reason",
        compute="_compute_flag",
        store=True,
        precompute=True,
    )
    reason_text = fields.Text("Remarks", compute="_compute_reason_text")
    flag = fields.Selection(
        string="Control",
        selection=[
            ("blocked", "Blocked"),
            ("below_threshold", "Below the threshold"),
            ("warning", "To look at"),
            ("ok", "Nothing to report"),
            ("excluded", "Excluded"),
        ],
        compute="_compute_flag",
        store=True,
        precompute=True,
    )
    excluded_reason = fields.Char("Reason of the exclusion", readonly=True)
    excluded_by_id = fields.Many2one("res.users", "Excluded by", readonly=True, ondelete="restrict")
    excluded_on = fields.Date("Excluded on", readonly=True)
    is_below_threshold = fields.Boolean("Below the threshold of the debtor", readonly=True)
    threshold_decision = fields.Selection(
        [
            ("group", "Collect with another claim"),
            ("carry_over", "Carry over to the next call"),
            ("give_up", "Give up"),
        ],
        "Decision below the threshold",
        readonly=True,
    )
    threshold_by_id = fields.Many2one("res.users", "Decided by", readonly=True, ondelete="restrict")
    threshold_on = fields.Date("Decided on", readonly=True)
    revision = fields.Integer(required=True, readonly=True, default=0, aggregator=None)
    supersedes_id = fields.Many2one(
        "dpo.fee.row", "Replaces", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    superseded_by_ids = fields.One2many("dpo.fee.row", "supersedes_id", "Replaced by")

    number = fields.Integer(readonly=True, aggregator=None, help="On the état liquidatif.")
    reference = fields.Char(compute="_compute_reference")
    state = fields.Selection(
        [
            ("draft", "To check"),
            ("to_issue", "To issue"),
            ("issued", "Issued"),
            ("carried", "Carried over"),
            ("closed", "Nothing to collect"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        precompute=True,
    )
    amount_called = fields.Monetary(
        "Amount called", compute="_compute_amount_called", store=True, precompute=True
    )

    # By code: two grids voted for one year must not call the same fee twice.
    _fee_uniq = models.UniqueIndex(
        "(company_id, collectivity_id, component_code, period_start, payer_id, revision)"
    )
    _call_flag_idx = models.Index("(call_id, flag)")
    _collectivity_state_idx = models.Index("(collectivity_id, state)")

    # --- computes -----------------------------------------------------------------------

    @api.model
    def _get_reason_selection(self):
        return list(self.env["dpo.fee.reason"]._get_labels().items())

    @api.depends("reasons", "excluded_reason", "is_below_threshold")
    def _compute_flag(self):
        for row in self:
            reasons = row.reasons or []
            row.flag = flag(
                reasons,
                is_excluded=bool(row.excluded_reason),
                is_below=row.is_below_threshold,
            )
            row.reason = reasons[0] if reasons else False

    @api.depends("reasons", "excluded_reason", "is_below_threshold", "threshold_decision")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for row in self:
            row.reason_text = "\n".join(self.env["dpo.fee.reason"]._get_sentences(row))

    @api.depends("call_id.reference", "number")
    def _compute_reference(self):
        for row in self:
            call = row.call_id.reference or ""
            row.reference = f"{call}-{row.number:05d}" if row.number else call

    @api.depends("call_id.state", "amount", "flag", "threshold_decision")
    def _compute_amount_called(self):
        for row in self:
            row.amount_called = row.amount if row._is_called() else 0.0

    @api.depends("call_id.state", "amount_called", "flag", "threshold_decision")
    def _compute_state(self):
        for row in self:
            row.state = row._get_state()

    def _is_called(self):
        """Whether the amount is collected by this call."""
        if self.flag in ("blocked", "excluded"):
            return False
        return self.flag != "below_threshold" or self.threshold_decision == "group"

    def _get_state(self):
        """State of the row; the accounting glue adds ``issued``."""
        if self.call_id.state == "cancelled":
            return "cancelled"
        if self.call_id.state in ("draft", "computed"):
            return "draft"
        if self.flag == "below_threshold" and self.threshold_decision == "carry_over":
            return "carried"
        return "closed" if self.currency_id.is_zero(self.amount_called) else "to_issue"

    # --- lock -----------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("The rows of a call are computed, never typed."))
        return super().create(vals_list)

    def write(self, vals):
        """Nothing changes after the lock; before it, a person types days only."""
        if not self.env.su and not TYPED.issuperset(vals):
            raise AccessError(self.env._("The rows of a call are computed, never typed."))
        if not self._get_fields_after_lock().issuperset(vals) and any(
            row.call_id.state not in ("draft", "computed") for row in self
        ):
            raise UserError(
                self.env._("The call is locked: its rows are evidence and no longer change.")
            )
        return super().write(vals)

    def _get_fields_after_lock(self):
        """Links to what carries the money, added by the accounting glue."""
        return set()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        if any(row.call_id.state not in ("draft", "computed") for row in self):
            raise UserError(self.env._("The rows of a locked call are kept."))

    # --- actions --------------------------------------------------------------------------

    def action_exclude(self, reason):
        """Take rows out of the call; the reason stays and survives a new computation."""
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason of the exclusion."))
        self.sudo().write(
            {
                "excluded_reason": reason,
                "excluded_by_id": self.env.uid,
                "excluded_on": self.env["dpo.clock"]._today(),
            }
        )
        self.call_id._refresh_threshold()

    def action_include(self):
        """Put excluded rows back into the call."""
        self._check_may_decide()
        self.sudo().write({"excluded_reason": False, "excluded_by_id": False, "excluded_on": False})
        self.call_id._refresh_threshold()

    def action_decide_threshold(self, decision):
        """Record what becomes of claims below the threshold, for the debtor as a whole."""
        self._check_may_decide()
        rows = self._with_same_debtor()
        if not all(rows.mapped("is_below_threshold")):
            raise UserError(self.env._("This debtor owes enough to be collected."))
        rows.sudo().write(
            {
                "threshold_decision": decision,
                "threshold_by_id": self.env.uid,
                "threshold_on": self.env["dpo.clock"]._today(),
            }
        )

    def action_fix(self):
        """Open what has to be corrected."""
        self.ensure_one()
        self.check_access("read")
        return self.env["dpo.fee.reason"]._get_fix_action(self)

    def _check_may_decide(self):
        self.check_access("write")
        self.call_id._check_group(*self.call_id._get_decision_groups())

    def _with_same_debtor(self):
        """The rows of the same call and debtor that are still to be collected."""
        return self.search(
            [
                ("call_id", "in", self.call_id.ids),
                ("payer_id", "in", self.payer_id.ids),
                ("flag", "not in", ("blocked", "excluded")),
            ]
        )

    # --- services to the call and to other addons -----------------------------------------

    def _get_key(self):
        """What makes a fee unique, its revisions apart."""
        self.ensure_one()
        return (
            self.collectivity_id.id,
            self.component_code,
            self.period_start,
            self.payer_id.id,
        )

    def _is_live(self):
        """Whether this row still calls its fee, so that no other row may."""
        self.ensure_one()
        return self.state not in self._get_dead_states() and self.flag != "excluded"

    @api.model
    def _get_dead_states(self):
        """States in which a row no longer calls its fee; the accounting glue adds its own."""
        return ["cancelled"]

    def _get_object(self):
        """What the amount is for, in French, as printed beside it."""
        self.ensure_one()
        return row_object(self.component_id.name, self.period_start, self.period_end)

    def _get_amount_owed(self):
        """What these rows still ask for together."""
        return sum(row.amount_called for row in self if row._is_live())

    def _get_collection_words(self):
        """Which document asks for the money, once issued; given by the accounting glue."""
        return ""

    @api.model
    def _get_unissued_domain(self):
        """Rows that no invoice and no titre carries yet."""
        return [("state", "=", "to_issue")]

    @api.model
    def _get_issuable_domain(self):
        """Rows that may get an invoice or a titre now."""
        return self._get_unissued_domain()

    def _prepare_no_threshold_values(self):
        """Nothing to decide: the debtor reaches the threshold."""
        return {
            "is_below_threshold": False,
            "threshold_decision": False,
            "threshold_by_id": False,
            "threshold_on": False,
        }

    def _prepare_carried_values(self, call, explanation):
        """Values of the row of ``call`` that takes this one up, figures unchanged."""
        self.ensure_one()
        before = self | self.superseded_by_ids.filtered(lambda row: row.call_id != call)
        names = self._get_carried_fields()
        copied = self.read(names, load="")[0]
        return {
            **{name: copied[name] for name in names},
            "explanation": explanation,
            "reasons": ["carried"],
            "revision": max(before.mapped("revision")) + 1,
            "supersedes_id": self.id,
        }

    def _get_carried_fields(self):
        """Everything the amount rests on."""
        return [
            "collectivity_id",
            "payer_id",
            "component_id",
            "contract_id",
            "engagement_id",
            "grouping_id",
            "body_type_id",
            "period_start",
            "period_end",
            "covered_from",
            "covered_until",
            "population",
            "population_year",
            "population_source",
            "agents",
            "agents_year",
            "agents_source",
            "days",
            "is_day_counted",
            "rule_id",
            "base_amount",
            "prorata_num",
            "prorata_den",
            "share_percent",
            "amount",
            "previous_amount",
            "variation",
            "snapshot",
            "snapshot_sha256",
        ]
