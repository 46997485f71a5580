from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestContractTerm(ContractCase):
    @classmethod
    @freeze_time("2026-03-01 09:00:00")
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract(cls.commune_a)

    @freeze_time("2026-03-01 09:00:00")
    def test_notice_deadline_is_counted_back_from_the_term(self):
        self.assertEqual(self.contract.term_end, date(2028, 12, 31))
        self.assertEqual(self.contract.notice_deadline, date(2028, 9, 30))
        self.assertFalse(self.contract.last_day)

    @freeze_time("2026-03-01 09:00:00")
    def test_convention_without_renewal_needs_no_notice(self):
        self.contract.renewal = "none"
        self.assertEqual(self.contract.last_day, date(2028, 12, 31))
        self.assertFalse(self.contract.notice_deadline)

    def test_night_cron_moves_the_deadline_on_after_a_tacit_renewal(self):
        with freeze_time("2026-03-01 09:00:00"):
            self._sign(self.contract)
        with freeze_time("2029-01-01 03:00:00"):
            self.env["dpo.contract"]._cron_refresh_terms()
            self.assertEqual(self.contract.term_end, date(2029, 12, 31))
            self.assertEqual(self.contract.notice_deadline, date(2029, 9, 30))
            self.assertEqual(self.contract.renewal_count, 1)

    def test_night_cron_counts_days_in_paris(self):
        with freeze_time("2026-03-01 09:00:00"):
            self._sign(self.contract)
        # 23:30 UTC on 30 September is already 1 October in Paris
        with freeze_time("2028-09-30 22:30:00"):
            self.env["dpo.contract"]._cron_refresh_terms()
            self.assertEqual(self.contract.notice_deadline, date(2029, 9, 30))

    @freeze_time("2028-12-01 09:00:00")
    def test_express_renewal_is_an_act_that_lengthens_the_convention(self):
        self.contract.write({"renewal": "express"})
        self.assertEqual(self.contract.last_day, date(2028, 12, 31))
        self._sign(self.contract)
        act = self._create_act(self.commune_a, "2028-60", "2028-11-15")
        self.contract.renewal_act_ids = act
        self.assertEqual(self.contract.last_day, date(2029, 12, 31))
        self.assertEqual(self.contract.renewal_count, 1)

    @freeze_time("2026-03-01 09:00:00")
    def test_terms_sent_for_signature_are_frozen(self):
        self._send(self.contract)
        with self.assertRaises(UserError):
            self.contract.duration_months = 12
        self.contract.action_reopen("Durée à corriger")
        self.contract.duration_months = 12
        self.assertEqual(self.contract.term_end, date(2026, 12, 31))
