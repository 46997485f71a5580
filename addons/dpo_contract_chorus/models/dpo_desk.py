from odoo import models

from .dpo_chorus_return import BILLING


class DpoDesk(models.AbstractModel):
    _inherit = "dpo.desk"

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        if self.env.user.has_group(BILLING):
            sections["mine"]["rows"] += self._get_chorus_rows()
        return sections

    def _get_chorus_rows(self):
        """Invoices that Chorus Pro sent back."""
        statuses = dict(
            self.env["dpo.chorus.return"]._fields["status"]._description_selection(self.env)
        )
        return self._rows(
            "dpo.chorus.return",
            [("is_open", "=", True)],
            lambda record: {
                "collectivity": record.collectivity_id,
                "label": f"Chorus Pro – {statuses[record.status]} : {record.move_id.name}",
                "detail": record.advice,
                "since": record.status_on,
            },
            order="status_on, id",
        )
