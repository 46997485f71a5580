from odoo import models
from odoo.tools import format_date

from .dpo_library_answer import ELSEWHERE


class DpoDesk(models.AbstractModel):
    """Open choices on models in the morning page; what a commune does not do in its file."""

    _inherit = "dpo.desk"

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["mine"]["rows"] += self._get_choice_rows([])
        return sections

    def _get_collectivity_sections(self, partner):
        sections = super()._get_collectivity_sections(partner)
        own = [("collectivity_id", "=", partner.id)]
        sections["register"]["rows"] += self._get_choice_rows(own, scope="")
        questionnaire = self._collectivity_action(
            "dpo_register_library.dpo_library_answer_action", partner
        )
        sections["elsewhere"] = self._section(
            self.env._("Not exercised, or by another body"),
            27,
            self._get_elsewhere_rows(partner),
            side="aside",
            empty=self.env._("Nothing is said to be done elsewhere: see the questionnaire."),
            actions=[{"label": self.env._("Questionnaire"), "action": questionnaire}],
        )
        return sections

    def _get_choice_rows(self, domain, scope="collectivity_id"):
        return self._rows(
            "dpo.library.conflict",
            [*domain, ("state", "=", "open")],
            lambda choice: {
                "collectivity": None if domain else choice.collectivity_id,
                "label": self.env._("Choose between model and register: %s", choice.title),
                "detail": choice.processing_id.name,
                "since": choice.create_date,
            },
            order="id",
            scope=scope,
        )

    def _get_elsewhere_rows(self, partner):
        return self._rows(
            "dpo.library.answer",
            [("collectivity_id", "=", partner.id), ("answer", "in", ELSEWHERE)],
            lambda answer: {
                "label": answer.question_id.name,
                "detail": self._elsewhere_detail(answer),
            },
            scope="",
        )

    def _elsewhere_detail(self, answer):
        if not answer.since:
            return answer._get_said_label()
        day = format_date(self.env, answer.since)
        return self.env._("%(answer)s, since %(day)s", answer=answer._get_said_label(), day=day)
