from odoo import models


class DpoDesk(models.AbstractModel):
    """What the desk shows of the tasks of the service: nothing as long as they run."""

    _inherit = "dpo.desk"  # pylint: disable=consider-merging-classes-inherited

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        if rows := self._get_heartbeat_rows():
            sections["service"] = self._section(
                self.env._("The service does not run as it should"), 1, rows, empty=""
            )
        return sections

    def _get_heartbeat_rows(self):
        states = dict(self.env["dpo.heartbeat"]._fields["state"]._description_selection(self.env))
        rows = self._rows(
            "dpo.heartbeat",
            [("state", "!=", "ok")],
            lambda task: {
                "label": self.env._(
                    "%(task)s: %(state)s", task=task.name, state=states[task.state].lower()
                ),
                "detail": task.last_error if task.failed_at else "",
                "since": task.last_success or task.due_at,
            },
            scope="",
        )
        return [{**row, "urgent": True} for row in rows]
