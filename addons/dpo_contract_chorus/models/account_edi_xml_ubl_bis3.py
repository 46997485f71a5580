from odoo import models

from .res_partner import CHORUS_EAS, OVERSEAS


class AccountEdiXmlUblBis3(models.AbstractModel):
    """UBL for the public bodies we serve: their routing, and what EN 16931 asks."""

    _inherit = "account.edi.xml.ubl_bis3"

    def _export_invoice_constraints(self, invoice, vals):
        constraints = super()._export_invoice_constraints(invoice, vals)
        supplier = vals["supplier"]
        if supplier.country_code in OVERSEAS and supplier.company_registry:
            # core knows French suppliers by the country FR alone
            constraints.pop("chorus_supplier_not_fr", None)
        if invoice._is_dpo_chorus() and invoice._get_dpo_siret():
            constraints.pop("chorus_customer", None)
        return constraints

    def _add_invoice_header_nodes(self, document_node, vals):
        super()._add_invoice_header_nodes(document_node, vals)
        invoice = vals["invoice"]
        if not invoice._is_dpo_chorus():
            return
        if not invoice.buyer_reference:
            # core falls back on our own code of the customer
            document_node["cbc:BuyerReference"] = {"_text": None}
        if invoice.contract_reference:
            # BT-12: core writes the number of the market in the CII alone
            document_node["cac:ContractDocumentReference"] = {
                "cbc:ID": {"_text": invoice.contract_reference}
            }
        origin = invoice.reversed_entry_id
        if origin:
            # BG-3: a credit note names the invoice (CGI ann. II, art. 242 nonies A)
            document_node["cac:BillingReference"] = {
                "cac:InvoiceDocumentReference": {
                    "cbc:ID": {"_text": origin.name},
                    "cbc:IssueDate": {"_text": origin.invoice_date},
                }
            }

    def _get_party_node(self, vals):
        node = super()._get_party_node(vals)
        invoice = vals.get("invoice")
        if not invoice or not invoice._is_dpo_chorus():
            return node
        partner = vals["partner"].commercial_partner_id
        is_buyer = vals["role"] == "customer"
        siret = invoice._get_dpo_siret() if is_buyer else partner.company_registry
        self._identify_by_siret(node, siret)
        if not is_buyer and siret:
            # BT-34: the address of Chorus Pro is the debtor's, never ours
            node["cbc:EndpointID"] = {"_text": siret, "schemeID": CHORUS_EAS}
        has_vat = bool(partner.vat and partner.vat != "/")
        if invoice._is_out_of_scope_of_vat() or (is_buyer and not has_vat):
            # BR-O-02: no VAT number; core writes the address of Chorus Pro in the place of one
            node["cac:PartyTaxScheme"] = []
        elif not has_vat and siret:
            # BR-E-02: who exempts without a VAT number gives a local registration (BT-32)
            node["cac:PartyTaxScheme"] = [
                {
                    "cbc:CompanyID": {"_text": siret},
                    "cac:TaxScheme": {"cbc:ID": {"_text": "SIRET"}},
                }
            ]
        return node

    def _identify_by_siret(self, node, siret):
        """The SIRET identifies both parties, overseas too (BT-29, BT-30, BT-46, BT-47)."""
        if not siret:
            return
        identifier = {"_text": siret, "schemeID": CHORUS_EAS}
        node["cac:PartyIdentification"] = {"cbc:ID": identifier}
        node["cac:PartyLegalEntity"]["cbc:CompanyID"] = identifier

    # BR-O-05: what is out of the scope of VAT has no rate, not even zero

    def _ubl_get_tax_category_node(self, vals, tax_category):
        return _without_rate(super()._ubl_get_tax_category_node(vals, tax_category))

    def _ubl_get_line_item_node_classified_tax_category_node(self, vals, tax_category):
        return _without_rate(
            super()._ubl_get_line_item_node_classified_tax_category_node(vals, tax_category)
        )


def _without_rate(node):
    if node["cbc:ID"]["_text"] != "O":
        return node
    return {**node, "cbc:Percent": {"_text": None}}
