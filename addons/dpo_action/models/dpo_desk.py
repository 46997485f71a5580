from odoo import models
from odoo.tools import format_date

from .dpo_action import OPEN

DUE_DAYS = 7


class DpoDesk(models.AbstractModel):
    _inherit = "dpo.desk"

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["clocks"]["rows"] += self._get_due_action_rows()
        sections["mine"]["rows"] += self._get_to_confirm_rows()
        return sections

    def _get_collectivity_sections(self, partner):
        return {
            **super()._get_collectivity_sections(partner),
            "actions": self._section(
                self.env._("Action plan"),
                15,
                self._get_file_action_rows(partner),
                empty=self.env._("No recommendation is open."),
                actions=[
                    {
                        "label": self.env._("Whole plan"),
                        "action": self._collectivity_action(
                            "dpo_action.dpo_action_action", partner
                        ),
                    }
                ],
            ),
        }

    def _get_due_action_rows(self):
        """What the service itself has to do."""
        return self._rows(
            "dpo.action",
            [
                ("responsible", "=", "service"),
                ("state", "in", ("recommended", "accepted")),
                ("due_date", "<=", self._days_ago(-DUE_DAYS)),
            ],
            lambda action: {
                "collectivity": action.collectivity_id,
                "label": action.name,
                "day": action.due_date,
            },
            order="due_date, id",
        )

    def _get_to_confirm_rows(self):
        return self._rows(
            "dpo.action",
            [("state", "=", "done")],
            lambda action: {
                "collectivity": action.collectivity_id,
                "label": self.env._("Confirm: %s", action.name),
                "since": action.done_on,
            },
            order="done_on, id",
        )

    def _get_file_action_rows(self, partner):
        states = dict(self.env["dpo.action"]._fields["state"]._description_selection(self.env))
        return self._rows(
            "dpo.action",
            [("collectivity_id", "=", partner.id), ("state", "in", OPEN)],
            lambda action: {
                "label": action.name,
                "detail": self._action_detail(action, states[action.state]),
            },
            order="priority desc, due_date, id",
            scope="",
        )

    def _action_detail(self, action, state):
        if not action.due_date:
            return state
        day = format_date(self.env, action.due_date)
        return self.env._("%(state)s, by %(day)s", state=state, day=day)
