from odoo import models
from odoo.fields import Domain

from ..tools.legal_time import paris_day, utc_from_paris
from .dpo_desk_morning import WAITING_DAYS

#: Reading and signing: five minutes, and one per page beyond the first five.
MINUTES, PAGES = 5, 5
#: What a reminder asks for, in the words of the mail.
GESTURES = {"visa": "Signer", "answer": "Répondre"}


class DpoDesk(models.AbstractModel):
    """What the desk shows of documents to sign."""

    _inherit = "dpo.desk"  # pylint: disable=consider-merging-classes-inherited

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["since"]["rows"] = self._get_decision_rows() + sections["since"]["rows"]
        sections["mine"]["rows"] += self._get_freeze_error_rows()
        return sections

    def _get_collectivity_sections(self, partner):
        every = self._collectivity_action("dpo_base.dpo_approval_action", partner)
        return {
            **super()._get_collectivity_sections(partner),
            "signed": self._section(
                self.env._("Signed and to sign"),
                20,
                self._get_file_approval_rows(partner),
                side="aside",
                empty=self.env._("No document sent for signature yet."),
                actions=[self._see_all(every)],
            ),
        }

    def _get_decision_rows(self):
        """Decisions of the collectivities, except those the reader recorded."""
        labels = {"signed": self.env._("Signed: %s"), "refused": self.env._("Refused: %s")}
        return self._rows(
            "dpo.approval",
            [
                ("state", "in", tuple(labels)),
                ("decided_at", ">=", self._since()),
                ("received_by_id", "!=", self.env.uid),
            ],
            lambda approval: {
                "collectivity": approval.collectivity_id,
                "label": labels[approval.state] % approval.name,
                "detail": approval.refusal_reason or approval.decided_name,
                "since": approval.decided_at,
            },
            order="decided_at desc, id desc",
        )

    def _get_freeze_error_rows(self):
        return self._rows(
            "dpo.approval",
            [("state", "=", "preparing"), ("freeze_error", "!=", False)],
            lambda approval: {
                "collectivity": approval.collectivity_id,
                "label": self.env._("Document that could not be prepared: %s", approval.name),
            },
        )

    def _get_file_approval_rows(self, partner):
        states = dict(self.env["dpo.approval"]._fields["state"]._description_selection(self.env))
        return self._rows(
            "dpo.approval",
            [("collectivity_id", "=", partner.id), ("state", "!=", "cancelled")],
            lambda approval: {
                "label": approval.name,
                "detail": states[approval.state],
                "since": approval.decided_on or approval.frozen_at,
            },
            scope="",
        )

    def _get_waiting_items(self, limit=None):
        items = super()._get_waiting_items(limit)
        approvals = self.env["dpo.approval"]
        if not approvals.has_access("read"):
            return items
        until = utc_from_paris(self._days_ago(WAITING_DAYS))
        waiting = approvals.search(
            Domain("state", "=", "to_sign")
            & Domain("frozen_at", "<", until)
            & Domain("company_id", "=", self.env.company.id)
            & self._scope_domain(),
            order="frozen_at, id",
            limit=limit,
        )
        return items + [self._prepare_waiting_approval(approval) for approval in waiting]

    def _prepare_waiting_approval(self, approval):
        """The signer is written to when they can sign on the portal, else the secretary."""
        signer = approval.mandate_id
        item = {
            "record": approval,
            "collectivity": approval.collectivity_id,
            "gesture": f"{GESTURES[approval.gesture]} : {approval.name}",
            "minutes": MINUTES + max(0, approval.page_count - PAGES),
            "since": paris_day(approval.frozen_at),
        }
        return {**item, "mandate": signer} if signer.portal_access else item
