from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_days import DaysCase
from .common_fee_call import plain


@tagged("post_install", "-at_install")
@freeze_time("2026-12-20 09:00:00")
class TestDaysCalled(DaysCase):
    """Days beyond those included, called once each."""

    def _call(self, **values):
        call = self._compute(component_ids=self.days.ids, **values)
        self.env["dpo.day.entry"].invalidate_model()
        return call

    def test_days_included_are_not_called(self):
        self._note("2026-03-02", 840)
        self.assertFalse(self._call().row_ids)

    def test_what_goes_beyond_is_called_with_the_list_of_interventions(self):
        self._note("2026-03-02", 840)
        self._note("2026-09-07", 240)
        row = self._call().row_ids
        self.assertEqual((row.days, row.amount_called, row.is_day_counted), (1, 350, True))
        self.assertEqual(
            plain(row.explanation),
            "Temps passé au 20/12/2026 : 2,57 j pour 2 j inclus : 1 j × 350 € = 350 € ; "
            "interventions : 07/09/2026, sur place, Registre de test : 4 h",
        )
        self.assertNotIn("secrétaire", str(row.snapshot))

    def test_a_locked_call_proves_its_days_from_its_own_figures(self):
        self._note("2026-03-02", 1050)
        call = self._lock(self._call())
        self.assertEqual(self.env["dpo.fee.sync"]._prove(call), [])

    def test_time_called_is_not_called_again(self):
        self._note("2026-03-02", 1260)
        first = self._lock(self._call())
        self.assertEqual(first.row_ids.amount_called, 350)
        self.assertFalse(self._call().row_ids)

    def test_a_trial_prices_the_days_that_a_call_has_asked_for(self):
        self._vote(self.grid)
        self._note("2026-03-02", 1260)
        call = self._lock(self._compute())
        trial = self.env["dpo.fee.scenario"].browse(self.grid.action_try()["res_id"])
        trial.write({"reference_kind": "call", "reference_call_id": call.id})
        trial.action_compute()
        line = trial.line_ids.filtered(lambda line: line.collectivity_id == self.commune_a)
        self.assertEqual((line.amount_before, line.amount_after), (140 + 350, 140 + 350))

    def test_more_time_of_the_same_year_makes_another_row(self):
        self._note("2026-03-02", 1260)
        self._lock(self._call())
        self._note("2026-11-04", 300)
        row = self._call().row_ids
        self.assertEqual((row.days, str(row.period_start)), (1, "2026-11-04"))
        self.assertIn("1 j déjà appelés", plain(row.explanation))
        self.assertEqual(row.flag, "ok")

    def test_two_calls_ask_for_what_one_would(self):
        for day in ("2026-02-02", "2026-03-03", "2026-04-04", "2026-05-05", "2026-06-06"):
            self._note(day, 250)
        self._lock(self._call())
        for day in ("2026-09-01", "2026-01-15"):
            self._note(day, 130)
        self._lock(self._call())
        rows = self.env["dpo.fee.row"].search([("component_id", "=", self.days.id)])
        # 1,510 minutes are 3.6 days: 1.6 beyond, in half-days started
        self.assertEqual(sum(rows.mapped("days")), 2)

    def test_a_cancelled_call_frees_its_time(self):
        exchange = self._note("2026-03-02", 1260)
        first = self._lock(self._call())
        first.with_user(self.staff["manager"]).action_cancel("Erreur de période")
        again = self._call()
        self.assertEqual((again.row_ids.days, again.row_ids.revision), (1, 1))
        exchange.minutes = 1400

    def test_time_called_no_longer_changes(self):
        exchange = self._note("2026-03-02", 1260)
        self._lock(self._call())
        with self.assertRaisesRegex(UserError, "called by"):
            exchange.minutes = 30
        with self.assertRaisesRegex(UserError, "called by"):
            exchange.unlink()
        exchange.summary = "Une précision"

    def test_nobody_types_which_call_took_the_time(self):
        exchange = self._note("2026-03-02", 60)
        with self.assertRaises(UserError):
            exchange.day_called = 3

    def test_time_that_changed_since_the_computation_stops_the_lock(self):
        exchange = self._note("2026-03-02", 1260)
        call = self._call()
        exchange.minutes = 900
        with self.assertRaisesRegex(UserError, "compute again"):
            call.action_lock()

    def test_days_below_the_threshold_are_carried_over_and_called_once(self):
        """A day at 10 € waits for the next claim of the commune."""
        self.days.rule_ids.amount = 10
        self._note("2026-03-02", 1260)
        first = self._call()
        first.row_ids.action_decide_threshold("carry_over")
        self._lock(first)
        self._note("2026-11-04", 1260)
        second = self._call()
        carried, more = second.row_ids.sorted("days")
        self.assertEqual((carried.days, more.days), (1, 3))
        self._lock(second)
        self.assertFalse(self._call().row_ids)

    def test_an_excluded_row_does_not_take_the_time(self):
        exchange = self._note("2026-03-02", 1260)
        self._note("2026-03-02", 1260, self._create_other().collectivity_id)
        call = self._call()
        self._row(call, self.commune_a).action_exclude("Geste du syndicat")
        self._lock(call)
        self.assertFalse(exchange.day_row_id)

    def _create_other(self):
        body = self._create_collectivity("Autre commune", False)
        body.company_registry = False
        return self._sign_days(body)

    def test_two_debtors_share_the_days(self):
        self.contract.action_reopen("Partage")
        self.contract.coverage_ids.share_percent = 60
        self.contract.coverage_ids = [
            Command.create(
                {
                    "collectivity_id": self.commune_a.id,
                    "payer_id": self.epci.id,
                    "share_percent": 40,
                }
            )
        ]
        self._sign(self.contract)
        self._note("2026-03-02", 1260)
        call = self._lock(self._call())
        amounts = {row.payer_id: row.amount_called for row in call.row_ids}
        self.assertEqual(amounts, {self.commune_a: 210, self.epci: 140})
        self.assertFalse(self._call().row_ids)

    def test_a_change_of_payer_gives_each_its_own_interventions(self):
        self.contract.coverage_ids.date_until = "2026-06-30"
        self.contract.coverage_ids = [
            Command.create(
                {
                    "collectivity_id": self.commune_a.id,
                    "payer_id": self.epci.id,
                    "date_from": "2026-07-01",
                }
            )
        ]
        self._note("2026-05-04", 1050)
        self._note("2026-09-07", 420)
        call = self._call()
        self.assertEqual(self._row(call, self.commune_a, self.commune_a).days, 0.5)
        self.assertEqual(self._row(call, self.commune_a, self.epci).days, 1)

    def test_a_convention_that_counts_no_time_is_called_no_days(self):
        self._sign(self._create_contract(self.commune_b))
        self._note("2026-03-02", 1260, self.commune_b)
        self.assertFalse(self._call().row_ids)

    def test_days_of_another_component_are_typed_as_before(self):
        self._sign(self._create_contract(self.commune_b))
        self.days.is_day_excess = False
        row = self._row(self._call(), self.commune_b)
        self.assertEqual((row.reason, row.is_day_counted), ("no_days", False))

    def test_a_price_of_days_with_a_floor_is_not_voted(self):
        self.days.rule_ids.floor = 50
        with self.assertRaisesRegex(UserError, "without floor"):
            self._vote(self.grid)

    def test_the_etat_liquidatif_carries_the_list_of_interventions(self):
        self._note("2026-03-02", 840)
        for day in range(1, 11):
            self._note(f"2026-09-{day:02}", 60)
        call = self._lock(self._call())
        line = call.statement_ids._get_payload()["lines"][0]
        self.assertEqual(len(line["interventions"]), 11)
        self.assertEqual(line["interventions"][0]["beyond"], "")
        self.assertEqual(line["interventions"][1]["beyond"], "0,5")
