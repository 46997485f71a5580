from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dpo_signatory_id = fields.Many2one(
        "res.partner", "Signatory of conventions", domain=[("is_company", "=", False)]
    )
    dpo_signatory_capacity = fields.Char(
        "Capacity of the signatory", help="As printed: présidente, vice-président délégué..."
    )
    dpo_signatory_act_id = fields.Many2one(
        "dpo.act", "Delegation to the signatory", ondelete="restrict"
    )

    def _get_dpo_contract_sequence(self):
        """The company's own numbering of conventions, made at first use."""
        self.ensure_one()
        sequences = self.env["ir.sequence"]
        return sequences.search(
            [("code", "=", "dpo.contract"), ("company_id", "=", self.id)], limit=1
        ) or sequences.create(self._prepare_dpo_contract_sequence_values())

    def _prepare_dpo_contract_sequence_values(self):
        return {
            "name": f"Conventions – {self.name}",
            "code": "dpo.contract",
            "prefix": "CONV-%(range_year)s-",
            "padding": 3,
            "use_date_range": True,
            "company_id": self.id,
        }
