from odoo import models


class DpoDesk(models.AbstractModel):
    _inherit = "dpo.desk"

    def _get_collectivity_sections(self, partner):
        sections = super()._get_collectivity_sections(partner)
        rows = self._get_file_opportunity_rows(partner)
        if rows:
            sections["opportunities"] = self._section(
                self.env._("Opportunities"), 27, rows, side="aside", empty=""
            )
        return sections

    def _get_file_opportunity_rows(self, partner):
        return self._rows(
            "crm.lead",
            [("dpo_collectivity_id", "=", partner.id), ("won_status", "!=", "lost")],
            lambda lead: {
                "label": lead.name,
                "detail": lead.stage_id.name,
                "day": lead.activity_date_deadline,
            },
            scope="",
        )
