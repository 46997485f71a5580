from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_billing import BillingCase
from .common_fee_call import TODAY

DAY = date(2026, 2, 2)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBillingReference(BillingCase):
    def _reference(self, collectivity, day=DAY):
        return collectivity._dpo_billing_reference(self.company, day)

    def _create_paid_contract(self, **values):
        contract = self._create_contract(self.commune_a)
        self._sign(contract)
        contract.write(values)
        return contract

    # --- budgets ----------------------------------------------------------------------

    def test_spaces_of_a_siret_are_removed(self):
        siret = self._get_siret("219900016")
        budget = self._create_budget(self.commune_a, siret=f"219 900 016\u00a0{siret[9:]} ")
        self.assertEqual(budget.siret, siret)

    def test_a_wrong_digit_and_a_wrong_length_are_refused_in_words(self):
        siret = self._get_siret("219900016")
        with self.assertRaisesRegex(ValidationError, "a digit is wrong"):
            self._create_budget(self.commune_a, siret=f"{siret[:-1]}{(int(siret[-1]) + 1) % 10}")
        with self.assertRaisesRegex(ValidationError, "14 digits"):
            self._create_budget(self.commune_a, siret="2199000160001")

    def test_a_budget_of_a_commune_keeps_its_siren(self):
        with self.assertRaisesRegex(ValidationError, "SIREN is 219900016"):
            self._create_budget(self.commune_a, siret=self._get_siret("219900024"))

    def test_another_siren_is_only_shown_for_a_grouping(self):
        budget = self._create_budget(self.epci, siret=self._get_siret("219900024"))
        self.assertIn("check with the debtor", budget.siren_warning)

    def test_a_debtor_has_one_main_budget(self):
        self._create_budget(self.commune_a)
        annex = {"name": "Eau", "siret": self._get_siret("219900016", 2)}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_budget(self.commune_a, **annex)

    def test_an_annex_budget_stands_beside_the_main_one(self):
        self._create_budget(self.commune_a)
        self._create_budget(self.commune_a, siret=self._get_siret("219900016", 2), kind="annex")
        self.assertEqual(len(self.commune_a.dpo_budget_ids), 2)

    # --- which reference a bill carries -----------------------------------------------

    def test_without_anything_known_the_siret_of_the_card_remains(self):
        reference = self._reference(self.commune_a)
        self.assertEqual(reference.siret, self.commune_a.company_registry)
        self.assertFalse(reference.service_code or reference.commitment_number)

    def test_the_siret_of_the_main_budget_comes_before_the_one_of_the_card(self):
        budget = self._create_budget(self.epci, siret=self._get_siret("219900024"))
        self.assertEqual(self._reference(self.epci).siret, budget.siret)

    def test_the_convention_speaks_while_the_debtor_gave_nothing_for_the_year(self):
        service = self._create_service(self.commune_a)
        self._create_paid_contract(
            billing_service_id=service.id, commitment_number="EJ-2024", market_number="M-12"
        )
        self._commit(self.commune_a, "EJ-2025", year=2025)
        reference = self._reference(self.commune_a)
        self.assertEqual(
            (reference.service_code, reference.commitment_number, reference.market_number),
            ("SG", "EJ-2024", "M-12"),
        )

    def test_the_commitment_of_the_year_replaces_the_one_of_the_convention(self):
        self._create_paid_contract(commitment_number="EJ-2024", market_number="M-12")
        service = self._create_service(self.commune_a, "FIN")
        self._commit(self.commune_a, "EJ-2026", service_id=service.id)
        reference = self._reference(self.commune_a)
        self.assertEqual(
            (reference.service_code, reference.commitment_number, reference.market_number),
            ("FIN", "EJ-2026", "M-12"),
        )

    def test_a_convention_in_preparation_gives_no_reference(self):
        self._create_contract(self.commune_a, commitment_number="EJ-2024")
        self.assertFalse(self._reference(self.commune_a).commitment_number)

    def test_the_commitment_of_another_opsn_is_not_used(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        self._commit(self.commune_a, "EJ-AUTRE", company_id=other.id)
        self.assertFalse(self._reference(self.commune_a).commitment_number)

    def test_a_debtor_has_one_commitment_a_year(self):
        self._commit(self.commune_a)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._commit(self.commune_a, "EJ-2")

    def test_a_commitment_takes_the_budget_of_its_service(self):
        service = self._create_service(self.commune_a)
        commitment = self._commit(self.commune_a, service_id=service.id)
        self.assertEqual(commitment.budget_id, service.budget_id)

    def test_a_commitment_refuses_the_service_of_another_budget(self):
        service = self._create_service(self.commune_a)
        annex = self._create_budget(
            self.commune_a, siret=self._get_siret("219900016", 2), kind="annex"
        )
        commitment = self._commit(self.commune_a, service_id=service.id)
        with self.assertRaisesRegex(ValidationError, "belongs to"):
            commitment.budget_id = annex

    def test_a_convention_refuses_the_service_of_who_does_not_pay(self):
        service = self._create_service(self.commune_b)
        with self.assertRaisesRegex(ValidationError, "who pays"):
            self._create_contract(self.commune_a, billing_service_id=service.id)
