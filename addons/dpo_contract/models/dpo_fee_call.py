from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.fee_wording import alphabetical, call_title
from ..tools.threshold import Claim, below_threshold

BILLING = "dpo_base.group_dpo_billing"
MANAGER = "dpo_base.group_dpo_manager"
OPEN = ("draft", "computed")
# What the amounts rest on: a change asks for a new computation.
BASES = frozenset({"grid_id", "period_from", "period_to", "component_ids"})


class DpoFeeCall(models.Model):
    """The call for the fees of a period: computed, checked, locked into an état liquidatif.

    A call is the OPSN's own data; what it says of a collectivity is in its rows.
    """

    _name = "dpo.fee.call"
    _inherit = ["dpo.fee.counters.mixin", "dpo.guarded.mixin", "mail.thread"]
    _description = "Fee call"
    _order = "period_from desc, id desc"
    _dpo_by_action = frozenset(
        {"state", "computed_on", "locked_on", "locked_by_id", "cancelled_on", "cancel_reason"}
    )
    _rec_names_search = ["name", "reference"]
    _check_company_auto = True
    _dpo_retention = Retention(
        "visa",
        months=120,
        start_field="locked_on",
        reason="État liquidatif : pièce justificative de recettes",
    )

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True, required=True
    )
    reference = fields.Char(readonly=True, copy=False, index="btree_not_null")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    grid_id = fields.Many2one(
        "dpo.fee.grid",
        "Voted grid",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'voted'), ('company_id', '=', company_id)]",
        tracking=True,
    )
    grid_executory_on = fields.Date(related="grid_id.executory_on")
    component_ids = fields.Many2many(
        "dpo.fee.component",
        string="Components called",
        domain="[('grid_id', '=', grid_id)]",
        help="Empty: every component of the grid.",
    )
    period_from = fields.Date(
        "First day",
        compute="_compute_period",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    period_to = fields.Date(
        "Last day",
        compute="_compute_period",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    billing_mode = fields.Selection(
        string="Collected by",
        selection="_get_billing_modes",
        compute="_compute_billing_mode",
        store=True,
        precompute=True,
        required=True,
        help="As the OPSN was set when the call was created; it no longer changes.",
    )
    state = fields.Selection(
        [
            ("draft", "To compute"),
            ("computed", "To check"),
            ("locked", "Locked"),
            ("issued", "Issued"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    signatory_id = fields.Many2one(
        "res.partner",
        compute="_compute_signatory",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
        help="The person who signs the état liquidatif, delegate included.",
    )
    signatory_capacity = fields.Char(
        "In the capacity of",
        compute="_compute_signatory",
        store=True,
        readonly=False,
        precompute=True,
    )
    signatory_act_id = fields.Many2one(
        "dpo.act",
        "Delegation to the signatory",
        compute="_compute_signatory",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        check_company=True,
    )
    computed_on = fields.Datetime("Computed on", readonly=True, copy=False)
    locked_on = fields.Datetime("Locked on", readonly=True, copy=False)
    locked_by_id = fields.Many2one(
        "res.users", "Locked by", readonly=True, copy=False, ondelete="restrict"
    )
    cancelled_on = fields.Datetime("Cancelled on", readonly=True, copy=False)
    cancel_reason = fields.Char(
        "Reason of the cancellation", readonly=True, copy=False, tracking=True
    )
    row_ids = fields.One2many("dpo.fee.row", "call_id", "Rows")
    amount_total = fields.Monetary("Total called", compute="_compute_counters")
    statement_ids = fields.One2many("dpo.fee.statement", "call_id", "État liquidatif")
    statement_state = fields.Selection(
        [("preparing", "In preparation"), ("ready", "Ready")],
        "State of the état liquidatif",
        compute="_compute_statement_state",
    )

    _reference_uniq = models.UniqueIndex("(company_id, reference) WHERE reference IS NOT NULL")
    _period_ordered = models.Constraint(
        "CHECK(period_to >= period_from)", "A period ends after it begins."
    )

    # --- computes -----------------------------------------------------------------------

    @api.model
    def _get_billing_modes(self):
        return self.env["res.company"]._fields["dpo_billing_mode"]._description_selection(self.env)

    @api.depends("grid_id", "component_ids", "billing_mode")
    def _compute_name(self):
        for call in self:
            natures = set(call._get_components().mapped("nature"))
            title = call_title(natures, call.billing_mode or "invoice")
            call.name = f"{title} {call.grid_id.year or ''}".strip()

    @api.depends("grid_id")
    def _compute_period(self):
        for call in self:
            call.period_from = call.grid_id.date_from
            call.period_to = call.grid_id.date_to

    @api.depends("company_id")
    def _compute_billing_mode(self):
        for call in self:
            call.billing_mode = call.billing_mode or call.company_id.dpo_billing_mode

    @api.depends("company_id")
    def _compute_signatory(self):
        for call in self:
            call.signatory_id = call.company_id.dpo_signatory_id
            call.signatory_capacity = call.company_id.dpo_signatory_capacity
            call.signatory_act_id = call.company_id.dpo_signatory_act_id

    @api.depends("statement_ids.state")
    def _compute_statement_state(self):
        for call in self:
            call.statement_state = call.statement_ids[:1].state

    # --- create, write, delete ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        for call in calls:
            sequence = call.company_id.sudo()._get_dpo_fee_call_sequence()
            call._write_by_action(
                {"reference": sequence.next_by_id(sequence_date=call.period_from)}
            )
        return calls

    def write(self, vals):
        if not self._get_fields_after_lock().issuperset(vals) and any(
            call.state not in OPEN for call in self
        ):
            raise UserError(self.env._("A locked call no longer changes."))
        result = super().write(vals)
        if not BASES.isdisjoint(vals):
            self.filtered(lambda call: call.state == "computed")._write_by_action(
                {"state": "draft"}
            )
        return result

    def _get_fields_after_lock(self):
        """What may still be chosen once the amounts are frozen: how they are issued."""
        return set()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(call.state != "draft" or call.row_ids for call in self):
            raise UserError(self.env._("A computed call is not deleted: cancel it."))

    # --- actions ----------------------------------------------------------------------------

    def action_compute(self):
        """Compute the rows, or compute them again: decisions and typed days are kept."""
        self._check_group(BILLING)
        self.ensure_one()
        self._take(*OPEN)
        if self.grid_id.state != "voted":
            raise UserError(self.env._("“%s” is not voted.", self.grid_id.name))
        call_sudo = self.sudo().with_context(lang="fr_FR", tz="Europe/Paris")
        done = self.env["dpo.fee.sync"].sudo()._sync(call_sudo)
        self._refresh_threshold()
        now = self.env["dpo.clock"]._now()
        self._write_by_action({"state": "computed", "computed_on": now})
        self.message_post(
            body=self.env._(
                "Computed: %(created)s new rows, %(changed)s changed, %(same)s unchanged, "
                "%(removed)s removed.",
                **done,
            )
        )

    def action_lock(self):
        """Freeze the rows and yield the état liquidatif in the name of its signatory."""
        self._check_group(BILLING, MANAGER)
        self.ensure_one()
        self._take("computed")
        self._check_lockable()
        self._number_rows()
        self.env["dpo.day.entry"].sudo()._call(self.row_ids)
        now = self.env["dpo.clock"]._now()
        self._write_by_action({"state": "locked", "locked_on": now, "locked_by_id": self.env.uid})
        statement = self.env["dpo.fee.statement"].sudo()._freeze(self)
        self.message_post(
            body=self.env._(
                "Locked: %(count)s rows, %(total)s. Digest of the état liquidatif: %(digest)s",
                count=self.row_count,
                total=self.currency_id.format(self.amount_total),
                digest=statement.payload_sha256,
            )
        )

    def action_recompute_proof(self):
        """Prove from the snapshots that the amounts are the same; name the rows that differ."""
        self._check_may_read_all()
        self.ensure_one()
        differences = self.env["dpo.fee.sync"].sudo()._prove(self.sudo())
        message = self._get_proof_message(differences)
        self.sudo().message_post(body=message)  # a reader proves and leaves the trace of it
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Proof of the amounts"),
                "message": message,
                "type": "danger" if differences else "success",
                "sticky": bool(differences),
            },
        }

    def action_cancel(self, reason=""):
        """Cancel the call; locked rows stay as evidence, the others are removed."""
        self._check_group(MANAGER, BILLING)
        self.ensure_one()
        self._take(*OPEN, "locked", "issued")
        if self.state in OPEN:
            self.sudo().row_ids.unlink()
        else:
            self._check_cancellable(reason)
        now = self.env["dpo.clock"]._now()
        self._write_by_action({"state": "cancelled", "cancelled_on": now, "cancel_reason": reason})

    def action_open_rows(self):
        """Open the rows; the context names the flag to show."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_contract.dpo_fee_row_action")
        flag = self.env.context.get("dpo_flag")
        domain = [("call_id", "=", self.id)]
        return {
            **action,
            "name": self.display_name,
            "domain": [*domain, ("flag", "=", flag)] if flag else domain,
            "context": {"search_default_group_flag": not flag},
        }

    def action_export(self):
        """Give the control list (xlsx) for the committee."""
        self._check_may_read_all()
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dpo/fee_call/{self.id}/control.xlsx",
            "target": "download",
        }

    # --- checks -----------------------------------------------------------------------------

    def _check_group(self, *groups):
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Your role does not allow this on a fee call."))

    def _check_may_read_all(self):
        """The whole list shows every member: a portfolio does not open it."""
        self._check_group(BILLING, MANAGER, "dpo_base.group_dpo_reader")

    def _get_decision_groups(self):
        """Who excludes rows and decides below the threshold."""
        return BILLING, MANAGER

    def _take(self, *states):
        """Take the row lock, then look at the state: two clicks make one gesture."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is working on this call: try again in a moment.")
            ) from error
        self.invalidate_recordset(["state"])
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state not in states:
            raise UserError(
                self.env._(
                    "%(call)s is “%(state)s”: this step is not open.",
                    call=self.display_name,
                    state=labels[self.state],
                )
            )

    def _check_lockable(self):
        if not self.row_count:
            raise UserError(self.env._("There is nothing to lock: no row was computed."))
        if not (self.signatory_id and self.signatory_capacity):
            raise UserError(
                self.env._("Name the signatory of the état liquidatif, and in what capacity.")
            )
        if self.blocked_count:
            raise UserError(
                self.env._(
                    "%s row(s) are blocked: correct them and compute again, or exclude them "
                    "with a reason.",
                    self.blocked_count,
                )
            )
        if self.undecided_count:
            raise UserError(
                self.env._(
                    "%s row(s) are below the threshold of €15: decide what becomes of them.",
                    self.undecided_count,
                )
            )

    def _check_decided(self, reason):
        """A locked call is cancelled by the manager, who says why."""
        self._check_group(MANAGER)
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason of the cancellation."))

    def _check_cancellable(self, reason):
        self._check_decided(reason)
        if any(row.state == "issued" for row in self.row_ids):
            raise UserError(
                self.env._("Rows of this call have been issued: cancel what was issued first.")
            )

    # --- services ---------------------------------------------------------------------------

    def _get_components(self):
        """The components called: those chosen, else the whole grid."""
        self.ensure_one()
        return self.component_ids or self.grid_id.component_ids

    def _get_carried_domain(self):
        """Rows of earlier calls below the threshold that no other call has taken up."""
        self.ensure_one()
        return [
            ("company_id", "=", self.company_id.id),
            ("call_id", "!=", self.id),
            ("state", "=", "carried"),
            (
                "superseded_by_ids",
                "not any",
                [
                    ("call_id", "!=", self.id),
                    ("state", "not in", self.env["dpo.fee.row"]._get_dead_states()),
                ],
            ),
        ]

    def _get_rows_by_payer(self):
        """Rows to issue, per debtor, in the order of the état liquidatif."""
        self.ensure_one()
        rows = self.env["dpo.fee.row"]
        domain = [("call_id", "=", self.id), *rows._get_issuable_domain()]
        return rows.search(domain, order="number, id").grouped("payer_id")

    def _number_rows(self):
        """Number the rows that are called, debtor by debtor."""
        rows = self.sudo().row_ids.filtered("amount_called")
        ordered = rows.sorted(
            lambda row: (
                alphabetical(row.payer_id.name or ""),
                row.payer_id.id,
                alphabetical(row.collectivity_id.name or ""),
                row.component_id.sequence,
                row.id,
            )
        )
        for number, row in enumerate(ordered, 1):
            row.number = number

    def _refresh_threshold(self):
        """Find the debtors who owe less than the threshold over each call."""
        for call in self.sudo():
            rows = call.row_ids
            claims = [
                Claim(row.id, row.payer_id.id, Decimal(f"{row.amount:.2f}"))
                for row in rows
                if row.flag not in ("blocked", "excluded")
            ]
            debtors = below_threshold(claims)
            below = rows.browse([claim.key for debtor in debtors for claim in debtor.claims])
            marked = rows.filtered("is_below_threshold")
            (below - marked).write({"is_below_threshold": True})
            (marked - below).write(rows._prepare_no_threshold_values())

    def _get_proof_message(self, differences):
        if not differences:
            return self.env._(
                "Same amounts from the stored figures: %(count)s rows, %(total)s.",
                count=self.row_count,
                total=self.currency_id.format(self.amount_total),
            )
        return self.env._(
            "%(count)s difference(s): %(rows)s",
            count=len(differences),
            rows="; ".join(differences[:50]),
        )
