from odoo import api, fields, models


class DpoContractNotice(models.TransientModel):
    """Announces the end of a convention; proposes its last day from the notice."""

    _name = "dpo.contract.notice"
    _description = "Announce the end of a convention"

    contract_id = fields.Many2one("dpo.contract", required=True, ondelete="cascade")
    collectivity_id = fields.Many2one(related="contract_id.collectivity_id")
    notice_deadline = fields.Date(related="contract_id.notice_deadline")
    end_kind = fields.Selection(
        selection="_selection_end_kind",
        required=True,
        default="denunciation",
    )
    end_party = fields.Selection(
        selection="_selection_end_party",
        required=True,
        default="member",
    )
    notice_received_on = fields.Date(
        default=lambda self: self.env["dpo.clock"]._today(),
        help="Day the other party received it.",
    )
    notice_letter = fields.Char("Registered letter no.")
    end_act_id = fields.Many2one(
        "dpo.act", "Act", help="Deliberation that decides the end; order of the prefect."
    )
    date_end = fields.Date(
        "Last day",
        compute="_compute_date_end",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    end_reason = fields.Text("Reason", required=True)

    @api.depends("contract_id", "end_kind", "notice_received_on")
    def _compute_date_end(self):
        for wizard in self:
            wizard.date_end = wizard._get_last_day()

    def _get_last_day(self):
        """Last day by the convention's own terms, False where the parties set it."""
        contract = self.contract_id
        if self.end_kind == "expiry":
            return contract.last_day or contract.term_end
        if self.end_kind != "denunciation" or not self.notice_received_on:
            return False
        notice = contract._get_next_notice(self.notice_received_on)
        return notice.end if notice else contract.last_day

    @api.depends("contract_id", "end_kind", "notice_received_on")
    def _compute_is_late(self):
        for wizard in self:
            deadline = wizard.notice_deadline
            received = wizard.notice_received_on
            late = deadline and received and received > deadline
            wizard.is_late = bool(wizard.end_kind == "denunciation" and late)

    @api.model
    def _selection_end_kind(self):
        return self.env["dpo.contract"]._fields["end_kind"]._description_selection(self.env)

    @api.model
    def _selection_end_party(self):
        return self.env["dpo.contract"]._fields["end_party"]._description_selection(self.env)

    def action_confirm(self):
        self.contract_id.check_access("write")
        self.contract_id.action_announce_end(self._prepare_end_values())

    def _prepare_end_values(self):
        return {
            "end_kind": self.end_kind,
            "end_party": self.end_party,
            "notice_received_on": self.notice_received_on,
            "notice_letter": self.notice_letter,
            "end_act_id": self.end_act_id.id,
            "date_end": self.date_end,
            "end_reason": self.end_reason,
        }
