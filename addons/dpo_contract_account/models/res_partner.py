from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dpo_titre_count = fields.Integer(
        "Titres", compute="_compute_dpo_titre_count", groups="dpo_base.group_dpo_user"
    )

    def _compute_dpo_titre_count(self):
        groups = self.env["dpo.titre"]._read_group(
            [("collectivity_id", "in", self.ids)], ["collectivity_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.dpo_titre_count = counts.get(partner.id, 0)

    def action_open_dpo_titres(self):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_contract_account.dpo_titre_action"
        )
        return {**action, "domain": [("collectivity_id", "in", self.ids)], "context": {}}
