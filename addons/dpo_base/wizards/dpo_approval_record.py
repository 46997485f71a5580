from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.legal_time import paris_day
from ..tools.uploads import SIGNATURES

#: A scan of paper may be an image.
SIGNED_FILES = {"paper": {"pdf", "png", "jpg"}, "external": {"pdf"}}


class DpoApprovalRecord(models.TransientModel):
    """Records a decision taken on paper or in an external parapheur: who, when, how."""

    _name = "dpo.approval.record"
    _description = "Record of a decision"

    approval_id = fields.Many2one("dpo.approval", required=True, readonly=True, ondelete="cascade")
    collectivity_id = fields.Many2one(related="approval_id.collectivity_id")
    code = fields.Char(related="approval_id.code")
    gesture = fields.Selection(related="approval_id.gesture")
    outcome = fields.Selection(
        [("signed", "Signed"), ("answered", "Answered"), ("refused", "Refused")],
        compute="_compute_outcome",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    channel = fields.Selection(
        [("paper", "Paper"), ("external", "External parapheur")], required=True, default="paper"
    )
    mandate_id = fields.Many2one(
        "dpo.mandate",
        "Signed by",
        required=True,
        compute="_compute_mandate_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    decided_on = fields.Date("Signed on", required=True)
    received_by_id = fields.Many2one(
        "res.users",
        "Received by",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    received_on = fields.Date(
        "Received on", required=True, default=lambda self: self.env["dpo.clock"]._today()
    )
    scan = fields.Binary("Signed document")
    scan_name = fields.Char("Name of the signed document")
    signature_file = fields.Binary(
        help="Detached signature (.p7s, .asice) or proof file (.pdf) of the parapheur, if any."
    )
    signature_name = fields.Char("Name of the signature file")
    text = fields.Text("Reason or answer")

    @api.depends("approval_id")
    def _compute_outcome(self):
        for wizard in self:
            wizard.outcome = "answered" if wizard.approval_id.gesture == "answer" else "signed"

    @api.depends("approval_id")
    def _compute_mandate_id(self):
        for wizard in self:
            wizard.mandate_id = wizard.approval_id.mandate_id

    def action_record(self):
        """Write the decision on the approval; the collectivity sees it at once."""
        self.ensure_one()
        self.approval_id._check_officer()
        approval = self.approval_id._lock_open()
        self._check_outcome(approval)
        self._check_dates(approval)
        self._check_signer(approval)
        approval._decide(self.outcome, self.mandate_id, **self._prepare_record_values())
        return {"type": "ir.actions.act_window_close"}

    def _prepare_record_values(self):
        texts = {"refused": "refusal_reason", "answered": "answer"}
        values = {
            "channel": self.channel,
            "decided_on": self.decided_on,
            "received_by_id": self.received_by_id.id,
            "received_on": self.received_on,
            **self._prepare_file_values(),
        }
        if field := texts.get(self.outcome):
            message = self.env._("Write the reason or the answer as it was given.")
            values[field] = self.approval_id._clean_text(self.text, message)
        return values

    def _check_outcome(self, approval):
        expected = "answered" if approval.gesture == "answer" else "signed"
        if self.outcome not in (expected, "refused"):
            raise ValidationError(self.env._("This is not the gesture the document asks for."))

    def _check_dates(self, approval):
        """Nobody signs a version before it exists, nor tomorrow."""
        today = self.env["dpo.clock"]._today()
        if not paris_day(approval.frozen_at) <= self.decided_on <= self.received_on <= today:
            raise ValidationError(
                self.env._("The dates follow one another: submission, signature, receipt, today.")
            )

    def _check_signer(self, approval):
        mandate = self.mandate_id
        runs = mandate.date_from <= self.decided_on <= (mandate.date_until or self.decided_on)
        if mandate.collectivity_id != approval.collectivity_id or not runs:
            raise ValidationError(
                self.env._(
                    "%s had no habilitation for this collectivity on that day.",
                    mandate.person_id.name,
                )
            )
        if self.outcome != "answered" and not mandate.sudo().may_sign:
            raise ValidationError(
                self.env._(
                    "%s may not sign for the collectivity: record the delegation of signature "
                    "on the habilitation first.",
                    mandate.person_id.name,
                )
            )

    def _prepare_file_values(self):
        if self.outcome == "signed" and not self.scan:
            raise UserError(self.env._("Join the signed document: it is the proof."))
        allowed = {"scan": SIGNED_FILES[self.channel], "signature_file": SIGNATURES | {"pdf"}}
        values = {}
        for field, extensions in allowed.items():
            if content := self.with_context(bin_size=False)[field]:
                name_field = field.replace("_file", "") + "_name"
                values[field] = content
                values[name_field] = self.env["dpo.upload"]._check(
                    self[name_field], content, extensions
                )
        return values
