from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestContractEnd(ContractCase):
    @classmethod
    @freeze_time("2026-02-01 09:00:00")
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._sign(cls._create_contract(cls.commune_a, duration_months=12))

    def _announce(self, received="2026-09-30", **values):
        form = Form(
            self.env["dpo.contract.notice"].with_context(default_contract_id=self.contract.id)
        )
        form.end_reason = "La commune recrute son propre DPD"
        form.notice_received_on = received
        for name, value in values.items():
            form[name] = value
        form.save().action_confirm()

    def _complete_checklist(self):
        self.contract.closing_ids.action_done()

    @freeze_time("2026-09-30 09:00:00")
    def test_notice_in_time_ends_at_the_term(self):
        self._announce("2026-09-30", notice_letter="1A 123")
        self.assertEqual(self.contract.state, "notice")
        self.assertEqual(self.contract.date_end, date(2026, 12, 31))
        self.assertEqual(self.contract.last_day, date(2026, 12, 31))
        self.assertEqual(self.contract.notice_letter, "1A 123")

    @freeze_time("2026-10-01 09:00:00")
    def test_notice_one_day_late_runs_one_term_more(self):
        self.contract._compute_term()
        self._announce("2026-10-01")
        self.assertEqual(self.contract.date_end, date(2027, 12, 31))

    @freeze_time("2026-05-10 09:00:00")
    def test_early_termination_needs_its_own_last_day(self):
        with self.assertRaises(AssertionError):  # Form: a required field is empty
            self._announce(end_kind="termination")
        self._announce(end_kind="termination", end_party="both", date_end="2026-06-30")
        self.assertEqual(self.contract.date_end, date(2026, 6, 30))
        self.assertEqual(self.contract.coverage_ids.effective_until, date(2026, 6, 30))

    @freeze_time("2026-05-10 09:00:00")
    def test_convention_does_not_end_before_it_began(self):
        with self.assertRaises(UserError):
            self._announce(end_kind="termination", date_end="2025-12-31")

    @freeze_time("2026-09-01 09:00:00")
    def test_announced_end_opens_the_checklist_of_the_nature(self):
        self._announce()
        codes = self.contract.closing_ids.mapped("code")
        self.assertIn("cnil", codes)
        self.assertEqual(len(codes), 6)
        support = self._sign(self._create_contract(self.commune_b, nature="support"))
        support.action_announce_end(
            {"end_kind": "expiry", "date_end": "2028-12-31", "end_reason": "Terme"}
        )
        self.assertNotIn("cnil", support.closing_ids.mapped("code"))

    def test_convention_ends_after_its_last_day_with_a_complete_checklist(self):
        with freeze_time("2026-09-01 09:00:00"):
            self._announce()
            self._complete_checklist()
            step = self.contract.closing_ids[0]
            self.assertEqual(step.done_on, date(2026, 9, 1))
            self.assertEqual(step.done_by_id, self.env.user)
        # still 31 December in Paris
        with freeze_time("2026-12-31 22:30:00"), self.assertRaises(UserError):
            self.contract.action_end()
        with freeze_time("2027-01-01 09:00:00"):
            self.contract.with_user(self.staff["officer_all"]).action_end()
        self.assertEqual(self.contract.state, "ended")
        self.assertEqual(self.contract.engagement_id.date_until, date(2026, 12, 31))

    def test_only_a_manager_with_a_reason_ends_with_steps_left(self):
        with freeze_time("2026-09-01 09:00:00"):
            self._announce()
        with freeze_time("2027-01-02 09:00:00"):
            with self.assertRaises(AccessError):
                self.contract.with_user(self.staff["officer_all"]).action_end("Pressé")
            contract = self.contract.with_user(self.staff["manager"])
            with self.assertRaises(UserError):
                contract.action_end()
            self.env["dpo.contract.reason"].with_user(self.staff["manager"]).create(
                {
                    "contract_id": contract.id,
                    "operation": "action_end",
                    "reason": "La commune ne répond plus",
                }
            ).action_confirm()
        self.assertEqual(self.contract.state, "ended")
        self.assertEqual(self.contract.closing_override, "La commune ne répond plus")

    def test_ended_convention_is_still_billed_for_its_own_days(self):
        with freeze_time("2026-09-01 09:00:00"):
            self._announce()
            self._complete_checklist()
        with freeze_time("2027-01-02 09:00:00"):
            self.contract.action_end()
        contracts = self.env["dpo.contract"]
        year = contracts._get_billable_domain(date(2026, 1, 1), date(2026, 12, 31))
        after = contracts._get_billable_domain(date(2027, 1, 1), date(2027, 12, 31))
        self.assertIn(self.contract, contracts.search(year))
        self.assertNotIn(self.contract, contracts.search(after))

    def test_engagement_runs_on_while_another_convention_carries_it(self):
        with freeze_time("2026-09-01 09:00:00"):
            self._announce()
            self._complete_checklist()
            self._sign(self._create_contract(self.commune_a, date_effect="2027-01-01"))
        with freeze_time("2027-01-02 09:00:00"):
            self.contract.action_end()
        self.assertFalse(self.contract.engagement_id.date_until)

    def test_withdrawal_ends_the_statutory_membership_too(self):
        with freeze_time("2026-09-01 09:00:00"):
            self._announce(end_kind="withdrawal", date_end="2026-12-31")
            self._complete_checklist()
        with freeze_time("2027-01-02 09:00:00"):
            self.contract.action_end()
        statutory = self.commune_a.dpo_engagement_ids.filtered(lambda e: e.nature == "statutory")
        self.assertEqual(statutory.date_until, date(2026, 12, 31))

    @freeze_time("2026-09-01 09:00:00")
    def test_announced_end_is_taken_back_by_a_manager(self):
        self._announce()
        with self.assertRaises(AccessError):
            self.contract.with_user(self.staff["officer_all"]).action_cancel_end("Erreur")
        self.contract.with_user(self.staff["manager"]).action_cancel_end("La commune se ravise")
        self.assertEqual(self.contract.state, "signed")
        self.assertFalse(self.contract.date_end)
        self.assertFalse(self.contract.closing_ids)
        self.assertEqual(self.contract.notice_deadline, date(2026, 9, 30))

    @freeze_time("2026-09-01 09:00:00")
    def test_checklist_is_ticked_only_while_the_end_is_announced(self):
        self._announce()
        step = self.contract.closing_ids[0]
        with self.assertRaises(UserError):
            step.done_on = "2026-09-01"
        step.action_done()
        step.action_undo()
        self.assertFalse(step.done_by_id)
        self._complete_checklist()
        with freeze_time("2027-01-02 09:00:00"):
            self.contract.action_end()
            with self.assertRaises(UserError):
                step.action_undo()
