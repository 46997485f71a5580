from odoo import models

from odoo.addons.dpo_base.tools.legal_time import french_date
from odoo.addons.dpo_register.tools.fiche import Part

from .dpo_library_answer import ELSEWHERE


class DpoRegisterDocument(models.AbstractModel):
    """Documents say why an activity is not in the register: nobody does it, or another body."""

    _inherit = "dpo.register.document"

    def _describe_cover(self, register):
        found = register.env["dpo.library.answer"].search(
            [
                ("collectivity_id", "=", register.collectivity_id.id),
                ("company_id", "=", register.company_id.id),
                ("answer", "in", ELSEWHERE),
            ]
        )
        rows = [(answer.question_id.name, self._get_elsewhere_text(answer)) for answer in found]
        part = Part("Activités non exercées, ou exercées par un autre organisme", rows)
        return super()._describe_cover(register) + ([part] if rows else [])

    def _get_elsewhere_text(self, answer):
        label = answer._get_said_label()
        return f"{label}, depuis le {french_date(answer.since)}" if answer.since else label
