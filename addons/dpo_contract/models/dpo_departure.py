from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.departure import PROCEDURES, is_far, too_late
from .dpo_contract import IN_FORCE

MANAGER = "dpo_base.group_dpo_manager"
ACTS = ("member_act_id", "own_act_id", "order_act_id")


class DpoDeparture(models.Model):
    """A member leaves the OPSN, or ceases to exist, with or without a convention.

    A withdrawal is no termination: it needs the acts of CGCT art. L5211-19, and ends the
    statutory membership with the conventions. Once decided, the last fee is prorated by the
    grid and the steps of the closing are open.
    """

    _name = "dpo.departure"
    _inherit = [
        "dpo.guarded.mixin",
        "dpo.scoped.mixin",
        "dpo.departure.fee.mixin",
        "mail.thread",
    ]
    _description = "Departure of a member"
    _order = "date_end desc, id desc"
    _dpo_by_action = frozenset({"state", "decided_on", "closed_on"})
    _dpo_retention = Retention("keep", reason="Preuve du retrait ou de la dissolution")

    kind = fields.Selection(
        [
            ("withdrawal", "Withdrawal from the syndicat"),
            ("by_statutes", "Withdrawal by the statutes"),
            ("dissolution", "Dissolution of the member"),
            ("ccas", "CCAS dissolved into its commune"),
        ],
        required=True,
        default="withdrawal",
    )
    date_end = fields.Date("Last day", tracking=True, help="Last day as a member.")
    successor_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
        help="Who takes over the work of a body that is dissolved.",
    )
    member_act_id = fields.Many2one(
        "dpo.act",
        "Act of the member",
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', 'in', (collectivity_id, successor_id))]",
        help="Deliberation that asks for the withdrawal; of the commune, for a CCAS.",
    )
    own_act_id = fields.Many2one(
        "dpo.act", "Act of our assembly", ondelete="restrict", check_company=True
    )
    order_act_id = fields.Many2one(
        "dpo.act", "Order of the prefect", ondelete="restrict", check_company=True
    )
    reason = fields.Text()
    state = fields.Selection(
        [("draft", "Asked for"), ("decided", "Decided"), ("closed", "Settled")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    decided_on = fields.Date("Decided on", readonly=True, copy=False)
    closed_on = fields.Date("Closed on", readonly=True, copy=False)
    closing_ids = fields.One2many("dpo.contract.closing", "departure_id", "Steps", copy=False)
    closing_left = fields.Integer("Steps left", compute="_compute_closing_left")
    contract_ids = fields.Many2many(
        "dpo.contract", string="Conventions", compute="_compute_contract_ids"
    )
    designation_ids = fields.Many2many(
        "dpo.designation", string="Designations to end", compute="_compute_designation_ids"
    )
    guidance_html = fields.Html("Procedure", compute="_compute_guidance_html", sanitize=False)

    _one_running = models.UniqueIndex(
        "(collectivity_id, company_id) WHERE state <> 'closed'",
        "The departure of this member is already followed: open it.",
    )

    @api.depends("kind", "collectivity_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for departure in self:
            words = (kinds.get(departure.kind), departure.collectivity_id.name)
            departure.display_name = " – ".join(filter(None, words))

    @api.depends("closing_ids.done_on")
    def _compute_closing_left(self):
        for departure in self:
            departure.closing_left = len(departure.closing_ids.filtered(lambda s: not s.done_on))

    @api.depends("collectivity_id", "company_id", "state")
    def _compute_contract_ids(self):
        for departure in self:
            departure.contract_ids = self.env["dpo.contract"].search(
                [
                    ("collectivity_id", "=", departure.collectivity_id.id),
                    ("company_id", "=", departure.company_id.id),
                    "|",
                    ("state", "in", IN_FORCE),
                    ("end_kind", "in", ("withdrawal", "dissolution")),
                ]
            )

    @api.depends("collectivity_id", "company_id")
    def _compute_designation_ids(self):
        for departure in self:
            departure.designation_ids = self.env["dpo.designation"].search(
                [
                    ("collectivity_id", "=", departure.collectivity_id.id),
                    ("company_id", "=", departure.company_id.id),
                    ("by_service", "=", True),
                    ("date_until", "=", False),
                ]
            )

    @api.depends("kind", "date_end", "collectivity_id", "state", *ACTS)
    def _compute_guidance_html(self):
        for departure in self:
            departure.guidance_html = departure._render_guidance()

    def _render_guidance(self):
        """The procedure of this departure; nothing before the member is known."""
        if not self.collectivity_id:
            return False
        return self.env["ir.qweb"]._render(
            "dpo_contract.departure_guidance",
            {
                "departure": self,
                "procedure": PROCEDURES[self.kind],
                "missing": self._get_missing_labels(),
                "fees": self._get_last_fees() if self.date_end else [],
                "currency": self.company_id.currency_id,
            },
        )

    def write(self, vals):
        changed = [name for name in vals if not name.startswith("message_")]
        is_open = {"closing_ids", "reason"}.issuperset(changed)
        if not is_open and any(departure.state != "draft" for departure in self):
            raise UserError(self.env._("A departure that was decided no longer changes."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(departure.state != "draft" for departure in self):
            raise UserError(self.env._("A departure that was decided is kept."))

    # --- actions ----------------------------------------------------------------------------

    def action_decide(self):
        """Once the acts are there: the membership and the conventions end on the last day."""
        self.check_access("write")
        self._check_manager()
        for departure in self:
            departure._check_state("draft")
            departure._check_decidable()
            departure._write_by_action(
                {"state": "decided", "decided_on": self.env["dpo.clock"]._today()}
            )
            departure._end_conventions()
            departure._end_engagements()
            departure._open_closing()
            if PROCEDURES[departure.kind].dissolves:
                departure._dissolve()
            departure._record("departure_decided")

    def action_close(self):
        """Everything is handed over: the departure is over."""
        self.check_access("write")
        for departure in self:
            departure._check_state("decided")
            departure._check_closable()
            departure._write_by_action(
                {"state": "closed", "closed_on": self.env["dpo.clock"]._today()}
            )
            departure._record("departure_closed")

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager records that a departure is decided."))

    def _check_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state != state:
            raise UserError(
                self.env._(
                    "%(departure)s is “%(state)s”: this step is not open.",
                    departure=self.display_name,
                    state=labels[self.state],
                )
            )

    def _check_decidable(self):
        if not self._is_served():
            raise UserError(
                self.env._(
                    "%(body)s is no member of %(company)s: its departure is not decided here.",
                    body=self.collectivity_id.name,
                    company=self.company_id.name,
                )
            )
        missing = self._get_missing_labels()
        if missing:
            raise UserError(
                self.env._("The departure has no effect yet. Missing: %s.", ", ".join(missing))
            )
        if not self.date_end:
            raise UserError(self.env._("Enter the last day as a member."))
        if is_far(self.date_end, self.env["dpo.clock"]._today()):
            raise UserError(self.env._("The last day is far from today: check its year."))
        if too_late(self.date_end, [self.order_act_id.date or None]):
            raise UserError(
                self.env._(
                    "The order of the prefect comes after the last day: correct one of them."
                )
            )
        if self.kind == "ccas" and not self.successor_id:
            raise UserError(self.env._("Enter the commune that takes over the work of the CCAS."))
        self._check_nothing_bills_on()

    def _check_nothing_bills_on(self):
        """A convention that ends later, or that of an EPCI, would ask for fees after the end."""
        rows = self.env["dpo.contract.coverage"].search(
            [
                ("collectivity_id", "=", self.collectivity_id.id),
                ("company_id", "=", self.company_id.id),
                ("contract_id.state", "in", IN_FORCE),
                ("runs_on", "=", False),
                "|",
                ("effective_until", "=", False),
                ("effective_until", ">", self.date_end),
            ]
        )
        going_on = rows.contract_id - self._get_contracts_to_end()
        if going_on:
            raise UserError(
                self.env._(
                    "These conventions go on after the last day: %s. Take the end announced back, "
                    "or end the coverage of this member, then decide.",
                    ", ".join(going_on.mapped("display_name")),
                )
            )

    def _is_served(self):
        """Whether this OPSN serves the body: the card it would close may be another one's."""
        served = [
            ("collectivity_id", "=", self.collectivity_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        engagements = self.env["dpo.engagement"]
        return bool(self.contract_ids or engagements.search_count(served, limit=1))

    def _get_missing_labels(self):
        return [
            self._fields[name]._description_string(self.env)
            for name in PROCEDURES[self.kind].acts
            if not self[name]
        ]

    def _check_closable(self):
        if self.date_end >= self.env["dpo.clock"]._today():
            raise UserError(
                self.env._("%s is still a member: close after the last day.", self.display_name)
            )
        open_contracts = self.contract_ids.filtered(lambda c: c.state != "ended")
        if open_contracts:
            raise UserError(
                self.env._(
                    "End the conventions first: %s.",
                    ", ".join(open_contracts.mapped("display_name")),
                )
            )
        if self.closing_left:
            raise UserError(
                self.env._(
                    "%s step(s) are left: do them, or write in the note why a step has no object "
                    "and mark it as done.",
                    self.closing_left,
                )
            )

    # --- what a decision does ---------------------------------------------------------------

    def _end_conventions(self):
        for contract in self._get_contracts_to_end():
            contract.action_announce_end(self._prepare_end_values())

    def _get_contracts_to_end(self):
        return self.contract_ids.filtered(lambda contract: contract.state == "signed")

    def _prepare_end_values(self):
        dissolves = PROCEDURES[self.kind].dissolves
        return {
            "end_kind": "dissolution" if dissolves else "withdrawal",
            "end_party": "member",
            "date_end": self.date_end,
            "end_act_id": (self.order_act_id or self.member_act_id).id,
            "end_reason": self.reason or self.display_name,
        }

    def _get_engagements(self):
        """Engagements that no convention carries: theirs end with it."""
        return self.env["dpo.engagement"].search(
            [
                ("collectivity_id", "=", self.collectivity_id.id),
                ("company_id", "=", self.company_id.id),
                ("contract_ids", "not any", [("state", "in", IN_FORCE)]),
                "|",
                ("date_until", "=", False),
                ("date_until", ">", self.date_end),
            ]
        )

    def _end_engagements(self):
        self._get_engagements().date_until = self.date_end

    def _open_closing(self):
        steps = self.env["dpo.contract.closing.step"].search(self._get_closing_domain())
        self.env["dpo.contract.closing"].create(
            [{**step._prepare_closing_values(), "departure_id": self.id} for step in steps]
        )

    def _get_closing_domain(self):
        """Steps of a departure; those of a convention too when there is none to carry them."""
        own = Domain("departure_only", "=", True)
        if self.contract_ids:
            return own
        common = Domain("departure_only", "=", False)
        return own | (
            common if self.designation_ids else common & Domain("delegated_only", "=", False)
        )

    def _dissolve(self):
        if self.successor_id:
            self.env["dpo.succession"].create(self._prepare_succession_values()).action_confirm()
        else:
            # sudo: the manager decides, the card of the collectivity belongs to the base
            self.collectivity_id.sudo().dpo_dissolved_on = self.date_end

    def _prepare_succession_values(self):
        return {
            "collectivity_id": self.collectivity_id.id,
            "successor_id": self.successor_id.id,
            "date": fields.Date.add(self.date_end, days=1),
            "kind": "absorption",
            "origin": self.display_name,
        }

    def _record(self, kind):
        payload = {
            "kind": self.kind,
            "last_day": self.date_end,
            "acts": [self[name].display_name for name in ACTS if self[name]],
            "contracts": self.contract_ids.mapped("display_name"),
            "steps": self.closing_ids.filtered("done_on").mapped("code"),
        }
        self.env["dpo.journal.entry"]._record(kind, self, payload)
