from odoo import models


class DpoDesk(models.AbstractModel):
    # a provider of its own, like those of the other addons
    _inherit = "dpo.desk"  # pylint: disable=consider-merging-classes-inherited

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["mine"]["rows"] += self._get_announced_project_rows()
        return sections

    def _get_announced_project_rows(self):
        """Projects of the communes, before they sign: the planned day is when it is too late."""
        return self._rows(
            "dpo.project",
            [("state", "=", "announced")],
            lambda project: {
                "collectivity": project.collectivity_id,
                "label": self.env._("Advise on the project: %s", project.name),
                "day": project.planned_on,
                "since": project.announced_on,
            },
            order="planned_on, id",
        )
