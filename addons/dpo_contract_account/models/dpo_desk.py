from odoo import models

from .dpo_titre import BILLING

#: A finance software numbers within days: later, somebody forgot to bring the file back.
AWAITED_DAYS = 15
DISPUTE_DAYS = 30


class DpoDesk(models.AbstractModel):
    """What titres ask of the billing officer this morning."""

    _inherit = "dpo.desk"

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        if self.env.user.has_group(BILLING):
            sections["clocks"]["rows"] += self._get_dispute_rows()
            sections["mine"]["rows"] += self._get_to_correct_rows() + self._get_awaited_rows()
        return sections

    def _get_dispute_rows(self):
        """Open disputes whose next date is near, or over."""
        return self._rows(
            "dpo.titre.dispute",
            [("is_open", "=", True), ("next_on", "<=", self._days_ago(-DISPUTE_DAYS))],
            lambda dispute: {
                "collectivity": dispute.collectivity_id,
                "label": self.env._("Contested: %s", dispute.titre_id.display_name),
                "detail": dispute.display_name,
                "day": dispute.next_on,
                "action": dispute.titre_id._get_records_action(context={}),
            },
            order="next_on, id",
        )

    def _get_to_correct_rows(self):
        return self._rows(
            "dpo.titre",
            [("to_correct", "=", True)],
            lambda titre: {
                "collectivity": titre.collectivity_id,
                "label": self.env._("Correct in the finance software: %s", titre.display_name),
            },
        )

    def _get_awaited_rows(self):
        """One row per call, not one per titre."""
        late = [("state", "=", "sent"), ("sent_on", "<=", self._days_ago(AWAITED_DAYS))]
        return self._rows(
            "dpo.fee.call",
            [("titre_ids", "any", late)],
            lambda call: {
                "label": self.env._("Read back the numbers of the titres: %s", call.name),
                "since": min(titre.sent_on for titre in call.titre_ids if titre.state == "sent"),
            },
            scope="",
        )
