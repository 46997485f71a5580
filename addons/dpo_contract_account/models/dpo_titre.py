from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.titre_life import exercise_of, issue_problem

BILLING = "dpo_base.group_dpo_billing"


class DpoTitre(models.Model):
    """What we ask the finance software to issue as a titre de recettes, per debtor.

    The finance software numbers every titre of the budget in one unbroken series: we
    hand over our reference and read its number back, we never number ourselves.
    """

    _name = "dpo.titre"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin"]
    _description = "Titre de recettes"
    _order = "id"
    _rec_name = "reference"
    _rec_names_search = ["reference", "number"]
    # what is asked for is the total of the rows: nobody types it, nor moves it to another call
    _dpo_by_action = frozenset(
        {
            "call_id",
            "reference",
            "amount",
            "subject",
            "state",
            "sent_on",
            "number",
            "bordereau",
            "issued_on",
            "taken_on",
            "exercise",
        }
    )
    _dpo_retention = Retention(
        "visa", months=120, start_field="issued_on", reason="Pièce comptable (dix ans)"
    )

    call_id = fields.Many2one(
        "dpo.fee.call",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    row_ids = fields.One2many("dpo.fee.row", "titre_id", "Fees", readonly=True)
    reference = fields.Char(
        required=True, readonly=True, help="Ours: the finance software sends it back."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True)
    subject = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [
            ("to_send", "To send to the finance software"),
            ("sent", "Sent, number awaited"),
            ("issued", "Issued"),
        ],
        required=True,
        default="to_send",
        readonly=True,
    )
    sent_on = fields.Date("Sent on", readonly=True)
    number = fields.Char("Number of the titre", readonly=True)
    bordereau = fields.Char(readonly=True)
    issued_on = fields.Date("Issued on", readonly=True)
    taken_on = fields.Date(
        "Taken in charge on", readonly=True, help="By the public accountant, who then collects."
    )
    exercise = fields.Integer(
        compute="_compute_exercise",
        store=True,
        precompute=True,
        readonly=True,
        aggregator=None,
        help="The budget year: January still belongs to the one before.",
    )

    _reference_uniq = models.UniqueIndex("(company_id, reference)")
    _state_idx = models.Index("(collectivity_id, state)")
    _number_idx = models.Index("(company_id, number) WHERE number IS NOT NULL")

    @api.depends("issued_on", "call_id.period_from")
    def _compute_exercise(self):
        for titre in self:
            titre.exercise = exercise_of(titre.call_id.period_from.year, titre.issued_on or None)

    @api.depends("reference", "number", "issued_on")
    def _compute_display_name(self):
        for titre in self:
            titre.display_name = titre._wording()

    def _wording(self):
        """How the titre is named on every screen: its number once known."""
        if not self.number:
            return self.reference or ""
        day = self.issued_on.strftime("%d/%m/%Y") if self.issued_on else ""
        return self.env._("Titre no. %(number)s issued on %(day)s", number=self.number, day=day)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(titre.state != "to_send" for titre in self):
            raise UserError(
                self.env._(
                    "A titre handed to the finance software is corrected there, not deleted."
                )
            )

    def _check_billing(self):
        """Only a billing officer hands over, reads back and records what happened."""
        self.check_access("write")
        if not self.env.user.has_group(BILLING):
            raise AccessError(self.env._("Only a billing officer works on titres."))

    # --- numbers of the finance software ----------------------------------------------

    def action_record_number(self, number, issued_on, **dates):
        """Record a number by hand; the former one stays in the story with the reason.

        ``dates`` may hold ``bordereau``, ``taken_on``, ``exercise`` and ``reason``.
        """
        self._check_billing()
        self.ensure_one()
        reason = (dates.get("reason") or "").strip()
        if self.state == "to_send":
            raise UserError(self.env._("Hand this titre over first: the finance software numbers."))
        if not (number or "").strip() or not issued_on:
            raise UserError(self.env._("Give the number and the day of the issue."))
        code = self._get_issue_problem(
            fields.Date.to_date(issued_on),
            fields.Date.to_date(dates.get("taken_on") or None),
            dates.get("exercise") or 0,
        )
        if code:
            raise UserError(
                self.env._(
                    "%(titre)s: %(reason)s.",
                    titre=self.display_name,
                    reason=self._get_issue_words()[code],
                )
            )
        if self.number:
            self._note_correction(reason)
        self._write_number(
            {
                "number": number.strip(),
                "issued_on": issued_on,
                **{
                    name: dates[name]
                    for name in ("bordereau", "taken_on", "exercise")
                    if dates.get(name)
                },
            }
        )

    def _note_correction(self, reason):
        """Keep what a corrected number replaces."""
        if not reason:
            raise UserError(self.env._("Say why the number read back is corrected."))
        former = self.env._("Formerly: %(titre)s. %(reason)s", titre=self._wording(), reason=reason)
        self.env["dpo.titre.event"]._note(self, former)

    def _get_issue_problem(self, issued_on, taken_on, exercise):
        """Code of what is wrong in the dates of the issue, or None."""
        return issue_problem(
            self.call_id.period_from.year,
            issued_on,
            today=self.env["dpo.clock"]._today(),
            taken_on=taken_on,
            exercise=exercise,
        )

    def _get_issue_words(self):
        return {
            "future": self.env._("a day is still to come: check the dates"),
            "too_old": self.env._("this day is long before the fees were called: check the date"),
            "before_issue": self.env._("it cannot be taken in charge before its issue"),
            "other_exercise": self.env._("the exercise is not that of the day of the issue"),
        }

    def _check_entry(self, entry):
        """Code of what forbids recording ``entry`` on this titre, or None."""
        if self.number and self.number != entry.number:
            return "other_number"
        if self.number and self.issued_on != entry.issued_on:
            return "other_date"
        code = self._get_issue_problem(entry.issued_on, entry.taken_on, entry.exercise or 0)
        if code:
            return code
        if self._is_number_of_another(entry.number):
            return "number_taken"
        if entry.amount is not None and self.currency_id.compare_amounts(
            float(entry.amount), self.amount
        ):
            return "other_amount"
        return None

    def _is_number_of_another(self, number):
        """Whether another titre of this call has this number: one series numbers them all."""
        others = self.call_id.titre_ids - self
        return not self.number and number in others.mapped("number")

    def _record_number(self, entry):
        """Record the number read back; False when nothing of it was new."""
        values = {
            "number": entry.number,
            "bordereau": entry.bordereau,
            "issued_on": entry.issued_on,
            "taken_on": entry.taken_on,
            "exercise": entry.exercise,
        }
        is_known = self.number == entry.number
        news = {
            name: value
            for name, value in values.items()
            if value and not (is_known and (self[name] or name == "exercise"))
        }
        if not news:
            return False
        self._write_number(news)
        return True

    def _write_number(self, values):
        exercise = values.pop("exercise", None)
        self._write_by_action({**values, "state": "issued"})
        if exercise:
            self._write_by_action({"exercise": exercise})
