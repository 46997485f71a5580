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
    dpo_billing_mode = fields.Selection(
        [("invoice", "Invoices"), ("titre", "Titres de recettes (public accountant)")],
        "Fees are collected by",
        required=True,
        default="titre",
        help="A public body whose accountant belongs to the DGFiP issues titres.",
    )

    def _get_dpo_contract_sequence(self):
        """The company's own numbering of conventions."""
        return self._get_dpo_sequence(self._prepare_dpo_contract_sequence_values())

    def _get_dpo_fee_call_sequence(self):
        """The company's own numbering of fee calls."""
        return self._get_dpo_sequence(self._prepare_dpo_fee_call_sequence_values())

    def _get_dpo_sequence(self, values):
        """The sequence of the company with this code, made at first use."""
        self.ensure_one()
        sequences = self.env["ir.sequence"]
        return sequences.search(
            [("code", "=", values["code"]), ("company_id", "=", self.id)], limit=1
        ) or sequences.create({**values, "use_date_range": True, "company_id": self.id})

    def _prepare_dpo_contract_sequence_values(self):
        return {
            "name": f"Conventions – {self.name}",
            "code": "dpo.contract",
            "prefix": "CONV-%(range_year)s-",
            "padding": 3,
        }

    def _prepare_dpo_fee_call_sequence_values(self):
        return {
            "name": f"Appels – {self.name}",
            "code": "dpo.fee.call",
            "prefix": "AC-%(range_year)s-",
            "padding": 2,
        }
