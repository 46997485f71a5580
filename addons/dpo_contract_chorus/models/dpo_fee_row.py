from odoo import api, fields, models
from odoo.exceptions import UserError


class DpoFeeRow(models.Model):
    _inherit = "dpo.fee.row"

    waiting_for = fields.Selection(selection_add=[("siret", "SIRET of the debtor")])
    waiting_fix = fields.Char("What to do", compute="_compute_waiting_fix")

    @api.depends("payer_id.company_registry", "payer_id.dpo_budget_ids.siret")
    def _compute_waiting_for(self):
        return super()._compute_waiting_for()

    @api.depends("waiting_for")
    def _compute_waiting_fix(self):
        for row in self:
            row.waiting_fix = row._get_waiting_fix() if row.waiting_for else False

    def _get_waiting_fix(self):
        texts = {
            "siret": self.env._(
                "Enter the SIRET (14 digits) on the debtor, or on its main budget."
            ),
            "service": self.env._("Ask for the service code, then note it in its commitments."),
            "commitment": self.env._(
                "Ask for the number of the engagement juridique, then note it in its commitments."
            ),
            "either": self.env._(
                "Ask for a service code or an engagement number, then note it in its commitments."
            ),
            "both": self.env._(
                "Ask for the service code and the engagement number, then note them in its "
                "commitments."
            ),
        }
        return texts[self.waiting_for]

    def action_open_payer(self):
        """Open the debtor, where the missing reference is entered."""
        self.ensure_one()
        self.check_access("read")
        return self.payer_id._get_records_action()

    def action_waive_reference(self, reason):
        self.check_access("write")
        if "siret" in self.mapped("waiting_for"):
            raise UserError(
                self.env._(
                    "Without a SIRET Chorus Pro has nobody to give the invoice to: enter it on "
                    "the debtor or on its budget."
                )
            )
        return super().action_waive_reference(reason)

    def _is_out_of_scope_of_vat(self):
        return "O" in self.component_id.tax_ids.mapped("ubl_cii_tax_category_code")
