from lxml import etree

from odoo import models

from ..tools import cii

#: The profile that is declared is the one that is validated (BT-24).
EN16931 = "urn:cen.eu:en16931:2017"


class AccountEdiXmlCii(models.AbstractModel):
    """Factur-X for the public bodies we serve: their routing, and what EN 16931 asks."""

    _inherit = "account.edi.xml.cii"

    def _export_invoice_vals(self, invoice):
        vals = super()._export_invoice_vals(invoice)
        if not invoice._is_dpo_chorus():
            return vals
        return {
            **vals,
            "document_context_id": EN16931,
            "buyer_specified_legal_organization": invoice._get_dpo_siret(),
            # core falls back on our own references: they are not the debtor's
            "buyer_reference": invoice.buyer_reference or "",
            "purchase_order_reference": invoice.purchase_order_reference or "",
        }

    def _export_invoice_constraints(self, invoice, vals):
        constraints = super()._export_invoice_constraints(invoice, vals)
        if invoice._may_omit_vat_number():
            # BR-CO-26: a legal registration identifier (BT-30) is enough to know the seller
            constraints["seller_identifier"] = self._check_required_fields(
                invoice.company_id, "company_registry"
            )
        return constraints

    def _export_invoice(self, invoice):
        content, errors = super()._export_invoice(invoice)
        if not invoice._is_dpo_chorus():
            return content, errors
        tree = etree.fromstring(content)
        cii.name_items(tree)
        cii.use_siret_scheme(tree)
        cii.drop_rate_out_of_scope(tree)
        if invoice._is_out_of_scope_of_vat():
            cii.drop_vat_numbers(tree)
        elif not invoice.company_id.vat:
            cii.add_seller_tax_registration(tree, invoice.company_id.company_registry)
        origin = invoice.reversed_entry_id
        if origin:
            cii.add_invoice_reference(tree, origin.name, origin.invoice_date)
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8"), errors
