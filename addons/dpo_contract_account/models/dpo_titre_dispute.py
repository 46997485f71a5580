from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.dpo_base.tools.legal_time import months_after
from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.titre_life import is_suspensive

#: Silence for two months rejects a claim of a financial nature (CRPA L231-4; CJA R421-2).
SILENCE_MONTHS = 2


class DpoTitreDispute(models.Model):
    """A debtor contests a titre: before us (recours gracieux) or before a court.

    The court suspends the executory force (CGCT L1617-5, 1°), a recours gracieux does not by
    itself. A seriously contested claim is no compulsory expense: no mandatement d'office
    (CGCT L1612-15 and L1612-16). Whether it is serious is noted by a person, never deduced.
    """

    _name = "dpo.titre.dispute"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Dispute on a titre"
    _order = "received_on, id"
    _dpo_immutable = ("collectivity_id", "company_id", "titre_id")
    _dpo_same_collectivity = ("titre_id",)
    _dpo_retention = Retention("keep", reason="Contentieux, suit le titre")

    titre_id = fields.Many2one("dpo.titre", required=True, index=True, ondelete="cascade")
    collectivity_id = fields.Many2one(
        related="titre_id.collectivity_id",
        string="Debtor",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    company_id = fields.Many2one(
        related="titre_id.company_id", store=True, precompute=True, readonly=True, compute_sudo=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("gracious", "Claim made to us (recours gracieux)"),
            ("court", "Action before a court"),
            ("unsaid", "Not said by the file read"),
        ],
        required=True,
        default="gracious",
    )
    court = fields.Char("Court and case number", help="Tribunal administratif de Caen, no 2600123")
    received_on = fields.Date(
        "Received on", required=True, default=lambda self: self.env["dpo.clock"]._today()
    )
    grounds = fields.Char(help="What the debtor contests, in one line.")
    is_serious = fields.Boolean(
        "Seriously contested", help="Noted by us; the prefect and the court judge."
    )
    is_suspensive = fields.Boolean("Suspends the titre", compute="_compute_is_suspensive")
    answer_by = fields.Date(
        "Silence rejects it on",
        compute="_compute_answer_by",
        store=True,
        precompute=True,
        help="Two months after the receipt, for a claim made to us.",
    )
    hearing_on = fields.Date("Hearing on")
    decided_on = fields.Date("Decided on")
    outcome = fields.Selection(
        [
            ("rejected", "Rejected"),
            ("silent", "Rejected by silence"),
            ("granted", "Granted"),
            ("partly", "Granted in part"),
            ("withdrawn", "Withdrawn by the debtor"),
        ]
    )
    granted_amount = fields.Monetary(
        "Amount given up",
        compute="_compute_granted_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="To be corrected in the finance software.",
    )
    event_ids = fields.One2many("dpo.titre.event", "dispute_id", "Corrections", readonly=True)
    is_open = fields.Boolean("Waiting for a decision", compute="_compute_is_open", store=True)
    next_on = fields.Date("Next date", compute="_compute_is_open", store=True)
    to_correct = fields.Boolean(
        "Correction to make", compute="_compute_to_correct", store=True, precompute=False
    )

    _decision_whole = models.Constraint(
        "CHECK((decided_on IS NULL) = (outcome IS NULL))",
        "Give the day of the decision and its outcome together.",
    )
    _decision_after = models.Constraint(
        "CHECK(decided_on >= received_on)", "A decision comes after the dispute."
    )

    @api.depends("kind", "received_on")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for dispute in self:
            day = dispute.received_on.strftime("%d/%m/%Y") if dispute.received_on else ""
            dispute.display_name = f"{kinds.get(dispute.kind, '')} {day}".strip()

    @api.depends("kind")
    def _compute_is_suspensive(self):
        for dispute in self:
            dispute.is_suspensive = is_suspensive(dispute.kind)

    @api.depends("kind", "received_on")
    def _compute_answer_by(self):
        for dispute in self:
            is_dated = dispute.kind == "gracious" and dispute.received_on
            dispute.answer_by = is_dated and months_after(dispute.received_on, SILENCE_MONTHS)

    @api.depends("outcome", "titre_id")
    def _compute_granted_amount(self):
        for dispute in self:
            if dispute.outcome == "granted":
                dispute.granted_amount = dispute.granted_amount or dispute.titre_id.amount_net
            elif dispute.outcome != "partly":
                dispute.granted_amount = 0.0

    @api.depends("decided_on", "answer_by", "hearing_on")
    def _compute_is_open(self):
        for dispute in self:
            dispute.is_open = not dispute.decided_on
            days = [day for day in (dispute.answer_by, dispute.hearing_on) if day]
            dispute.next_on = dispute.is_open and min(days, default=False)

    @api.depends("granted_amount", "event_ids.amount", "event_ids.kind", "event_ids.withdrawn_on")
    def _compute_to_correct(self):
        for dispute in self:
            left = dispute._get_amount_to_correct()
            dispute.to_correct = dispute.currency_id.compare_amounts(left, 0.0) > 0

    def _get_amount_to_correct(self):
        """What was given up and is not corrected yet."""
        corrections = self.event_ids.filtered(lambda event: event._is_correction())
        return self.granted_amount - sum(corrections.mapped("amount"))

    @api.constrains("titre_id", "received_on")
    def _check_issued(self):
        for dispute in self:
            issued_on = dispute.titre_id.issued_on
            if not issued_on or dispute.received_on < issued_on:
                raise ValidationError(
                    self.env._("A titre is contested once issued: check the day of the receipt.")
                )

    @api.constrains("granted_amount", "outcome")
    def _check_granted_amount(self):
        for dispute in self:
            titre, amount = dispute.titre_id, dispute.granted_amount
            if dispute.outcome == "partly" and dispute.currency_id.is_zero(amount):
                raise ValidationError(self.env._("Give the amount given up by the decision."))
            if amount < 0 or dispute.currency_id.compare_amounts(amount, titre.amount) > 0:
                raise ValidationError(
                    self.env._(
                        "The amount given up cannot exceed the titre (%s).",
                        dispute.currency_id.format(titre.amount),
                    )
                )

    def action_open(self):
        """Open the dispute to record its decision."""
        self.ensure_one()
        self.check_access("read")
        return {**self._get_records_action(context={}), "target": "new"}

    def _get_chapters(self):
        """(day, words, amount, detail) of the dispute, for the story of its titre."""
        detail = " · ".join(filter(None, [self.court, self.grounds]))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        chapters = [(self.received_on, self.env._("Contested: %s", kinds[self.kind]), "", detail)]
        if self.decided_on:
            outcomes = dict(self._fields["outcome"]._description_selection(self.env))
            given_up = self.granted_amount and self.env._(
                "given up: %s", self.currency_id.format(self.granted_amount)
            )
            words = self.env._("Decision: %s", outcomes[self.outcome])
            chapters.append((self.decided_on, words, "", given_up or ""))
        return chapters
