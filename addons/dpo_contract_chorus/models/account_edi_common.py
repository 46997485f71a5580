from odoo import models
from odoo.tools import html2plaintext, is_html_empty


class AccountEdiCommon(models.AbstractModel):
    _inherit = "account.edi.common"

    def _get_tax_exemption_reason(self, customer, supplier, tax):
        """The ground of the exemption is the French mention of the tax, as printed (BT-120)."""
        values = super()._get_tax_exemption_reason(customer, supplier, tax)
        mention = tax and tax.dpo_regime and tax.invoice_legal_notes
        if not mention or is_html_empty(mention):
            return values
        return {**values, "tax_exemption_reason": html2plaintext(mention).strip()}
