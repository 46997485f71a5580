from lxml import etree

from odoo.tests import tagged

from odoo.addons.account_edi_ubl_cii.models.account_edi_xml_ubl_bis3 import CHORUS_PRO_PEPPOL_ID

from .common import ChorusCase, siret_of

OVERSEAS = ("base.re", "base.gp", "base.mq", "base.gf", "base.yt")


@tagged("post_install", "-at_install")
class TestChorusEndpoint(ChorusCase):
    """Every public body is reached at the one address of Chorus Pro; its SIRET tells which."""

    def _endpoint(self, partner):
        return f"{partner.peppol_eas}:{partner.peppol_endpoint}"

    def _body(self, country, **values):
        return self.env["res.partner"].create(
            {
                "name": country,
                "is_company": True,
                "country_id": self.env.ref(country).id,
                "dpo_body_type_id": self.type_commune.id,
                **values,
            }
        )

    def test_the_address_survives_a_siret_written_later(self):
        self.assertEqual(self._endpoint(self.commune_a), CHORUS_PRO_PEPPOL_ID)
        self.commune_a.company_registry = siret_of(self.commune_a.dpo_siren, 3)
        self.assertEqual(self._endpoint(self.commune_a), CHORUS_PRO_PEPPOL_ID)

    def test_a_body_with_a_vat_number_is_reached_there_too(self):
        body = self._body("base.fr", vat="FR23334175221")
        self.assertEqual(self._endpoint(body), CHORUS_PRO_PEPPOL_ID)

    def test_a_contact_that_becomes_a_collectivity_is_reached_there(self):
        contact = self._body("base.fr", dpo_body_type_id=False, company_registry="73282932000074")
        self.assertEqual(contact.peppol_endpoint, "73282932000074")
        contact.dpo_body_type_id = self.type_commune
        self.assertEqual(self._endpoint(contact), CHORUS_PRO_PEPPOL_ID)

    def test_overseas_bodies_are_reached_there_and_get_a_french_format(self):
        for country in OVERSEAS:
            body = self._body(country)
            self.assertEqual(self._endpoint(body), CHORUS_PRO_PEPPOL_ID, country)
            self.assertEqual(body._get_suggested_ubl_cii_edi_format(), "facturx", country)

    def test_other_customers_and_the_opsn_itself_keep_core_s_address(self):
        siret = "73282932000074"
        firm = self._body("base.fr", dpo_body_type_id=False, company_registry=siret)
        self.assertEqual(firm.peppol_endpoint, siret)
        own = self.company.partner_id
        own.dpo_body_type_id = self.env.ref("dpo_base.body_type_sm", False) or self.type_epci
        self.assertFalse(own._is_dpo_chorus())

    def test_an_overseas_debtor_is_identified_by_its_siret(self):
        siren = self.commune_b.dpo_siren
        self.commune_b.write(
            {"country_id": self.env.ref("base.re").id, "company_registry": siret_of(siren)}
        )
        tree = self._ubl(self._invoice(self.commune_b))
        self.assertEqual(self._buyer_siret(tree), siret_of(siren))

    def test_an_annex_budget_receives_and_the_commune_owes(self):
        budget = self._budget(self.commune_a)
        move = self._invoice(dpo_siret=budget.siret)
        self.assertEqual(self._buyer_siret(self._ubl(move)), budget.siret)
        cii = etree.fromstring(self.env["account.edi.xml.cii"]._export_invoice(move)[0])
        legal = cii.findall(".//{*}BuyerTradeParty/{*}SpecifiedLegalOrganization/{*}ID")
        self.assertEqual([node.text for node in legal], [budget.siret])
        self.assertEqual(move.partner_id, self.commune_a)
        receivable = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(receivable.partner_id, self.commune_a)

    def _ubl(self, move):
        return etree.fromstring(self.env["account.edi.xml.ubl_bis3"]._export_invoice(move)[0])

    def _buyer_siret(self, tree):
        party = tree.find("{*}AccountingCustomerParty/{*}Party")
        self.assertEqual(
            party.findtext("{*}PartyIdentification/{*}ID"),
            party.findtext("{*}PartyLegalEntity/{*}CompanyID"),
        )
        return party.findtext("{*}PartyIdentification/{*}ID")
