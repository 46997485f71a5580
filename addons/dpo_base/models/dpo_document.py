import base64

from odoo import api, fields, models
from odoo.tools.pdf import merge_pdf

from ..tools.canonical import sha256_hex
from ..tools.retention import Retention


class DpoDocument(models.Model):
    """A note, report or recommendation that the DPD sends to the mayor for visa, or a
    request that anybody of the town hall answers.

    The text, and a PDF joined to it if any, are frozen together: the mayor reads one page
    and signs it, on the portal or on paper.
    """

    _name = "dpo.document"
    _inherit = ["dpo.scoped.mixin", "dpo.approvable.mixin", "mail.thread"]
    _description = "Document for visa"
    _order = "id desc"
    _dpo_same_collectivity = ("approval_id",)
    _dpo_retention = Retention(
        "visa", months=120, start_field="sent_on", reason="Conseil du DPD (RGPD, art. 39)"
    )

    name = fields.Char("Title", required=True)
    kind = fields.Selection(
        [
            ("note", "Note"),
            ("report", "Report"),
            ("recommendation", "Recommendation"),
            ("request", "Request"),
        ],
        required=True,
        default="note",
        help="A request expects an answer instead of a visa.",
    )
    body = fields.Html("Text", required=True, help="What the mayor reads, in one page.")
    advice = fields.Text("Advice of the DPD", help="Shown just above the visa.")
    annex = fields.Binary("Joined PDF", attachment=True)
    annex_name = fields.Char("Name of the joined PDF")
    due_on = fields.Date("To be done by")
    sent_on = fields.Date("Sent on", readonly=True, copy=False)

    @api.constrains("annex", "annex_name")
    def _check_annex(self):
        for document in self.with_context(bin_size=False).filtered("annex"):
            self.env["dpo.upload"]._check(document.annex_name, document.annex, {"pdf"})

    def action_send(self):
        """Freeze the document and ask the legal representative for a visa."""
        self.check_access("write")
        self._request_approval()
        self.sent_on = self.env["dpo.clock"]._today()

    def _get_annex_bytes(self):
        return base64.b64decode(self.with_context(bin_size=False).annex or b"")

    # --- approval ---------------------------------------------------------------------

    def _get_approval_title(self):
        return self.name

    def _get_approval_summary(self):
        return self.body

    def _get_approval_advice(self):
        return self.advice

    def _get_approval_gesture(self):
        return "answer" if self.kind == "request" else "visa"

    def _get_approval_due_on(self):
        return self.due_on

    def _get_approval_document(self, approval):
        pages = approval._render_pdf("dpo_base.pdf_document", {"document": self})
        annex = self._get_annex_bytes()
        return merge_pdf([pages, annex]) if annex else pages

    def _prepare_approval_payload(self):
        annex = self._get_annex_bytes()
        return {
            "kind": self.kind,
            "body": str(self.body),
            "advice": self.advice or "",
            "annex_name": self.annex_name or "",
            "annex_sha256": sha256_hex(annex) if annex else "",
        }
