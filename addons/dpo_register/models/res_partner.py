from odoo import fields, models

READERS = "dpo_base.group_dpo_reader,dpo_base.group_dpo_officer"


class ResPartner(models.Model):
    _inherit = "res.partner"

    dpo_processing_count = fields.Integer(
        "Activities in the register", compute="_compute_dpo_processing_count", groups=READERS
    )

    def _compute_dpo_processing_count(self):
        groups = self.env["dpo.processing"]._read_group(
            [("collectivity_id", "in", self.ids), ("date_end", "=", False)],
            ["collectivity_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.dpo_processing_count = counts.get(partner.id, 0)

    def action_open_dpo_register(self):
        """Open the register of the collectivity, made if the user may write it."""
        self.check_access("read")
        self.ensure_one()
        registers = self.env["dpo.register"]
        domain = [("collectivity_id", "=", self.id), ("company_id", "=", self._dpo_company().id)]
        register = registers.search(domain)
        if not register:
            register = registers.create({"collectivity_id": self.id})
        return register._get_records_action()
