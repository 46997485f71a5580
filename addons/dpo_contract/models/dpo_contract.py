from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.dpo_base.tools.retention import Retention

from .dpo_contract_days_mixin import DAY_TERMS
from .dpo_contract_end_mixin import END_FIELDS

STAFF = "dpo_base.group_dpo_user"
IN_FORCE = ("signed", "notice")
BILLABLE = (*IN_FORCE, "ended")
# What the parties sign: a change needs the convention back in preparation.
SIGNED_TERMS = frozenset(
    {
        "nature",
        "payer_id",
        "template_id",
        "special_terms",
        "date_effect",
        "duration_months",
        "renewal",
        "renewal_months",
        "renewal_max",
        "notice_months",
        "notice_rule",
        "member_denomination",
        "member_signatory_id",
        "member_capacity",
        "own_denomination",
        "own_signatory_id",
        "own_capacity",
        "own_delegation_act_id",
        *DAY_TERMS,
    }
)
BY_ACTION = frozenset(
    {
        "name",
        "state",
        "engagement_id",
        "sent_on",
        "member_signed_on",
        "own_signed_on",
        "signed_document",
        "signed_document_name",
        "sign_reason",
        "closing_override",
        *END_FIELDS,
    }
)


class DpoContract(models.Model):
    """Convention between the OPSN and a collectivity, its holder.

    A convention sets the conditions of the sharing (GDPR art. 37(3), décret n° 2019-536).
    Statutory membership needs none: it is only a ``dpo.engagement``.
    """

    _name = "dpo.contract"
    _inherit = [
        "dpo.guarded.mixin",
        "dpo.contract.term.mixin",
        "dpo.contract.signature.mixin",
        "dpo.contract.end.mixin",
        "dpo.contract.days.mixin",
        "dpo.contract.document.mixin",
        "dpo.contract.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Convention"
    _order = "id desc"
    _dpo_same_collectivity = ("approval_id", "member_signatory_id")
    _rec_names_search = ["name", "collectivity_id.name"]
    _dpo_by_action = BY_ACTION
    _dpo_retention = Retention(
        "visa",
        months=120,
        start_field="date_end",
        reason="Convention : conservée dix années après sa fin",
    )

    name = fields.Char("Number", readonly=True, copy=False)
    nature = fields.Selection(
        [
            ("delegated", "Delegated DPD"),
            ("support", "Support to the member's own DPD"),
            ("audit", "Audit"),
            ("one_off", "One-off service"),
        ],
        required=True,
        default="delegated",
    )
    state = fields.Selection(
        [
            ("draft", "In preparation"),
            ("sent", "Sent for signature"),
            ("signed", "Signed"),
            ("notice", "End announced"),
            ("ended", "Ended"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    engagement_id = fields.Many2one(
        "dpo.engagement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    date_end = fields.Date(tracking=True)
    is_grouping = fields.Boolean(compute="_compute_is_grouping", groups=STAFF)
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_id = fields.Many2one(
        "res.partner",
        "Usual payer",
        compute="_compute_payer_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
        help="Who pays the holder's own fee, unless its coverage says otherwise.",
    )
    template_id = fields.Many2one(
        "dpo.contract.template",
        "Model convention",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        domain="[('nature', '=', nature), ('company_id', 'in', (False, company_id))]",
    )
    special_terms = fields.Text(
        "Special clauses", help="Added to the convention as a last article, in French."
    )
    coverage_ids = fields.One2many(
        "dpo.contract.coverage",
        "contract_id",
        compute="_compute_coverage_ids",
        store=True,
        readonly=False,
    )
    price_ids = fields.One2many("dpo.contract.price", "contract_id", groups=STAFF)

    _number_uniq = models.UniqueIndex("(company_id, name) WHERE name IS NOT NULL")
    _holder_state_idx = models.Index("(collectivity_id, state)")

    @api.depends("name", "collectivity_id.name", "nature")
    def _compute_display_name(self):
        natures = dict(self._fields["nature"]._description_selection(self.env))
        for contract in self:
            label = contract.name or natures.get(contract.nature, "")
            contract.display_name = f"{label} – {contract.collectivity_id.name or ''}"

    @api.depends("collectivity_id")
    def _compute_payer_id(self):
        for contract in self:
            contract.payer_id = contract.payer_id or contract.collectivity_id

    @api.depends("nature", "company_id")
    def _compute_template_id(self):
        templates = self.env["dpo.contract.template"]
        for contract in self:
            contract.template_id = templates._get_default(contract.nature, contract.company_id)

    @api.depends("collectivity_id")
    def _compute_coverage_ids(self):
        """A convention covers its holder, who pays its own fee, unless told otherwise."""
        for contract in self:
            holder = contract.collectivity_id
            if holder and holder not in contract.coverage_ids.collectivity_id:
                rows = [] if contract._origin else [Command.clear()]
                contract.coverage_ids = [*rows, Command.create({"collectivity_id": holder.id})]

    @api.depends("collectivity_id")
    def _compute_is_grouping(self):
        for contract in self:
            category = contract.collectivity_id.dpo_body_type_id.category
            contract.is_grouping = category in ("epci", "syndicat")

    @api.constrains("coverage_ids", "renewal_act_ids")
    def _check_coverage(self):
        self.coverage_ids._check_no_day_paid_twice()
        self.filtered(lambda c: c.state in IN_FORCE).coverage_ids._check_wholly_paid()

    def write(self, vals):
        self._check_not_signed_terms(vals)
        return super().write(vals)

    def _check_not_signed_terms(self, vals):
        changed = sorted(SIGNED_TERMS.intersection(vals))
        if changed and any(contract.state != "draft" for contract in self):
            labels = [self._fields[name]._description_string(self.env) for name in changed]
            raise UserError(
                self.env._(
                    "%(fields)s: what was sent for signature is not changed. "
                    "Put the convention back in preparation first.",
                    fields=", ".join(labels),
                )
            )

    def _check_annexes_open(self):
        """Beneficiaries and prices are annexed to what the member is about to sign."""
        if any(contract.state == "sent" for contract in self):
            raise UserError(
                self.env._(
                    "The convention is out for signature with these annexes. "
                    "Put it back in preparation first."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        if any(contract.name for contract in self):
            raise UserError(self.env._("A numbered convention is not deleted: it is ended."))

    def _creation_message(self):
        return self.env._("Convention put in preparation")

    def _next_number(self):
        sequence = self.company_id.sudo()._get_dpo_contract_sequence()
        return sequence.next_by_id(sequence_date=self.env["dpo.clock"]._today())

    # --- engagement -----------------------------------------------------------------

    def _start_engagement(self):
        """Tie the convention to the running engagement of its nature, made if missing."""
        running = self.collectivity_id.dpo_engagement_ids.filtered(
            lambda e: (
                e.company_id == self.company_id and e.nature == self.nature and not e.date_until
            )
        )
        engagement = running or running.create(self._prepare_engagement_values())
        self._write_by_action({"engagement_id": engagement.id})

    def _prepare_engagement_values(self):
        return {
            "collectivity_id": self.collectivity_id.id,
            "company_id": self.company_id.id,
            "nature": self.nature,
            "date_from": self.date_effect,
            "act_id": self.member_act_id.id,
        }

    def _stop_engagement(self):
        """End the engagement on the last day, unless another convention carries it on."""
        ended = self.engagement_id
        if self.search(self._get_carrying_on_domain(), limit=1):
            ended = ended.browse()
        if self.end_kind == "withdrawal":
            ended |= self.collectivity_id.dpo_engagement_ids.filtered(
                lambda e: e.company_id == self.company_id and e.nature == "statutory"
            )
        ended.filtered(lambda e: not e.date_until).date_until = self.date_end

    def _get_carrying_on_domain(self):
        return [
            ("engagement_id", "=", self.engagement_id.id),
            ("id", "!=", self.id),
            ("state", "in", IN_FORCE),
        ]

    # --- services to other models -----------------------------------------------------

    @api.model
    def _get_billable_domain(self, start, end):
        """Conventions that run on a day between ``start`` and ``end``, both included."""
        return Domain(
            [
                ("state", "in", BILLABLE),
                ("date_effect", "<=", end),
                "|",
                ("last_day", "=", False),
                ("last_day", ">=", start),
            ]
        )
