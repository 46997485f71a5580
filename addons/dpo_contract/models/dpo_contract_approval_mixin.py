from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.models.dpo_approval import OPEN
from odoo.addons.dpo_base.tools.pdf import File

from ..tools.convention import duration_sentence, notice_sentence, renewal_sentence

TERMS = (
    "name",
    "nature",
    "date_effect",
    "duration_months",
    "renewal",
    "renewal_months",
    "renewal_max",
    "notice_months",
    "notice_rule",
    "special_terms",
)


class DpoContractApprovalMixin(models.AbstractModel):
    """The member's signature of a convention: a frozen version, on paper or by certificate.

    A convention is an administrative decision (CRPA, art. L212-3): it is never signed by a
    click. The signature of the member is recorded on the request, ours on the convention.
    """

    _name = "dpo.contract.approval.mixin"
    _inherit = ["dpo.approvable.mixin"]
    _description = "Request for signature of a convention"
    _dpo_requires_certificate = True

    def action_record_member_signature(self):
        """Open the wizard that records the member's signature, with its scan."""
        self.check_access("write")
        self.ensure_one()
        return self.approval_id.action_record_decision()

    def _has_open_request(self):
        return self.approval_state in OPEN

    def _cancel_open_requests(self):
        for contract in self:
            if contract._has_open_request():
                contract.approval_id.action_cancel()

    def _check_signed_on_request(self, day):
        """The member's day comes with its scan, from the request that still waits."""
        if day and self._has_open_request():
            raise UserError(
                self.env._(
                    "Record the member's signature on the request for signature, with its scan."
                )
            )

    def _get_document_bytes(self):
        """The version submitted to the member, else a working copy."""
        approval = self.sudo().approval_id
        is_frozen = self.state != "draft" and approval.state in ("to_sign", "signed")
        return approval._get_document_bytes() if is_frozen else self._render_pdf()

    # --- what the request asks ------------------------------------------------------

    def _get_approval_title(self):
        return f"{self.template_id.name or 'Convention'} ({self.name})"

    def _get_approval_summary(self):
        schedule = self._get_schedule()
        sentences = [
            duration_sentence(schedule),
            renewal_sentence(schedule),
            notice_sentence(schedule),
            "La convention se signe sur papier ou par certificat : imprimez-la, faites-la signer, "
            "puis renvoyez-la au service, qui enregistre la signature.",
        ]
        return Markup().join(Markup("<p>%s</p>") % sentence for sentence in sentences)

    def _get_approval_signer(self):
        return self.member_signatory_id

    def _get_approval_document(self, approval):
        data = File("donnees.json", approval.payload.encode(), "Données de la convention")
        return self._render_pdf(approval._get_footer(), [data])

    def _prepare_approval_payload(self):
        return {
            **{name: self[name] or None for name in TERMS},
            "company": self.company_id.name,
            "own_signatory": self.own_signatory_id.name,
            "own_capacity": self.own_capacity or "",
            "acts": [
                {"kind": act.kind, "number": act.number, "date": act.date}
                for act in self.own_act_id | self.member_act_id
            ],
            "coverage": [row._prepare_payload() for row in self.coverage_ids],
            "prices": [price._prepare_payload() for price in self.price_ids],
            **self._prepare_day_payload(),
        }

    # --- what the member decided ----------------------------------------------------

    def _on_approval_signed(self, approval):
        self._write_by_action({"member_signed_on": approval.decided_on})
        if self.own_signed_on and not self._get_signature_warnings(
            self.member_signed_on, self.own_signed_on
        ):
            self._conclude()

    def _on_approval_refused(self, approval):
        self._write_by_action({"state": "draft", "own_signed_on": False})
        self._log_reason(self.env._("The member refused to sign"), approval.refusal_reason)
