from odoo import api, fields, models
from odoo.exceptions import UserError

STAFF = "dpo_base.group_dpo_user"
END_FIELDS = (
    "end_kind",
    "end_party",
    "date_end",
    "notice_received_on",
    "notice_letter",
    "end_act_id",
    "end_reason",
)


class DpoContractEndMixin(models.AbstractModel):
    """How a convention ends: three legal acts with three words, then a checklist.

    The dénonciation refuses the next renewal within the notice, the résiliation ends a
    running term, the retrait leaves the OPSN itself (CGCT, art. L5211-19).
    """

    _name = "dpo.contract.end.mixin"
    _description = "End of a convention"

    end_kind = fields.Selection(
        [
            ("expiry", "Term reached"),
            ("denunciation", "Notice (dénonciation)"),
            ("termination", "Early termination (résiliation)"),
            ("withdrawal", "Withdrawal from the OPSN (retrait)"),
            ("amendment", "Amendment with the successor (avenant)"),
            ("dissolution", "Dissolution of the member"),
        ],
        readonly=True,
        copy=False,
    )
    end_party = fields.Selection(
        [("member", "The member"), ("opsn", "The OPSN"), ("both", "Both parties")],
        "End wanted by",
        readonly=True,
        copy=False,
    )
    notice_received_on = fields.Date("Notice received on", readonly=True, copy=False)
    notice_letter = fields.Char("Registered letter no.", readonly=True, copy=False)
    end_act_id = fields.Many2one(
        "dpo.act", "Act of the end", readonly=True, copy=False, ondelete="restrict"
    )
    end_reason = fields.Text("Reason of the end", readonly=True, copy=False, groups=STAFF)
    closing_ids = fields.One2many("dpo.contract.closing", "contract_id", copy=False, groups=STAFF)
    closing_left = fields.Integer("Steps left", compute="_compute_closing_left", groups=STAFF)
    closing_override = fields.Text(
        "Ended with steps left because", readonly=True, copy=False, groups=STAFF
    )

    @api.depends("closing_ids.done_on")
    def _compute_closing_left(self):
        for contract in self:
            contract.closing_left = len(contract.closing_ids.filtered(lambda s: not s.done_on))

    def action_announce_end(self, values):
        """Record why and when the convention will end, and open the checklist.

        ``values`` are those of the wizard ``dpo.contract.notice``: ``end_kind``,
        ``end_party``, ``date_end``, ``end_reason`` and what proves them.
        """
        self.check_access("write")
        self.ensure_one()
        self._check_state("signed")
        self._check_reason(values.get("end_reason"))
        date_end = fields.Date.to_date(values.get("date_end"))
        if not date_end or date_end < self.date_effect:
            raise UserError(self.env._("Enter a last day after the date of effect."))
        self._write_by_action({**self._prepare_end_values(values), "state": "notice"})
        self._open_closing()
        self._journal("contract_end_announced", self._prepare_end_payload())

    def action_cancel_end(self, reason):
        """Take the announced end back: the convention runs on."""
        self.check_access("write")
        self._check_state("notice")
        self._check_reason(reason)
        self._check_manager(self.env._("Only a manager takes an announced end back."))
        self._write_by_action({**dict.fromkeys(END_FIELDS, False), "state": "signed"})
        self.closing_ids.unlink()
        self.coverage_ids._check_no_day_paid_twice()
        self._journal("contract_end_cancelled", {"reason": reason})
        self._log_reason(self.env._("The announced end is taken back"), reason)

    def action_end(self, reason=""):
        """End once the last day has passed and the checklist is complete.

        A manager may end with steps left, with a reason that stays on the convention.
        """
        self.check_access("write")
        self._check_state("notice")
        for contract in self:
            contract._check_may_end(reason)
            override = contract.closing_left and reason
            contract._write_by_action({"closing_override": override, "state": "ended"})
            contract._stop_engagement()
            contract._journal("contract_ended", contract._prepare_ended_payload())

    def _check_may_end(self, reason):
        if self.date_end >= self.env["dpo.clock"]._today():
            raise UserError(
                self.env._("%s still runs: end it after its last day.", self.display_name)
            )
        if self.closing_left:
            self._check_manager(
                self.env._("Steps of the checklist are left: only a manager ends anyway.")
            )
            self._check_reason(reason)

    def _prepare_end_values(self, values):
        return {name: values.get(name) or False for name in END_FIELDS}

    def _prepare_end_payload(self):
        return {
            "number": self.name,
            "kind": self.end_kind,
            "party": self.end_party or "",
            "last_day": self.date_end,
            "received_on": self.notice_received_on or None,
            "letter": self.notice_letter or "",
        }

    def _prepare_ended_payload(self):
        done = self.closing_ids.filtered("done_on")
        return {
            "number": self.name,
            "last_day": self.date_end,
            "done": done.mapped("code"),
            "left": (self.closing_ids - done).mapped("code"),
            "reason": self.closing_override or "",
        }

    def _open_closing(self):
        steps = self.env["dpo.contract.closing.step"].search(self._get_closing_domain())
        self.env["dpo.contract.closing"].create(
            [{**step._prepare_closing_values(), "contract_id": self.id} for step in steps]
        )

    def _get_closing_domain(self):
        domain = [("departure_only", "=", False)]
        return domain if self.nature == "delegated" else [*domain, ("delegated_only", "=", False)]
