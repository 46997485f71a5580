from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.titre_life import Movement, balance, proposal, refusal, situation
from ..tools.titre_mentions import payable_at


class DpoTitre(models.Model):
    """What happened once issued: reports of the accountant, corrections, disputes."""

    _inherit = "dpo.titre"  # pylint: disable=consider-merging-classes-inherited

    event_ids = fields.One2many("dpo.titre.event", "titre_id", "What happened")
    dispute_ids = fields.One2many("dpo.titre.dispute", "titre_id", "Disputes")
    situation = fields.Selection(
        [
            ("to_send", "To send to the finance software"),
            ("sent", "Sent, number awaited"),
            ("issued", "Issued, collection unknown"),
            ("uncollected", "Issued, reported as not collected"),
            ("partial", "Partly collected"),
            ("collected", "Collected"),
            ("contested", "Contested"),
            ("written_off", "Written off, extinguished or remitted"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_life",
        store=True,
        precompute=False,
    )
    collection = fields.Selection(
        [
            ("unknown", "Unknown: nobody reported"),
            ("none", "Reported as not collected"),
            ("partial", "Partly collected"),
            ("full", "Collected"),
        ],
        "Collection, as reported",
        compute="_compute_life",
        store=True,
    )
    amount_corrected = fields.Monetary("Corrections", compute="_compute_life", store=True)
    amount_net = fields.Monetary("After corrections", compute="_compute_life", store=True)
    amount_reported = fields.Monetary("Reported as collected", compute="_compute_life", store=True)
    amount_left = fields.Monetary("Not reported as collected", compute="_compute_life", store=True)
    amount_excess = fields.Monetary(
        "Collected in excess",
        compute="_compute_life",
        store=True,
        help="The public accountant gives it back.",
    )
    is_cancelled = fields.Boolean("Wholly cancelled", compute="_compute_life", store=True)
    is_owed = fields.Boolean("Owed by the debtor", compute="_compute_life", store=True)
    is_contested = fields.Boolean("Contested", compute="_compute_life", store=True)
    to_correct = fields.Boolean(
        compute="_compute_to_correct",
        store=True,
        help="A dispute was decided for the debtor and no correction is recorded yet.",
    )

    _situation_idx = models.Index("(company_id, situation)")

    @api.depends(
        "state",
        "amount",
        "event_ids.kind",
        "event_ids.day",
        "event_ids.amount",
        "event_ids.withdrawn_on",
        "dispute_ids.is_open",
    )
    def _compute_life(self):
        for titre in self:
            read = titre._get_balance()
            contested = any(titre.dispute_ids.mapped("is_open"))
            titre.situation = situation(titre.state, read, is_contested=contested)
            titre.collection = read.collection
            titre.amount_corrected = float(read.corrected)
            titre.amount_net = float(read.net)
            titre.amount_reported = float(read.reported or 0)
            titre.amount_left = float(read.left)
            titre.amount_excess = float(read.excess)
            titre.is_cancelled = titre.state == "issued" and read.is_undone
            titre.is_owed = read.is_owed
            titre.is_contested = contested

    @api.depends("dispute_ids.to_correct")
    def _compute_to_correct(self):
        for titre in self:
            titre.to_correct = any(titre.dispute_ids.mapped("to_correct"))

    def _get_balance(self):
        """The exact sums of this titre."""
        self.ensure_one()
        movements = [event._get_movement() for event in self.event_ids if event._is_movement()]
        return balance(self._to_decimal(self.amount), movements)

    @api.model
    def _to_decimal(self, amount):
        return Decimal(f"{amount or 0.0:.2f}")

    def _get_proposal(self, is_whole, day=None):
        """How this titre is corrected on a day (today), from its exercise."""
        day = day or self.env["dpo.clock"]._today()
        return proposal(self.exercise, day, is_whole=is_whole)

    # --- record -------------------------------------------------------------------------

    def action_record_event(self, kind, day, amount=0.0, **details):
        """Record one fact on an issued titre; refuse what cannot be.

        ``details``: ``act_id``, ``dispute_id``, ``number`` (of the correcting document),
        ``reason``.
        """
        self._check_billing()
        self.ensure_one()
        values = {name: details.get(name) for name in ("act_id", "dispute_id", "number", "reason")}
        values["reason"] = (values["reason"] or "").strip()
        if kind != "payment" and not values["reason"]:
            raise UserError(self.env._("Give the reason: it stays in the story of the titre."))
        return self._record_event(kind, day, amount, **values)

    def _record_event(self, kind, day, amount, source="hand", **values):
        """Check and create one event, alone on this titre."""
        self._lock_alone(allow_referencing=True)
        day = fields.Date.to_date(day)
        code = self._get_refusal(kind, day, amount, has_act=bool(values.get("act_id")))
        if code:
            reason = self._get_refusal_reason(code)
            raise UserError(
                self.env._("%(titre)s: %(reason)s.", titre=self.display_name, reason=reason)
            )
        # sudo: events are written by actions only, the caller has checked who does
        return (
            self.env["dpo.titre.event"]
            .sudo()
            ._create_by_action(
                [
                    {
                        "titre_id": self.id,
                        "kind": kind,
                        "day": day,
                        "amount": amount,
                        "source": source,
                        "user_id": self.env.uid,
                        **values,
                    }
                ]
            )
        )

    def _get_refusal(self, kind, day, amount, has_act):
        """Code of what forbids this event, or None."""
        if self.state != "issued":
            return "not_issued"
        if kind == "note":
            return None
        return refusal(
            self._get_balance(),
            Movement(kind, day, self._to_decimal(amount)),
            issued_on=self.issued_on,
            today=self.env["dpo.clock"]._today(),
            has_act=has_act,
        )

    def _get_refusal_reason(self, code):
        net = self.currency_id.format(self.amount_net)
        return {
            "not_issued": self.env._("its number is not known yet: read it back first"),
            "no_amount": self.env._("the amount is missing"),
            "negative": self.env._("an amount is not negative"),
            "too_much": self.env._("the amount exceeds what the titre carries (%s)", net),
            "not_whole": self.env._(
                "a cancellation is for all that is left (%s): choose a reduction", net
            ),
            "before_issue": self.env._("this day is before the issue of the titre"),
            "future": self.env._("this day is still to come"),
            "no_act": self.env._("name the act by which the assembly decided it"),
        }[code]

    def _check_not_called_again(self):
        """Refuse to bring back a claim whose fees a later call asks for: it would be twice."""
        for titre in self.filtered(lambda titre: not titre.is_cancelled):
            # sudo: rows of the same OPSN, read to refuse only
            again = titre.sudo().row_ids.superseded_by_ids.filtered(lambda row: row._is_live())
            if again:
                raise UserError(
                    self.env._(
                        "These fees were called again by %s: the titre stays cancelled.",
                        ", ".join(again.call_id.mapped("display_name")),
                    )
                )

    # --- words ---------------------------------------------------------------------------

    def _get_portal_words(self):
        """All that the debtor's portal says of a titre: what it is, where it is settled."""
        self.ensure_one()
        place = payable_at(self.company_id.dpo_accountant or "") if self.is_owed else ""
        if not place:
            return self._wording()
        return self.env._("%(titre)s, to be settled %(place)s", titre=self._wording(), place=place)
