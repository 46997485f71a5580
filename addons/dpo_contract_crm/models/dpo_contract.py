from odoo import fields, models


class DpoContract(models.Model):
    _inherit = "dpo.contract"

    dpo_opportunity_ids = fields.One2many(
        "crm.lead",
        "dpo_contract_id",
        string="Opportunity",
        groups="sales_team.group_sale_salesman",
    )

    def action_open_opportunity(self):
        """Open the opportunity from which the convention comes."""
        self.check_access("read")
        return self.dpo_opportunity_ids._get_records_action()
