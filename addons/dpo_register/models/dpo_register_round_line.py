from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.retention import Retention


class DpoRegisterRoundLine(models.Model):
    """One activity of a round, and what the collectivity says of it.

    ``unchanged`` is the review of the record; ``changed`` waits for somebody to correct the
    record; ``stopped`` ends it.
    """

    _name = "dpo.register.round.line"
    _inherit = ["dpo.guarded.mixin", "dpo.collectivity.mixin"]
    _description = "Answer of a review"
    _order = "is_due desc, id"
    _dpo_same_collectivity = ("round_id", "processing_id")
    _dpo_immutable = ("collectivity_id", "round_id", "processing_id")
    _dpo_by_action = frozenset(
        {"answer", "note", "ended_on", "channel", "answered_at", "answered_by_id", "handled_on"}
    )
    _dpo_retention = Retention("keep", reason="Suit la revue du registre")
    #: what staff types in the list, each one handed to the same rule as the buttons
    _dpo_typed = frozenset({"answer", "note", "ended_on", "channel"})

    round_id = fields.Many2one(
        "dpo.register.round", required=True, readonly=True, index=True, ondelete="cascade"
    )
    collectivity_id = fields.Many2one(
        related="round_id.collectivity_id", store=True, precompute=True, readonly=True
    )
    company_id = fields.Many2one(
        related="round_id.company_id", store=True, precompute=True, readonly=True
    )
    processing_id = fields.Many2one(
        "dpo.processing", "Activity", required=True, readonly=True, index=True, ondelete="cascade"
    )
    is_due = fields.Boolean("Due", readonly=True, help="To be reviewed this year, by its risk.")
    answer = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("unchanged", "Unchanged"),
            ("changed", "Changed"),
            ("stopped", "Stopped"),
        ],
        required=True,
        default="waiting",
    )
    note = fields.Text("What changed")
    ended_on = fields.Date("Stopped on")
    channel = fields.Selection(
        [("portal", "Portal"), ("paper", "Paper"), ("phone", "Phone")], "Answered through"
    )
    answered_at = fields.Datetime("Answered on", readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", "Answered or recorded by", readonly=True, ondelete="restrict"
    )
    handled_on = fields.Date("Taken into account on", readonly=True)

    _processing_uniq = models.UniqueIndex("(round_id, processing_id)")
    _to_handle_idx = models.Index(
        "(collectivity_id) WHERE answer = 'changed' AND handled_on IS NULL"
    )

    def write(self, vals):
        """Answers that staff copies from paper in the list are given as by the buttons."""
        typed = {name: vals[name] for name in vals if name in self._dpo_typed}
        rest = {name: vals[name] for name in vals if name not in self._dpo_typed}
        result = super().write(rest) if rest else True
        if typed:
            self._record_typed(typed)
        return result

    def _record_typed(self, typed):
        self.check_access("write")
        for line in self:
            line._answer(
                typed.get("answer", line.answer),
                note=typed.get("note", line.note),
                ended_on=fields.Date.to_date(typed.get("ended_on", line.ended_on)),
                channel=typed.get("channel") or line.channel or "paper",
            )

    # --- steps ----------------------------------------------------------------------------

    def action_unchanged(self):
        """Looked at: what the register says is still true."""
        self.processing_id._check_may_edit()
        self._answer("unchanged")

    def action_changed(self, note):
        """Something changed: ``note`` says what, the record is corrected afterwards."""
        self.processing_id._check_may_edit()
        self._answer("changed", note=note)

    def action_stopped(self, day):
        """The activity ended on ``day``: so does its record."""
        self.processing_id._check_may_edit()
        self._answer("stopped", ended_on=self.processing_id._read_day(day))

    def action_handle(self):
        """What the collectivity noted is in the record now."""
        self.check_access("write")
        if any(line.answer != "changed" for line in self):
            raise UserError(self.env._("Only a change that was noted is taken into account."))
        self.processing_id._mark_reviewed()
        self._write_by_action({"handled_on": self.env["dpo.clock"]._today()})

    def _answer(self, answer, *, note="", ended_on=False, channel=None):
        """Keep an answer, the caller has checked who gives it.

        The same answer twice is one answer. Another one, while the round is open, corrects it:
        the first one is kept in the messages of the round.
        """
        values = self._prepare_answer_values(answer, note, ended_on)
        # sudo: the right to answer was checked; the portal writes nothing else
        lines = self.sudo().filtered(lambda line: line._differs(values, channel))
        lines.round_id._check_open()
        for line in lines.filtered(lambda line: line.answer != "waiting"):
            line._keep_corrected()
        lines._write_by_action(
            {
                **values,
                "channel": channel or self._get_channel(),
                "answered_at": answer != "waiting" and self.env["dpo.clock"]._now(),
                "answered_by_id": answer != "waiting" and self.env.uid,
                "handled_on": False,
            }
        )
        if answer == "unchanged":
            lines.sudo(False).processing_id._mark_reviewed()
        elif answer == "stopped":
            lines.processing_id.filtered(lambda r: r.date_end != ended_on).date_end = ended_on
        lines.sudo(False).round_id._on_answered()

    def _prepare_answer_values(self, answer, note, ended_on):
        note = (note or "").strip()
        if answer == "changed" and not note:
            raise UserError(self.env._("Say in a few words what changed."))
        if answer == "stopped":
            self._check_ended_on(ended_on)
        return {
            "answer": answer,
            "note": note or False,
            "ended_on": ended_on if answer == "stopped" else False,
        }

    def _check_ended_on(self, day):
        today = self.env["dpo.clock"]._today()
        if not day:
            raise UserError(self.env._("Give the day on which the activity stopped."))
        if day > today:
            raise UserError(
                self.env._("This day is still to come: say that the activity changed instead.")
            )
        if any(record.date_start and record.date_start > day for record in self.processing_id):
            raise UserError(self.env._("An activity does not stop before it began."))

    def _differs(self, values, channel):
        return any(self[name] != value for name, value in values.items()) or (
            bool(channel) and self.channel != channel
        )

    def _get_channel(self):
        return "phone" if self.env.user._is_internal() else "portal"

    def _keep_corrected(self):
        """Keep the answer that another one replaces; the record runs again if it had ended."""
        labels = dict(self._fields["answer"]._description_selection(self.env))
        said = " – ".join(filter(None, (labels[self.answer], self.note)))
        self.round_id.message_post(
            body=self.env._(
                "Answer corrected for %(record)s; it was: %(said)s",
                record=self.processing_id.name,
                said=said,
            )
        )
        if self.answer == "stopped" and self.processing_id.date_end == self.ended_on:
            self.processing_id.date_end = False

    @api.depends("processing_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.processing_id.name

    # --- what the sheet shows ---------------------------------------------------------------

    def _get_sheet(self):
        """What the record says, in four short texts; read with full access, see the callers."""
        self.ensure_one()
        record = self.processing_id
        tools = [*record.party_ids.mapped("display_name"), record.tools_note]
        if record.is_paper:
            tools.append(self.env._("paper files"))
        periods = [
            f"{line.name} : {line.sentence}" if line.sentence else line.name
            for line in record.retention_ids
        ]
        return {
            "purposes": "; ".join(record.purpose_ids.mapped("name")),
            "data": ", ".join(record.data_ids.category_id.mapped("name")),
            "tools": ", ".join(filter(None, tools)),
            "retention": "; ".join(periods),
        }
