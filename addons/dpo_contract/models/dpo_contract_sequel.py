from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.departure import is_far
from ..tools.sequel import DISSOLVING, guidance
from .dpo_contract import IN_FORCE

MANAGER = "dpo_base.group_dpo_manager"


class DpoContractSequel(models.Model):
    """What becomes of the conventions when one body takes the place of another.

    Two ways, never a silent choice: the conventions run on under their earlier conditions
    (CGCT, art. L2113-5), or an amendment ends them and one convention of the successor
    begins. The tool shows what each costs; a manager records what was decided, then applies
    it. No identifier is rewritten.
    """

    _name = "dpo.contract.sequel"
    _inherit = [
        "dpo.guarded.mixin",
        "dpo.scoped.mixin",
        "dpo.contract.sequel.plan.mixin",
        "mail.thread",
    ]
    _description = "Consequences on the conventions"
    _order = "date desc, id desc"
    _dpo_by_action = frozenset(
        {"state", "decided_on", "decided_by_id", "applied_on", "comparison", "new_contract_ids"}
    )
    _dpo_retention = Retention("keep", reason="Preuve de la suite donnée aux conventions")

    collectivity_id = fields.Many2one(string="Successor", help="Who takes the place.")
    kind = fields.Selection(
        [
            ("new_commune", "Commune nouvelle"),
            ("epci_merger", "Merger of groupings"),
            ("absorption", "Absorption"),
            ("transfer", "Transfer of a power to the grouping"),
            ("substitution", "Representation-substitution in the OPSN"),
        ],
        required=True,
        default="new_commune",
    )
    date = fields.Date("First day", required=True, help="First day of the successor.")
    predecessor_ids = fields.Many2many(
        "res.partner",
        "dpo_contract_sequel_predecessor_rel",
        "sequel_id",
        "partner_id",
        "In place of",
        compute="_compute_predecessor_ids",
        store=True,
        readonly=False,
        domain=[("dpo_body_type_id", "!=", False)],
        help="Proposed from the successions recorded for that day.",
    )
    state = fields.Selection(
        [("draft", "To decide"), ("decided", "Decided"), ("applied", "Applied")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    option = fields.Selection(
        [
            ("run_on", "The conventions run on to their term"),
            ("amend", "An amendment ends them, one convention of the successor begins"),
        ],
        "What is decided",
        copy=False,
        tracking=True,
    )
    last_day = fields.Date(
        "Last day of the former conventions",
        compute="_compute_last_day",
        store=True,
        readonly=False,
        help="If an amendment ends them.",
    )
    reason = fields.Text(copy=False)
    act_id = fields.Many2one(
        "dpo.act",
        copy=False,
        ondelete="restrict",
        check_company=True,
        help="The prefect's order, or the deliberation on the amendment.",
    )
    decided_on = fields.Date("Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Recorded by", readonly=True, copy=False, ondelete="restrict"
    )
    applied_on = fields.Date("Applied on", readonly=True, copy=False)
    contract_ids = fields.Many2many(
        "dpo.contract", string="Conventions concerned", compute="_compute_contract_ids"
    )
    new_contract_ids = fields.Many2many(
        "dpo.contract",
        "dpo_contract_sequel_new_contract_rel",
        "sequel_id",
        "contract_id",
        "Conventions of the successor",
        readonly=True,
        copy=False,
    )
    designation_ids = fields.Many2many(
        "dpo.designation",
        string="Designations to end at the CNIL",
        compute="_compute_designation_ids",
    )
    other_coverage_ids = fields.Many2many(
        "dpo.contract.coverage",
        string="Covered by the convention of another body",
        compute="_compute_other_coverage_ids",
        help="Its holder covers the successor instead, by a change of its annex.",
    )
    comparison = fields.Json("Amounts when it was decided", readonly=True, copy=False)
    comparison_html = fields.Html("Amounts", compute="_compute_comparison_html", sanitize=False)

    @api.depends("collectivity_id", "date", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for sequel in self:
            day = f" ({sequel.date:%d/%m/%Y})" if sequel.date else ""
            sequel.display_name = (
                f"{kinds.get(sequel.kind, '')} – {sequel.collectivity_id.name or ''}{day}"
            )

    @api.depends("collectivity_id", "date")
    def _compute_predecessor_ids(self):
        for sequel in self:
            successions = self.env["dpo.succession"].search(
                [
                    ("successor_id", "=", sequel.collectivity_id.id),
                    ("date", "=", sequel.date),
                    ("state", "!=", "refused"),
                ]
            )
            sequel.predecessor_ids |= successions.collectivity_id

    @api.depends("date")
    def _compute_last_day(self):
        """The eve of the change, or the end of this year once the change has happened."""
        today = self.env["dpo.clock"]._today()
        for sequel in self:
            eve = sequel.date and fields.Date.subtract(sequel.date, days=1)
            is_past = eve and eve < today
            sequel.last_day = date(today.year, 12, 31) if is_past else eve

    @api.depends("predecessor_ids", "date", "company_id", "state")
    def _compute_contract_ids(self):
        for sequel in self:
            found = self.env["dpo.contract.coverage"].search(sequel._get_coverage_domain())
            sequel.contract_ids = found.contract_id

    @api.depends("predecessor_ids", "kind", "company_id")
    def _compute_designation_ids(self):
        """A body that no longer exists has no DPD; a transfer ends no designation."""
        for sequel in self:
            gone = sequel._get_gone().ids if sequel.kind in DISSOLVING else []
            sequel.designation_ids = self.env["dpo.designation"].search(
                [
                    ("collectivity_id", "in", gone),
                    ("company_id", "=", sequel.company_id.id),
                    ("date_until", "=", False),
                ]
            )

    @api.depends("predecessor_ids", "date", "company_id")
    def _compute_other_coverage_ids(self):
        for sequel in self:
            sequel.other_coverage_ids = sequel.contract_ids.coverage_ids.search(
                [
                    ("company_id", "=", sequel.company_id.id),
                    ("collectivity_id", "in", sequel._get_gone().ids),
                    ("contract_id.state", "in", IN_FORCE),
                    ("contract_id", "not in", sequel.contract_ids.ids),
                    "|",
                    ("effective_until", "=", False),
                    ("effective_until", ">=", sequel.date or date.max),
                ]
            )

    @api.depends("kind", "date", "predecessor_ids", "last_day", "comparison", "collectivity_id")
    def _compute_comparison_html(self):
        for sequel in self:
            is_ready = sequel.date and sequel.collectivity_id and sequel.predecessor_ids
            sequel.comparison_html = is_ready and self.env["ir.qweb"]._render(
                "dpo_contract.sequel_comparison",
                {
                    "sequel": sequel,
                    "comparison": sequel.comparison or sequel._get_comparison(),
                    "currency": sequel.company_id.currency_id,
                    "guidance": {way: guidance(sequel.kind, way) for way in ("run_on", "amend")},
                },
            )

    @api.constrains("collectivity_id", "predecessor_ids")
    def _check_bodies(self):
        if any(sequel.collectivity_id in sequel.predecessor_ids for sequel in self):
            raise ValidationError(self.env._("A body does not take its own place."))

    def write(self, vals):
        changed = [name for name in vals if not name.startswith("message_")]
        if changed and any(sequel.state != "draft" for sequel in self):
            raise UserError(self.env._("What was decided no longer changes."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(sequel.state != "draft" for sequel in self):
            raise UserError(self.env._("What was decided is kept."))

    # --- actions ----------------------------------------------------------------------------

    def action_decide(self):
        """Record the option chosen, its reason and its act, with the amounts of both."""
        self.check_access("write")
        self._check_manager()
        for sequel in self:
            sequel._check_state("draft")
            sequel._check_decidable()
            sequel._write_by_action(sequel._prepare_decision_values())
            self.env["dpo.journal.entry"]._record(
                "contract_sequel_decided", sequel, sequel._prepare_decision_payload()
            )

    def action_apply(self):
        """Carry out what was decided on coverages, engagements and conventions."""
        self.check_access("write")
        self._check_manager()
        for sequel in self:
            sequel._check_state("decided")
            sequel._check_not_applied_twice()
            sequel._apply()
            sequel._write_by_action(
                {"state": "applied", "applied_on": self.env["dpo.clock"]._today()}
            )

    def action_reopen(self):
        """Take back a decision that was not applied."""
        self.check_access("write")
        self._check_manager()
        self._check_state("decided")
        self._write_by_action({"state": "draft", "decided_on": False, "comparison": False})

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager records and applies this decision."))

    def _check_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for sequel in self.filtered(lambda s: s.state != state):
            raise UserError(
                self.env._(
                    "%(sequel)s is “%(state)s”: this step is not open.",
                    sequel=sequel.display_name,
                    state=labels[sequel.state],
                )
            )

    def _check_not_applied_twice(self):
        """Another sequel of the same change would prepare a second convention."""
        twin = self.search(
            [
                ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                ("collectivity_id", "=", self.collectivity_id.id),
                ("predecessor_ids", "in", self._get_gone().ids),
                ("date", "=", self.date),
                ("kind", "=", self.kind),
                ("state", "=", "applied"),
            ],
            limit=1,
        )
        if twin:
            raise UserError(
                self.env._("“%s” was already applied on the same conventions.", twin.display_name)
            )

    def _check_decidable(self):
        if not (self.option and self.act_id and (self.reason or "").strip()):
            raise UserError(self.env._("Choose what is decided, and give the act and the reason."))
        if not self.predecessor_ids:
            raise UserError(self.env._("Say in whose place the successor comes."))
        today = self.env["dpo.clock"]._today()
        if is_far(self.date, today) or (self.last_day and is_far(self.last_day, today)):
            raise UserError(
                self.env._("The first day or the last one is far from today: check the years.")
            )
        if self.option == "amend" and not self.last_day:
            raise UserError(self.env._("Give the last day of the former conventions."))

    def _prepare_decision_values(self):
        return {
            "state": "decided",
            "decided_on": self.env["dpo.clock"]._today(),
            "decided_by_id": self.env.uid,
            "comparison": self._get_comparison(),
        }

    def _prepare_decision_payload(self):
        return {
            "kind": self.kind,
            "date": self.date,
            "option": self.option,
            "last_day": self.last_day if self.option == "amend" else None,
            "predecessors": self.predecessor_ids.mapped("name"),
            "contracts": self.contract_ids.mapped("display_name"),
            "act": self.act_id.display_name,
            "reason": self.reason,
        }

    # --- services ---------------------------------------------------------------------------

    def _get_coverage_domain(self):
        """Rows in force from the first day on, under conventions that the predecessors hold or
        for which they pay."""
        bodies = self._get_gone().ids
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("contract_id.state", "in", IN_FORCE)
            & (
                Domain("contract_id.collectivity_id", "in", bodies)
                | Domain("payer_id", "in", bodies)
            )
            & (
                Domain("effective_until", "=", False)
                | Domain("effective_until", ">=", self.date or date.max)
            )
        )

    def _get_coverages(self):
        return self.env["dpo.contract.coverage"].search(self._get_coverage_domain())

    def _prepare_new_contract_values(self, contracts):
        """The convention of the successor, on the terms of the former ones; others served
        with the predecessors stay served."""
        others = contracts.coverage_ids.filtered(
            lambda row: row.collectivity_id not in self._get_gone() | self.collectivity_id
        )
        model = contracts.sorted("date_effect")[-1:]
        eve = self._get_eve()
        kept = ("duration_months", "renewal", "renewal_months", "renewal_max", "notice_months")
        return {
            "collectivity_id": self.collectivity_id.id,
            "company_id": self.company_id.id,
            "nature": model.nature,
            "date_effect": fields.Date.add(max(self.last_day or eve, eve), days=1),
            "coverage_ids": [
                Command.create({"collectivity_id": self.collectivity_id.id, "fee_mode": "own"})
            ]
            + [
                Command.create(self._prepare_new_coverage_values(row))
                for row in others.grouped("collectivity_id").values()
            ],
            **{name: model[name] for name in kept},
        }

    def _prepare_new_coverage_values(self, rows):
        row = rows[-1:]
        values = {"collectivity_id": row.collectivity_id.id, "fee_mode": row.fee_mode}
        if row.payer_id not in self._get_gone() | self.collectivity_id | row.collectivity_id:
            values["payer_id"] = row.payer_id.id
        return values

    def _get_gone(self):
        """The predecessors, stored records even while the form is typed."""
        return self.predecessor_ids._origin

    def _get_eve(self):
        return fields.Date.subtract(self.date, days=1)
