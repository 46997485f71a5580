from odoo import fields, models

from .dpo_action import OPEN

STAFF = "dpo_base.group_dpo_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    dpo_visited_on = fields.Date(
        "Last visit", groups=STAFF, help="Day of the last visit of the service on the spot."
    )
    dpo_action_count = fields.Integer(
        "Open recommendations", compute="_compute_dpo_action_count", groups=STAFF
    )

    def _compute_dpo_action_count(self):
        groups = self.env["dpo.action"]._read_group(
            [("collectivity_id", "in", self.ids), ("state", "in", OPEN)],
            ["collectivity_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.dpo_action_count = counts.get(partner.id, 0)

    def action_open_dpo_actions(self):
        """Open the action plan of the collectivity."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_action.dpo_action_action")
        return {
            **action,
            "domain": [("collectivity_id", "in", self.ids)],
            "context": {"default_collectivity_id": self.id},
        }
