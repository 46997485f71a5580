from odoo import fields, models


class AccountTax(models.Model):
    _inherit = "account.tax"

    dpo_regime = fields.Selection(
        [
            ("out_of_scope", "Outside the scope of VAT (CGI art. 256 B)"),
            ("exempt_261b", "Exempt (CGI art. 261 B)"),
        ],
        "VAT regime of fees",
        readonly=True,
        copy=False,
    )

    def _get_en16931_category(self):
        """The category of a line in an electronic invoice (BT-151), as core guesses it."""
        self.ensure_one()
        return self.ubl_cii_tax_category_code or ("S" if self.amount else "E")
