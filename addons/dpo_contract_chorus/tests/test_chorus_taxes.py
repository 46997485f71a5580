from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ChorusCase


@tagged("post_install", "-at_install")
class TestChorusTaxes(ChorusCase):
    """Two regimes are offered, none is chosen; an OPSN without VAT number may invoice."""

    def _cii_errors(self, move):
        return self.env["account.edi.xml.cii"]._export_invoice(move)[1]

    def test_the_regimes_have_their_category_and_their_ground(self):
        found = [
            (tax.ubl_cii_tax_category_code, tax.ubl_cii_tax_exemption_reason_code, tax.amount)
            for tax in self.out_of_scope + self.exempt
        ]
        self.assertEqual(found, [("O", "VATEX-EU-O", 0), ("E", "VATEX-FR-CGI261B", 0)])

    def test_preparing_them_again_makes_none_twice(self):
        self.out_of_scope.active = False
        action = self.company.action_create_dpo_taxes()
        taxes = self.env["account.tax"].with_context(active_test=False)
        self.assertEqual(taxes.search_count(action["domain"]), 2)

    def test_each_company_has_its_own(self):
        other = self.env["res.company"].create(
            {"name": "Autre OPSN", "country_id": self.env.ref("base.fr").id}
        )
        other.action_create_dpo_taxes()
        taxes = self.env["account.tax"].search([("company_id", "=", other.id)])
        self.assertEqual(set(taxes.mapped("dpo_regime")), {"out_of_scope", "exempt_261b"})

    def test_a_billing_officer_does_not_decide_of_the_company(self):
        with self.assertRaises(AccessError):
            self.company.with_user(self.billing).action_create_dpo_taxes()

    def test_no_component_bears_one_by_itself(self):
        self.assertFalse(self.component.tax_ids)

    def test_an_opsn_not_subject_to_vat_needs_no_vat_number(self):
        move = self._invoice(taxes=self.exempt)
        self.assertTrue(self._cii_errors(move))
        self.company.dpo_not_subject_to_vat = True
        self.assertFalse(self._cii_errors(move))

    def test_it_still_needs_its_siret(self):
        self.company.dpo_not_subject_to_vat = True
        move = self._invoice()
        self.company.company_registry = False
        self.assertTrue(self._cii_errors(move))

    def test_the_printed_invoice_states_the_regime_in_french(self):
        self.company.dpo_not_subject_to_vat = True
        html = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice", self._invoice(buyer_reference="SG").ids
        )[0]
        self.assertIn("Code service", html.decode())
        self.assertNotIn("Buyer Reference", html.decode())
        self.assertIn("article 256 B du code général des impôts", html.decode())
        self.assertIn("n’est pas assujetti à la TVA", html.decode())
        self.assertNotRegex(html.decode(), "Option to pay|Option pour le paiement")

    def test_a_component_without_regime_is_told_before_issuing(self):
        call = self._locked_call()
        self.assertIn(self.component.name, call.chorus_warning)
        self.component.tax_ids = self.out_of_scope
        self.company.dpo_not_subject_to_vat = True
        call.invalidate_recordset(["chorus_warning"])
        self.assertFalse(call.chorus_warning)
