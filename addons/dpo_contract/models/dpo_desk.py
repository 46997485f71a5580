from odoo import models
from odoo.tools import format_date

from .dpo_contract import IN_FORCE

NOTICE_DAYS = 30


class DpoDesk(models.AbstractModel):
    _inherit = "dpo.desk"

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["clocks"]["rows"] += self._get_notice_rows()
        sections["mine"]["rows"] += self._get_to_countersign_rows() + self._get_to_close_rows()
        return sections

    def _get_collectivity_sections(self, partner):
        return {
            **super()._get_collectivity_sections(partner),
            "contracts": self._section(
                self.env._("Conventions"),
                25,
                self._get_file_contract_rows(partner) + self._get_file_coverage_rows(partner),
                side="aside",
                empty=self.env._("No convention: statutory members need none."),
                actions=[
                    {
                        "label": self.env._("All conventions"),
                        "action": self._collectivity_action(
                            "dpo_contract.dpo_contract_action", partner
                        ),
                    }
                ],
            ),
        }

    def _get_notice_rows(self):
        return self._rows(
            "dpo.contract",
            [
                ("state", "=", "signed"),
                ("notice_deadline", ">=", self._today()),
                ("notice_deadline", "<=", self._days_ago(-NOTICE_DAYS)),
            ],
            lambda contract: {
                "collectivity": contract.collectivity_id,
                "label": self.env._("Latest day to give notice: %s", contract.name),
                "day": contract.notice_deadline,
            },
            order="notice_deadline, id",
        )

    def _get_to_countersign_rows(self):
        return self._rows(
            "dpo.contract",
            [("state", "=", "sent"), ("member_signed_on", "!=", False)],
            lambda contract: {
                "collectivity": contract.collectivity_id,
                "label": self.env._("Have our side sign %s", contract.name),
                "since": contract.member_signed_on,
            },
            order="member_signed_on, id",
        )

    def _get_to_close_rows(self):
        return self._rows(
            "dpo.contract",
            [("state", "=", "notice"), ("date_end", "<", self._today())],
            lambda contract: {
                "collectivity": contract.collectivity_id,
                "label": self.env._("Finish the checklist and end %s", contract.name),
                "since": contract.date_end,
            },
            order="date_end, id",
        )

    def _get_file_contract_rows(self, partner):
        states = dict(self.env["dpo.contract"]._fields["state"]._description_selection(self.env))
        return self._rows(
            "dpo.contract",
            [("collectivity_id", "=", partner.id), ("state", "!=", "ended")],
            lambda contract: {
                "label": contract.display_name.partition(" – ")[0],
                "detail": self._contract_detail(contract, states[contract.state]),
            },
            scope="",
        )

    def _contract_detail(self, contract, state):
        days = contract._get_days_words() if contract.state in IN_FORCE else ""
        return ", ".join(filter(None, (self._contract_state(contract, state), days)))

    def _contract_state(self, contract, state):
        end = contract.date_end or contract.term_end
        if not end:
            return state
        return self.env._("%(state)s, until %(day)s", state=state, day=format_date(self.env, end))

    def _get_file_coverage_rows(self, partner):
        """Conventions of others that cover the collectivity."""
        return self._rows(
            "dpo.contract.coverage",
            [
                ("collectivity_id", "=", partner.id),
                ("contract_id.collectivity_id", "!=", partner.id),
                ("contract_id.state", "in", ("signed", "notice")),
                "|",
                ("effective_until", "=", False),
                ("effective_until", ">=", self._today()),
            ],
            lambda row: {
                "label": self.env._("Covered by %s", row.contract_id.sudo().collectivity_id.name),
                "detail": row.contract_id.sudo().name,
            },
            scope="",
        )
