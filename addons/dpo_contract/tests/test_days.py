from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .common_days import DaysCase


@tagged("post_install", "-at_install")
@freeze_time("2026-10-01 09:00:00")
class TestDays(DaysCase):
    """Days included, spent, left."""

    def _figures(self):
        self.contract.invalidate_recordset()
        names = ("day_included", "day_spent", "day_remaining", "day_beyond")
        return tuple(self.contract[name] for name in names)

    def _entries(self):
        entries = self.env["dpo.day.entry"]
        entries.invalidate_model()
        return entries.search([("collectivity_id", "=", self.commune_a.id)])

    def test_time_on_site_counts_and_a_call_does_not(self):
        self._note("2026-03-02", 210)
        self._note("2026-03-03", 30, channel="phone")
        self.assertEqual(self._figures(), (2, 0.5, 1.5, 0))

    def test_an_officer_may_count_a_call_or_drop_a_courtesy_visit(self):
        self._note("2026-03-02", 210, day_count="no")
        self._note("2026-03-03", 420, channel="phone", day_count="yes")
        self.assertEqual(self._figures(), (2, 1, 1, 0))

    def test_all_time_counts_where_the_convention_says_so(self):
        self.contract._write_by_action({"day_scope": "all"})
        self._note("2026-03-03", 42, channel="phone")
        self.assertEqual(self._figures()[1], 0.1)

    def test_time_of_another_year_or_before_the_convention_is_not_counted(self):
        self._note("2025-12-31", 420)
        entry = self._entries()
        self.assertEqual((entry.contract_id, entry.is_counted), (self.env["dpo.contract"], False))
        self.assertEqual(self._figures()[1], 0)

    def test_a_day_is_the_one_of_paris(self):
        self._note("2026-03-02", 60, occurred_at="2026-12-31 23:30:00")
        self.assertEqual(self._entries().date, date(2027, 1, 1))

    def test_days_voted_in_the_grid_are_included_for_each_beneficiary(self):
        self._add_service("DPD", day_allowance=3)
        self._vote(self.grid)
        self.contract._write_by_action({"day_source": "grid"})
        self.assertEqual(self._figures()[0], 3)

    def test_a_convention_of_a_grouping_has_one_account_for_all(self):
        grouping = self._create_contract(
            self.epci, nature="support", day_scope="on_site", day_source="own", day_allowance=5
        )
        self.env["dpo.contract.coverage"].create(
            {
                "contract_id": grouping.id,
                "collectivity_id": self.commune_b.id,
                "fee_mode": "covered",
            }
        )
        self._sign(grouping)
        self._note("2026-03-02", 420, self.commune_b)
        self._note("2026-03-03", 420, self.epci)
        self.assertEqual((grouping.day_spent, grouping.day_remaining), (2, 3))

    def test_a_portfolio_does_not_hide_time_from_the_account(self):
        self._note("2026-03-02", 420)
        officer = self.staff["officer_all"]
        self.assertEqual(self.contract.with_user(officer).day_spent, 1)

    def test_an_hour_is_not_counted_by_two_conventions(self):
        with self.assertRaises(ValidationError):
            self._sign_days(self.commune_a, nature="support")

    def test_the_days_are_terms_that_were_signed(self):
        with self.assertRaises(UserError):
            self.contract.day_allowance = 20

    def test_the_convention_prints_how_days_are_counted(self):
        texts = self.contract._in_french()._get_day_clauses()
        self.assertIn("demi-journée entamée", texts[-1])
        self.assertIn("Jours d’intervention", str(self.contract._in_french()._get_document()))
        self.assertEqual(self.contract._prepare_approval_payload()["days"], texts)

    def test_days_nearly_spent_are_told_once_a_year(self):
        contracts = self.env["dpo.contract"]
        signals = [("kind", "=", "days_spent"), ("res_id", "=", self.contract.id)]
        self._note("2026-03-02", 600)
        contracts._cron_warn_of_days()
        self.assertFalse(self.env["dpo.signal"].search(signals))
        self._note("2026-03-03", 100)
        self.contract.invalidate_recordset()
        contracts._cron_warn_of_days()
        contracts._cron_warn_of_days()
        signal = self.env["dpo.signal"].search(signals)
        self.assertEqual(signal.collectivity_id, self.commune_a)
        self.assertIn("83", signal.label)
        self.assertIn("consommés", signal.label, "in French, whoever runs the job")

    def test_figures_cost_the_same_for_one_convention_and_for_many(self):
        bodies = [self._create_collectivity(f"Commune {n}", False) for n in range(5)]
        contracts = self.contract.union(*(self._sign_days(body) for body in bodies))
        for body in [self.commune_a, *bodies]:
            self._note("2026-03-02", 210, body)
        self.env.flush_all()
        counts = []
        for some in (contracts[:1], contracts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("day_spent")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
@freeze_time("2026-10-01 09:00:00")
class TestDaysPortal(HttpCase, DaysCase):
    """What a mayor sees of the days of the convention."""

    def _get(self, user, path):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))
        return self.url_open(path)

    def test_mayor_sees_days_and_interventions_but_no_note(self):
        self._note("2026-03-02", 210)
        page = self._get(self.mayor_a, f"/my/conventions/{self.contract.id}").text
        self.assertIn("Registre de test", page)
        self.assertIn("02/03/2026", page)
        self.assertNotIn("secrétaire a dit", page)

    def test_mayor_sees_no_time_of_another_commune(self):
        self._note("2026-03-02", 210, self.commune_b)
        self._note("2026-03-02", 210)
        entries = self.env["dpo.day.entry"].with_user(self.mayor_a).search([])
        self.assertEqual(entries.collectivity_id, self.commune_a)
        self.assertFalse(self.env["dpo.exchange"].with_user(self.mayor_a).has_access("read"))
