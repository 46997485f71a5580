from odoo import models
from odoo.tools import format_date


class DpoDesk(models.AbstractModel):
    _inherit = "dpo.desk"

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["mine"]["rows"] += self._get_to_check_rows()
        return sections

    def _get_collectivity_sections(self, partner):
        return {
            **super()._get_collectivity_sections(partner),
            "register": self._section(
                self.env._("Register"),
                16,
                self._get_file_register_rows(partner),
                empty=self.env._("No register yet: deploy the models or write a first record."),
                actions=[
                    {
                        "label": self.env._("Activities"),
                        "action": self._collectivity_action(
                            "dpo_register.dpo_processing_action", partner
                        ),
                    }
                ],
            ),
        }

    def _get_to_check_rows(self):
        return self._rows(
            "dpo.processing",
            [("state", "=", "submitted"), ("date_end", "=", False)],
            lambda record: {
                "collectivity": record.collectivity_id,
                "label": self.env._("Record to check: %s", record.name),
                "since": record.submitted_on,
            },
            order="submitted_on, id",
        )

    def _get_file_register_rows(self, partner):
        return self._rows(
            "dpo.register",
            [("collectivity_id", "=", partner.id)],
            lambda register: {
                "label": self.env._("%s activities", register.processing_count),
                "detail": self._register_detail(register),
            },
            scope="",
        )

    def _register_detail(self, register):
        parts = [
            self.env._("visa of %s", format_date(self.env, register.visa_on))
            if register.visa_on
            else self.env._("never under visa"),
            self.env._("%s not checked", register.unchecked_count),
            self.env._("%s to be reviewed", register.to_review_count),
        ]
        return ", ".join(parts)
