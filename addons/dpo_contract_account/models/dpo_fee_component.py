from odoo import api, fields, models


class DpoFeeComponent(models.Model):
    _inherit = "dpo.fee.component"

    account_id = fields.Many2one(
        "account.account",
        "Income account",
        check_company=True,
        ondelete="restrict",
        domain=[("account_type", "in", ("income", "income_other"))],
        help="Empty: the income account of the sales journal.",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        check_company=True,
        domain=[("type_tax_use", "=", "sale")],
        help="As decided with the tax office; empty for what is out of scope.",
    )
    budget_nature = fields.Char(
        "Accounting imputation", help="Nature (and function) of the budget, on the titre."
    )

    @api.model
    def _get_fields_after_vote(self):
        """The assembly votes prices; the accountant books them, before or after."""
        return super()._get_fields_after_vote() | {"account_id", "tax_ids", "budget_nature"}
