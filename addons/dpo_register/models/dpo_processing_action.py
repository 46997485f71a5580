from odoo import fields, models


class DpoProcessing(models.Model):
    """Recommendations that a record gives rise to."""

    _inherit = "dpo.processing"  # pylint: disable=consider-merging-classes-inherited
    _dpo_fields = {"action_count": "skip"}

    action_count = fields.Integer("Recommendations", compute="_compute_action_count")

    def _compute_action_count(self):
        groups = self.env["dpo.action"]._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
        )
        counts = dict(groups)
        for record in self:
            record.action_count = counts.get(record.id, 0)

    def action_open_recommendations(self):
        """Open the recommendations made from this record; a new one starts from it."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_action.dpo_action_action")
        return {
            **action,
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {
                "default_collectivity_id": self.collectivity_id.id,
                "default_source": f"{self._name},{self.id}",
            },
        }
