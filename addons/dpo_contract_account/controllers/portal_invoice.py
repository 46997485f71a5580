from odoo.http import request

from odoo.addons.account.controllers.portal import PortalAccount


class DpoPortalInvoice(PortalAccount):
    """Invoices of a collectivity are not opened by a token alone.

    A token never expires and travels in mails: whoever has left would keep the invoice.
    """

    def _document_check_access(self, model_name, document_id, access_token=None):
        if model_name == "account.move":
            # sudo: only to know whether the invoice is a collectivity's
            invoice = request.env[model_name].sudo().browse(document_id).exists()
            if invoice.partner_id.dpo_body_type_id:
                access_token = None
        return super()._document_check_access(model_name, document_id, access_token)
