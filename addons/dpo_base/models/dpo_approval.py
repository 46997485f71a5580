import base64
import io
import logging
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools.pdf import PdfFileReader

from ..tools.canonical import canonical_json, sha256_hex
from ..tools.pdf import File
from ..tools.retention import Retention

_logger = logging.getLogger(__name__)

#: Read aloud on the phone or copied from paper: no 0/O, 1/I/L nor U.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
OPEN = ("preparing", "to_sign")


class DpoApproval(models.Model):
    """A frozen version of a document, and the decision of the collectivity on it.

    What is decided on is the stored PDF and the canonical JSON, both hashed, with the
    mandate and capacity of the expected signer inside: never a new rendering. Three equal
    channels lead to a decision: the portal, paper, an external parapheur. An
    administrative decision (``requires_certificate``) is not signed by a click (CRPA, art.
    L212-3). Nobody has write access: states change through the guarded actions only.
    """

    _name = "dpo.approval"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Approval"
    _order = "id desc"
    _dpo_same_collectivity = ("mandate_id", "decided_mandate_id")
    _rec_names_search = ["name", "code"]
    _dpo_retention = Retention(
        "visa", months=120, start_field="decided_on", reason="Preuve de la décision"
    )

    name = fields.Char("Title", required=True, readonly=True)
    code = fields.Char(
        "Document code",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self._generate_code(),
        help="Printed at the foot of each page: it lets a scan find its record.",
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("preparing", "Being prepared"),
            ("to_sign", "With the collectivity"),
            ("signed", "Signed"),
            ("answered", "Answered"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="preparing",
        readonly=True,
    )
    gesture = fields.Selection(
        [("visa", "Visa or signature"), ("answer", "Answer")],
        string="Expected",
        required=True,
        default="visa",
        readonly=True,
        help="An answer may come from anybody with a habilitation for the collectivity.",
    )
    due_on = fields.Date("To be done by", readonly=True)
    requires_certificate = fields.Boolean(
        "Paper or certificate only",
        readonly=True,
        help="An administrative decision is signed on paper or with a certificate.",
    )
    summary = fields.Html("What is approved", readonly=True, help="In one page at most.")
    advice = fields.Text("Advice of the DPD", readonly=True)
    mandate_id = fields.Many2one(
        "dpo.mandate",
        "Expected signer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    signer_name = fields.Char("Signer", required=True, readonly=True)
    signer_capacity = fields.Char("Capacity", required=True, readonly=True)
    requested_by_id = fields.Many2one(
        "res.users",
        "Requested by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )

    frozen_at = fields.Datetime("Submitted at", readonly=True)
    document = fields.Binary("Frozen document", attachment=True, readonly=True)
    document_name = fields.Char(compute="_compute_document_name")
    page_count = fields.Integer("Pages", readonly=True)
    document_sha256 = fields.Char("SHA-256 of the document", readonly=True)
    payload = fields.Text("Canonical data", readonly=True)
    payload_sha256 = fields.Char("SHA-256 of the data", readonly=True)
    freeze_error = fields.Text("Why it is not ready", readonly=True, groups="base.group_user")

    channel = fields.Selection(
        [("portal", "Portal"), ("paper", "Paper"), ("external", "External parapheur")],
        readonly=True,
    )
    decided_on = fields.Date("Date of the decision", readonly=True)
    decided_at = fields.Datetime("Recorded at", readonly=True)
    decided_mandate_id = fields.Many2one(
        "dpo.mandate", "Decided by", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    decided_name = fields.Char("Name", readonly=True)
    decided_capacity = fields.Char("In the capacity of", readonly=True)
    refusal_reason = fields.Text("Reason of the refusal", readonly=True)
    answer = fields.Text("Answer of the collectivity", readonly=True)
    received_by_id = fields.Many2one("res.users", "Received by", readonly=True, ondelete="restrict")
    received_on = fields.Date("Received on", readonly=True)
    scan = fields.Binary("Signed document", attachment=True, readonly=True)
    scan_name = fields.Char("Name of the signed document", readonly=True)
    signature_file = fields.Binary("Signature file", attachment=True, readonly=True)
    signature_name = fields.Char("Name of the signature file", readonly=True)

    _code_uniq = models.UniqueIndex("(code)")
    _open_uniq = models.UniqueIndex(
        "(res_model, res_id) WHERE state IN ('preparing', 'to_sign')",
        "This document already waits for a decision.",
    )
    _state_idx = models.Index("(collectivity_id, state)")
    _record_idx = models.Index("(res_model, res_id)")

    @api.model
    def _generate_code(self):
        letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
        return f"{letters[:4]}-{letters[4:]}"

    @api.depends("code", "name")
    def _compute_document_name(self):
        for approval in self:
            approval.document_name = f"{approval.name or ''} ({approval.code}).pdf".replace(
                "/", "-"
            )

    def _get_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    # --- freezing -------------------------------------------------------------------

    @api.model
    def _cron_freeze(self):
        """Freeze what was requested, one document a transaction."""
        waiting = self.sudo().search(
            [("state", "=", "preparing"), ("freeze_error", "=", False)], order="id"
        )
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(0, remaining=len(waiting))
        for approval in waiting:
            approval._try_freeze()
            if not commit_progress(1):
                return

    def _try_freeze(self):
        """Freeze, or keep why it failed. The lock comes first in its transaction, so that a
        cancellation made meanwhile is seen and not contradicted."""
        approval = self.try_lock_for_update()
        approval.invalidate_recordset()
        if approval.state != "preparing":
            return
        try:
            with self.env.cr.savepoint():
                approval._freeze()
        except Exception as error:  # a faulty document must not stop the others
            _logger.exception("approval %s cannot be frozen", self.id)
            approval.freeze_error = str(error)

    def _freeze(self):
        approval = self.env["dpo.pdf"]._french(self)
        record = approval._get_record()
        approval.write(
            {
                "name": record._get_approval_title(),
                "summary": record._get_approval_summary(),
                "advice": record._get_approval_advice(),
                "frozen_at": self.env["dpo.clock"]._now(),
            }
        )
        canonical = canonical_json(approval._prepare_frozen_payload(record))
        approval.payload = canonical.decode()
        document = record._get_approval_document(approval)
        approval.write(
            {
                "state": "to_sign",
                "document": base64.b64encode(document),
                "document_sha256": sha256_hex(document),
                "payload_sha256": sha256_hex(canonical),
                "page_count": len(PdfFileReader(io.BytesIO(document)).pages),
            }
        )
        approval.with_user(self.requested_by_id).sudo()._journal("approval_submitted")

    def _prepare_frozen_payload(self, record):
        """The facts that stand beside the PDF; keys of selections, never labels."""
        collectivity = self.collectivity_id
        return {
            "format": "dpo.approval/1",
            "code": self.code,
            "title": self.name,
            "summary": str(self.summary or ""),
            "advice": self.advice or "",
            "collectivity": {"name": collectivity.name, "siren": collectivity.dpo_siren or ""},
            "service": self.company_id.name,
            "requires_certificate": self.requires_certificate,
            "gesture": self.gesture,
            "due_on": self.due_on or None,
            "signer": {
                "mandate_id": self.mandate_id.id,
                "function": self.mandate_id.function,
                "name": self.signer_name,
                "capacity": self.signer_capacity,
            },
            "frozen_at": self.frozen_at,
            "model": self.res_model,
            "record_id": self.res_id,
            "content": record._prepare_approval_payload(),
        }

    def _render_pdf(self, template, values):
        """PDF of a template with the document code and the canonical data inside."""
        return self.env["dpo.pdf"]._render(
            template,
            {**values, "approval": self},
            title=self.name,
            company=self.company_id,
            code=self._get_footer(),
            attachments=[File("donnees.json", self.payload.encode(), "Données signées")],
        )

    def _get_footer(self):
        return f"Code du document : {self.code} – {self.name}"

    def _get_reading_time(self):
        """What a reader is told before opening the document: two minutes a page."""
        pages = self.page_count
        if pages < 2:
            return self.env._("1 page, about 2 min")
        return self.env._("%(pages)s pages, about %(minutes)s min", pages=pages, minutes=2 * pages)

    def _get_document_bytes(self):
        return base64.b64decode(self.with_context(bin_size=False).document or b"")

    def _check_frozen_bytes(self):
        """Refuse to decide on anything but the bytes that were submitted."""
        document = self._get_document_bytes()
        intact = (
            document
            and self.payload
            and sha256_hex(document) == self.document_sha256
            and sha256_hex(self.payload.encode()) == self.payload_sha256
        )
        if not intact:
            raise UserError(
                self.env._(
                    "The stored document %s is not the one that was submitted: nothing can "
                    "be signed. Cancel this request and submit the document again.",
                    self.code,
                )
            )

    # --- actions --------------------------------------------------------------------

    def action_sign(self):
        """Approve on the portal, as the expected signer."""
        self.check_access("read")
        approval = self._lock_open(gesture="visa")
        if approval.requires_certificate:
            raise UserError(
                self.env._("This decision is signed on paper or with a certificate, not here.")
            )
        approval._decide_on_portal("signed", approval._lock_own_mandate())

    def action_refuse(self, reason):
        """Refuse on the portal, as the expected signer; ``reason`` is required."""
        self.check_access("read")
        reason = self._clean_text(reason, self.env._("Write in a few words why you refuse."))
        approval = self._lock_open(gesture="visa")
        approval._decide_on_portal("refused", approval._lock_own_mandate(), refusal_reason=reason)

    def action_answer(self, answer):
        """Answer on the portal, with any habilitation for the collectivity."""
        self.check_access("read")
        answer = self._clean_text(answer, self.env._("Write your answer first."))
        approval = self._lock_open(gesture="answer")
        approval._decide_on_portal("answered", approval._get_own_mandate(), answer=answer)

    def action_cancel(self):
        """Withdraw the request, so that the document can be corrected and sent again."""
        self._check_officer()
        approval = self._lock_open(states=OPEN)
        approval.state = "cancelled"
        approval._journal("approval_cancelled")

    def action_retry(self):
        """Prepare again what failed."""
        self._check_officer()
        self.sudo().filtered(lambda a: a.state == "preparing").freeze_error = False
        self._trigger_freeze()

    def action_record_decision(self):
        """Open the wizard that records a signature on paper or in a parapheur."""
        self._check_officer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record the decision"),
            "res_model": "dpo.approval.record",
            "view_mode": "form",
            "target": "new",
            "context": {"default_approval_id": self.id},
        }

    def action_open_receipt(self):
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/visas/{self.id}/attestation",
            "target": "download",
        }

    def action_open_record(self):
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    # --- deciding -------------------------------------------------------------------

    def _check_officer(self):
        self.check_access("read")
        if not self.env.user.has_group("dpo_base.group_dpo_officer"):
            raise AccessError(self.env._("Only an officer of the service does this."))

    def _trigger_freeze(self):
        self.env.ref("dpo_base.cron_freeze_approvals").sudo()._trigger()

    def _clean_text(self, text, message):
        """Text typed on the portal; empty, it is refused with ``message``."""
        text = (text or "").replace("\x00", "").strip()
        if not text:
            raise UserError(message)
        return text

    def _lock_open(self, states=("to_sign",), gesture=None):
        """The approval with full access, locked, when it still waits for this gesture."""
        self.ensure_one()
        approval = self.sudo()
        try:
            approval.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is deciding on this document right now. Try again in a minute."
                )
            ) from error
        approval.invalidate_recordset()
        if approval.state not in states or gesture not in (None, approval.gesture):
            raise UserError(self.env._("This document no longer waits for a decision."))
        return approval

    def _decide_on_portal(self, state, mandate, **values):
        day = self.env["dpo.clock"]._today()
        self._decide(state, mandate, channel="portal", decided_on=day, **values)

    def _lock_own_mandate(self):
        """The expected signer's mandate, when it is the user's, runs now and may sign.

        Locked: a mandate that ends in another transaction is seen, or waits.
        """
        mandate = self.mandate_id
        if mandate.person_id != self.env.user.partner_id:
            raise AccessError(
                self.env._("This document waits for the decision of %s.", self.signer_name)
            )
        mandate.lock_for_update(allow_referencing=True)
        mandate.invalidate_recordset()
        if not mandate._is_live(self.env["dpo.clock"]._now()) or not mandate.may_sign:
            raise AccessError(self.env._("Your habilitation does not allow to sign today."))
        return mandate

    def _get_own_mandate(self):
        """A mandate of the user for the collectivity that runs now."""
        mandates = self.env.user._dpo_live_mandates()
        own = mandates.filtered(lambda m: m.collectivity_id == self.collectivity_id)[:1]
        if not own:
            raise AccessError(self.env._("You have no habilitation for this collectivity today."))
        return own

    def _decide(self, state, mandate, **values):
        """Write the decision, its journal entry, and tell the document."""
        self._check_frozen_bytes()
        self.write(self._prepare_decision_values(state, mandate, values))
        self._journal(f"approval_{state}", mandate)
        getattr(self._get_record(), f"_on_approval_{state}")(self)

    def _prepare_decision_values(self, state, mandate, values):
        return {
            "state": state,
            "decided_at": self.env["dpo.clock"]._now(),
            "decided_mandate_id": mandate.id,
            "decided_name": mandate.person_id.name,
            "decided_capacity": mandate._get_capacity(),
            **values,
        }

    def _journal(self, kind, mandate=None):
        self.env["dpo.journal.entry"]._record(kind, self, self._prepare_journal_payload(), mandate)

    def _prepare_journal_payload(self):
        """Identifiers and digests; the texts themselves are in the frozen document."""
        return {
            "code": self.code,
            "document_sha256": self.document_sha256 or "",
            "payload_sha256": self.payload_sha256 or "",
            "expected_mandate_id": self.mandate_id.id,
            "channel": self.channel or "",
            "decided_on": self.decided_on or None,
            "received_by": self.received_by_id.id or None,
            "received_on": self.received_on or None,
            "refusal_reason": self.refusal_reason or "",
            "answer": self.answer or "",
            "scan_sha256": self._digest("scan"),
            "signature_sha256": self._digest("signature_file"),
        }

    def _digest(self, field):
        content = self.with_context(bin_size=False)[field]
        return sha256_hex(base64.b64decode(content)) if content else ""

    # --- receipt --------------------------------------------------------------------

    def _render_receipt(self):
        """Attestation of the decision (PDF): who, when, how; technical proof at the end."""
        self.ensure_one()
        approval = self.sudo()
        if not approval.decided_on:
            raise UserError(self.env._("There is no decision yet."))
        return self.env["dpo.pdf"]._render(
            "dpo_base.pdf_approval_receipt",
            {"approval": approval, "entries": approval._get_journal_entries()},
            title=f"Attestation – {approval.name}",
            company=approval.company_id,
            code=approval._get_footer(),
        )

    def _get_journal_entries(self):
        return self.env["dpo.journal.entry"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )
