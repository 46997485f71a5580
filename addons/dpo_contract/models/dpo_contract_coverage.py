from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.term import Coverage, share_faults
from .dpo_contract import BILLABLE


class DpoContractCoverage(models.Model):
    """Who is served under a convention, and who pays for it.

    The collectivity is the beneficiary. A row settles the payment only: it is neither a
    designation nor the convention that each controller signs.
    """

    _name = "dpo.contract.coverage"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Coverage of a convention"
    _order = "id"
    _rec_name = "collectivity_id"
    _dpo_immutable = ("collectivity_id", "company_id", "contract_id")
    _dpo_retention = Retention(
        "visa", months=120, start_field="effective_until", reason="Suit la convention"
    )

    contract_id = fields.Many2one("dpo.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="contract_id.company_id",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    nature = fields.Selection(related="contract_id.nature")
    fee_mode = fields.Selection(
        [
            ("own", "Pays its own fee"),
            ("covered", "Paid by the holder"),
            ("free", "Free of charge"),
        ],
        "Who pays",
        required=True,
        default="own",
    )
    payer_id = fields.Many2one(
        "res.partner",
        compute="_compute_payer_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
    )
    share_percent = fields.Float(
        "Share (%)",
        digits=(5, 2),
        required=True,
        default=100,
        help="Part of the beneficiary's fee that this payer bears.",
    )
    date_from = fields.Date(
        "From", help="First day covered; empty: the first day of the convention."
    )
    date_until = fields.Date(
        "Until", help="Last day covered; empty: the last day of the convention."
    )
    effective_from = fields.Date(compute="_compute_effective_days", store=True)
    effective_until = fields.Date(
        compute="_compute_effective_days",
        store=True,
        help="Empty as long as no end is known.",
    )
    runs_on = fields.Boolean(
        "Runs on for the successor",
        readonly=True,
        copy=False,
        help="The beneficiary is dissolved; the convention goes on under its earlier "
        "conditions until its term (CGCT, art. L2113-5).",
    )
    note = fields.Char(help="Why it is free, why somebody else pays...")

    _share_within_whole = models.Constraint(
        "CHECK(share_percent > 0 AND share_percent <= 100)",
        "A share is more than 0 and at most 100 %.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_until IS NULL OR date_from IS NULL OR date_until >= date_from)",
        "A coverage ends after it begins.",
    )
    _payer_unless_free = models.Constraint(
        "CHECK((fee_mode = 'free') = (payer_id IS NULL))",
        "A fee has a payer, unless the beneficiary is served free of charge.",
    )

    @api.depends("fee_mode", "collectivity_id", "contract_id.payer_id")
    def _compute_payer_id(self):
        """Who pays follows the mode; another payer may then be chosen."""
        for row in self:
            row.payer_id = row._get_payer()

    def _get_payer(self):
        if self.fee_mode == "free":
            return False
        holder_pays = self.fee_mode == "covered"
        is_holder = self.collectivity_id == self.contract_id.collectivity_id
        return self.contract_id.payer_id if holder_pays or is_holder else self.collectivity_id

    @api.depends("date_from", "date_until", "contract_id.date_effect", "contract_id.last_day")
    def _compute_effective_days(self):
        for row in self:
            starts = filter(None, (row.date_from, row.contract_id.date_effect))
            ends = filter(None, (row.date_until, row.contract_id.last_day))
            row.effective_from = max(starts, default=False)
            row.effective_until = min(ends, default=False)

    @api.constrains("contract_id", "collectivity_id", "date_from", "date_until", "share_percent")
    def _check_no_day_paid_twice(self):
        """No day of a beneficiary is paid for twice, whatever the conventions."""
        for fault in self._get_share_faults():
            if fault.is_paid_twice:
                raise ValidationError(
                    self.env._(
                        "%(beneficiary)s: %(share)s %% of the fee is paid %(period)s, "
                        "by %(contracts)s.",
                        **self._prepare_fault_words(fault),
                    )
                )

    def _check_wholly_paid(self):
        """The shares of each covered day sum to 100 %."""
        for fault in self._get_share_faults():
            if not fault.is_paid_twice:
                raise ValidationError(
                    self.env._(
                        "%(beneficiary)s: only %(share)s %% of the fee is paid %(period)s, "
                        "by %(contracts)s.",
                        **self._prepare_fault_words(fault),
                    )
                )

    def _get_share_faults(self):
        """Days of these beneficiaries whose shares do not sum to 100 % (see tools/term).

        In sudo: an officer must not pay a day twice because the other convention lies
        outside their portfolio.
        """
        rows = self.sudo().search(self._get_rivals_domain()).filtered(lambda r: r._has_days())
        faults = [
            fault
            for group in rows._group_rivals()
            for fault in share_faults(row._prepare_coverage() for row in group)
        ]
        return [fault for fault in faults if set(self.ids).intersection(fault.keys)]

    def _group_rivals(self):
        """Rows that count together: those sent or signed; then each draft against them."""
        drafts = self.filtered(lambda row: row.contract_id.state == "draft")
        firm = self - drafts
        by_body = firm.grouped("collectivity_id")
        return [firm] + [
            draft.union(*(by_body.get(body, self.browse()) for body in draft.collectivity_id))
            for draft in drafts.grouped("contract_id").values()
        ]

    def _get_rivals_domain(self):
        return Domain(
            [
                ("collectivity_id", "in", self.collectivity_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("nature", "in", self.mapped("nature")),
            ]
        ) & (
            Domain("contract_id.state", "!=", "draft")
            | Domain("contract_id", "in", self.contract_id.ids)
        )

    def _has_days(self):
        start, end = self.effective_from, self.effective_until
        return bool(start and (not end or end >= start))

    def _shares_a_day(self, other):
        """Whether both rows cover one same day."""
        start = max(self.effective_from, other.effective_from)
        ends = filter(None, (self.effective_until, other.effective_until))
        return start <= min(ends, default=start)

    def _prepare_coverage(self):
        return Coverage(
            key=self.id,
            beneficiary=self.collectivity_id.id,
            component=(self.company_id.id, self.nature),
            start=self.effective_from,
            end=self.effective_until or None,
            share=self._get_share(),
        )

    def _get_share(self):
        return Decimal(str(self.share_percent))

    def _prepare_fault_words(self, fault):
        rows = self.sudo().browse(fault.keys)
        names = rows.contract_id.sorted("id").mapped("display_name")
        return {
            "beneficiary": rows[0].collectivity_id.name,
            "share": f"{fault.share.normalize():f}",
            "period": self._format_period(fault.start, fault.end),
            "contracts": self.env._(" and ").join(names),
        }

    def _format_period(self, start, end):
        start = start.strftime("%d/%m/%Y")
        if not end:
            return self.env._("from %s on", start)
        return self.env._("from %(start)s to %(end)s", start=start, end=end.strftime("%d/%m/%Y"))

    @api.constrains(
        "contract_id", "fee_mode", "payer_id", "date_from", "date_until", "share_percent", "note"
    )
    def _check_contract_not_sent(self):
        self.contract_id._check_annexes_open()

    def _prepare_payload(self):
        return {
            "beneficiary": self.collectivity_id.name,
            "siren": self.collectivity_id.dpo_siren or "",
            "fee_mode": self.fee_mode,
            "payer": self.payer_id.name or "",
            "share_percent": str(self._get_share()),
            "date_from": self.date_from or None,
            "date_until": self.date_until or None,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self.contract_id._check_annexes_open()
        if any(contract.state in BILLABLE for contract in self.contract_id):
            raise UserError(self.env._("A coverage in force is not deleted: enter its last day."))

    # --- services to other models -----------------------------------------------------

    @api.model
    def _overlapping(self, company, start, end):
        """Rows of ``company`` that cover a day between ``start`` and ``end`` (included).

        One query; prefetch does the rest. Who pays is ``payer_id`` for ``share_percent``
        of the beneficiary's fee, nobody when ``fee_mode`` is ``free``.
        """
        return self.search(self._get_overlapping_domain(company, start, end))

    def _get_overlapping_domain(self, company, start, end):
        billable = self.env["dpo.contract"]._get_billable_domain(start, end)
        return Domain(
            [
                ("company_id", "=", company.id),
                ("contract_id", "any", billable),
                ("effective_from", "<=", end),
                "|",
                ("effective_until", "=", False),
                ("effective_until", ">=", start),
            ]
        )
