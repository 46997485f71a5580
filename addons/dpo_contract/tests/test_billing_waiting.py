from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_billing import BillingCase
from .common_fee_call import TODAY


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBillingWaiting(BillingCase):
    """A debtor who requires a reference waits; nobody else waits for it."""

    def _lock_with_rule(self, rule="commitment"):
        self.commune_a.dpo_invoicing_rule = rule
        return self._lock(self._compute())

    def test_only_the_rows_of_the_debtor_wait(self):
        call = self._lock_with_rule()
        self.assertEqual(self._row(call, self.commune_a).waiting_for, "commitment")
        self.assertEqual(self._issuable(call).payer_id, self.commune_b | self.epci)
        self.assertEqual(call.waiting_count, 1)

    def test_a_call_that_is_not_locked_waits_for_nothing(self):
        self.commune_a.dpo_invoicing_rule = "both"
        call = self._compute()
        self.assertFalse(any(call.row_ids.mapped("waiting_for")))

    def test_the_commitment_releases_the_row(self):
        call = self._lock_with_rule()
        self._commit(self.commune_a)
        self.assertIn(self.commune_a, self._issuable(call).payer_id)
        self.assertEqual(call.waiting_count, 0)

    def test_the_commitment_of_another_year_does_not(self):
        call = self._lock_with_rule()
        self._commit(self.commune_a, year=2025)
        self.assertTrue(self._row(call, self.commune_a).waiting_for)

    def test_a_number_taken_back_puts_the_row_on_hold_again(self):
        call = self._lock_with_rule()
        commitment = self._commit(self.commune_a)
        commitment.number = False
        self.assertTrue(self._row(call, self.commune_a).waiting_for)
        commitment.number = "EJ-2"
        self.assertFalse(self._row(call, self.commune_a).waiting_for)
        commitment.unlink()
        self.assertTrue(self._row(call, self.commune_a).waiting_for)

    def test_the_convention_releases_the_row(self):
        contract = self._sign(self._create_contract(self.commune_a))
        call = self._lock_with_rule()
        contract.commitment_number = "EJ-2024"
        self.assertFalse(self._row(call, self.commune_a).waiting_for)

    def test_a_service_that_requires_a_number_puts_the_row_on_hold(self):
        call = self._lock_with_rule("none")
        service = self._create_service(self.commune_a)
        self._commit(self.commune_a, number=False, service_id=service.id)
        self.assertFalse(self._row(call, self.commune_a).waiting_for)
        service.requires_commitment = True
        self.assertEqual(self._row(call, self.commune_a).waiting_for, "commitment")

    def test_each_rule_names_what_is_missing(self):
        call = self._lock_with_rule("none")
        row = self._row(call, self.commune_a)
        for rule in ("service", "commitment", "either", "both"):
            self.commune_a.dpo_invoicing_rule = rule
            self.assertEqual(row.waiting_for, rule)

    def test_an_accountant_issues_without_and_says_why(self):
        call = self._lock_with_rule()
        row = self._row(call, self.commune_a).with_user(self.staff["billing"])
        row.action_waive_reference("La mairie paie sans numéro")
        self.assertIn(self.commune_a, self._issuable(call).payer_id)
        self.assertEqual(row.waived_by_id, self.staff["billing"])
        self.assertIn("La mairie paie sans numéro", call.message_ids[0].body)

    def test_nobody_issues_without_a_reason_nor_without_the_role(self):
        row = self._row(self._lock_with_rule(), self.commune_a)
        with self.assertRaises(UserError):
            row.with_user(self.staff["billing"]).action_waive_reference("  ")
        for role in ("reader", "officer", "officer_all", "manager", "trainer"):
            with self.assertRaises(AccessError, msg=role):
                row.with_user(self.staff[role]).action_waive_reference("Parce que")
        with self.assertRaises(AccessError):
            row.with_user(self.mayor_a).action_waive_reference("Parce que")

    def test_a_row_that_waits_for_nothing_has_nothing_to_waive(self):
        row = self._row(self._lock_with_rule("none"), self.commune_a)
        with self.assertRaisesRegex(UserError, "None of these rows waits"):
            row.with_user(self.staff["billing"]).action_waive_reference("Parce que")

    def test_each_debtor_of_the_call_has_its_reference(self):
        self._commit(self.commune_a, "EJ-A")
        call = self._compute()
        references = call._get_billing_references(self.bodies)
        self.assertEqual(references[self.commune_a].commitment_number, "EJ-A")
        self.assertEqual(references[self.epci].siret, self.epci.company_registry)

    def test_the_lists_of_the_call_open(self):
        call = self._lock_with_rule()
        action = call.action_open_waiting()
        rows = self.env["dpo.fee.row"].search(action["domain"])
        self.assertEqual(rows.payer_id, self.commune_a)

    def test_an_accountant_records_what_a_structure_requires(self):
        wizards = self.env["dpo.payer.rule"]
        values = {"partner_ids": self.commune_a.ids, "rule": "both"}
        call = self._lock_with_rule("none")
        wizards.with_user(self.staff["billing"]).create(values).action_apply()
        self.assertEqual(self._row(call, self.commune_a).waiting_for, "both")
        with self.assertRaises(AccessError):
            wizards.create(values).with_user(self.staff["officer"]).action_apply()

    def test_a_structure_that_another_opsn_serves_is_left_alone(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        accountant = self.staff["billing"].copy({"login": "autre.compta"})
        accountant.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        values = {"partner_ids": self.commune_a.ids, "rule": "both"}
        with self.assertRaises(AccessError):
            self.env["dpo.payer.rule"].with_user(accountant).create(values).action_apply()
        self.assertNotEqual(self.commune_a.dpo_invoicing_rule, "both")
