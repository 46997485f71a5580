"""Reviews and public page of the register of commune A."""

from datetime import date

from .canary import CANARY


class RoundMakers:
    def _make_dpo_register_round(self, values):
        register = self._make_dpo_register(values)
        rounds = self.env["dpo.register.round"]
        return register.open_round_id or rounds._open_for(register, date(2099, 12, 31))

    def _make_dpo_register_round_line(self, values):
        line = self._make_dpo_register_round(values).line_ids[:1]
        line.action_changed(CANARY)
        return line

    def _make_dpo_register_publication(self, values):
        page = self._make_dpo_register(values)._get_or_create_publication()
        page.decision = CANARY
        return page

    def _make_dpo_register_launch(self, values):
        company_id = values.get("company_id", self.company.id)
        return self.env["dpo.register.launch"].create({"company_id": company_id})
