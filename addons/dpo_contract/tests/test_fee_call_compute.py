from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_fee_call import TODAY, FeeCallCase, plain


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeCallCompute(FeeCallCase):
    """From the voted grid and the facts to the rows."""

    def test_statutory_members_without_convention_are_called(self):
        call = self._compute()
        amounts = {row.collectivity_id: row.amount_called for row in call.row_ids}
        self.assertEqual(amounts, {self.commune_a: 140, self.commune_b: 420, self.epci: 1000})
        self.assertEqual(call.row_ids.payer_id, self.bodies)
        self.assertFalse(call.row_ids.contract_id)

    def test_a_row_states_its_bases_de_liquidation(self):
        row = self._row(self._compute(), self.commune_b)
        self.assertEqual(
            plain(row.explanation),
            "Population municipale 2023 (INSEE) : 1 243 hab. → tranche 500 et plus : 420 €",
        )
        self.assertEqual((row.population, row.population_year), (1243, 2023))
        self.assertEqual(row.snapshot["population"]["value"], 1243)

    def test_an_epci_is_counted_with_its_own_communes(self):
        self.env["dpo.membership"].create(
            {
                "collectivity_id": self.commune_a.id,
                "grouping_id": self.epci.id,
                "date_from": "2017-01-01",
            }
        )
        call = self._compute()
        self.assertEqual(self._row(call, self.commune_a).grouping_id, self.epci)
        self.assertEqual(self._row(call, self.epci).grouping_id, self.epci)
        self.assertFalse(self._row(call, self.commune_b).grouping_id)

    def test_totals_are_the_sum_of_the_rows_to_the_cent(self):
        call = self._compute()
        self.assertEqual(call.amount_total, 1560)
        self.assertEqual(call.amount_total, sum(call.row_ids.mapped("amount_called")))
        self.assertEqual((call.row_count, call.payer_count, call.ok_count), (3, 3, 3))

    def test_a_second_computation_changes_nothing(self):
        call = self._compute()
        before = call.row_ids.mapped("write_date")
        done = self.env["dpo.fee.sync"]._sync(call)
        self.assertEqual(done, {"created": 0, "changed": 0, "same": 3, "removed": 0})
        self.assertEqual(call.row_ids.mapped("write_date"), before)

    def test_a_new_figure_changes_its_own_row_only(self):
        call = self._compute()
        self._set_population(self.commune_a, 512, year=2024)
        done = self.env["dpo.fee.sync"]._sync(call)
        self.assertEqual((done["changed"], done["same"]), (1, 2))
        self.assertEqual(self._row(call, self.commune_a).amount_called, 420)

    def test_exclusions_survive_a_new_computation(self):
        call = self._compute()
        row = self._row(call, self.commune_a)
        row.action_exclude("réclamation en cours")
        self._set_population(self.commune_a, 512, year=2024)
        call.action_compute()
        self.assertEqual((row.flag, row.amount, row.amount_called), ("excluded", 420, 0))
        self.assertEqual(row.excluded_reason, "réclamation en cours")
        row.action_include()
        self.assertEqual((row.flag, row.amount_called), ("ok", 420))

    def test_who_no_longer_owes_leaves_the_call(self):
        call = self._compute()
        self.commune_a.dpo_engagement_ids.date_until = "2025-12-31"
        call.action_compute()
        self.assertFalse(self._row(call, self.commune_a))

    def test_nothing_is_owed_after_a_dissolution(self):
        self.commune_a.dpo_dissolved_on = "2025-12-31"
        self.assertFalse(self._row(self._compute(), self.commune_a))

    def test_joining_in_may_is_called_for_eight_months(self):
        self._join(self.commune_b, "2026-05-15")
        row = self._row(self._compute(), self.commune_b)
        self.assertEqual((row.amount_called, row.prorata_num, row.prorata_den), (280, 8, 12))
        self.assertIn("adhésion au 15/05 : 8/12", plain(row.explanation))

    def test_only_the_chosen_components_are_called(self):
        days = self._add_component(
            self.grid, "JOUR", brackets=(), name="Journées", default_mode="per_day"
        )
        self._add_flat_rule(days, self.type_commune | self.type_epci, 250)
        call = self._compute(component_ids=self.component.ids)
        self.assertEqual(call.row_ids.component_id, self.component)

    def test_days_typed_on_a_row_are_kept_and_priced(self):
        days = self._add_component(
            self.grid, "JOUR", brackets=(), name="Journées", default_mode="per_day"
        )
        self._add_flat_rule(days, self.type_commune | self.type_epci, 250)
        call = self._compute(component_ids=days.ids)
        row = self._row(call, self.commune_a)
        self.assertEqual((row.flag, row.reason), ("blocked", "no_days"))
        row.with_user(self.staff["billing"]).days = 1.5
        call.action_compute()
        self.assertEqual((row.days, row.amount_called), (1.5, 375))

    def test_another_call_of_the_year_calls_only_what_is_left(self):
        self.commune_b.dpo_engagement_ids.date_from = "2027-01-01"
        first = self._lock(self._compute())
        self.commune_b.dpo_engagement_ids.date_from = "2026-01-01"
        second = self._compute()
        self.assertEqual(first.row_ids.collectivity_id, self.commune_a | self.epci)
        self.assertEqual(second.row_ids.collectivity_id, self.commune_b)

    def test_another_grid_for_the_same_year_calls_nothing_twice(self):
        self._lock(self._compute())
        copy = self.grid.copy()
        self._vote(copy)
        call = self.env["dpo.fee.call"].create({"grid_id": copy.id})
        call.action_compute()
        self.assertFalse(call.row_ids)

    def test_variation_and_newcomers_against_the_year_before(self):
        self.epci.dpo_engagement_ids.date_from = "2026-01-01"
        grid, self.__class__.grid = self.grid, self._create_grid(2025)
        self.addCleanup(setattr, self.__class__, "grid", grid)
        self._add_component(self.grid, brackets=((0, 500, 140), (500, 0, 380)))
        self._set_population(self.commune_a, 230, 2022, "2025-01-01")
        self._set_population(self.commune_b, 1240, 2022, "2025-01-01")
        self._vote(self.grid, "2024-12-02")
        self._lock(self._compute())
        self.__class__.grid = grid
        call = self._compute()
        row = self._row(call, self.commune_b)
        self.assertEqual((row.previous_amount, row.reason, row.flag), (380, "variation", "warning"))
        self.assertAlmostEqual(row.variation, 10.5, 1)
        self.assertIn("+10,5 %", row.reason_text)
        self.assertEqual(self._row(call, self.commune_a).flag, "ok")
        self.assertEqual(self._row(call, self.epci).reason, "new")

    def test_rows_are_never_typed(self):
        row = self._row(self._compute(), self.commune_a).with_user(self.staff["billing"])
        for values in ({"amount": 1}, {"flag": "ok"}, {"excluded_reason": "x"}, {"snapshot": {}}):
            with self.assertRaises(AccessError):
                row.write(values)
        with self.assertRaises(AccessError):
            row.copy()
        with self.assertRaises(AccessError):
            row.unlink()

    def test_a_row_never_changes_beneficiary_debtor_or_call(self):
        row = self._row(self._compute(), self.commune_a)
        for name, other in (("collectivity_id", self.commune_b), ("payer_id", self.epci)):
            with self.assertRaises(UserError):
                row[name] = other

    def test_the_grid_must_be_voted(self):
        draft = self._create_grid(2027)
        call = self.env["dpo.fee.call"].create({"grid_id": draft.id})
        with self.assertRaisesRegex(UserError, "2027"):
            call.action_compute()

    def test_another_period_asks_for_a_new_computation(self):
        call = self._compute()
        call.period_to = "2026-06-30"
        self.assertEqual(call.state, "draft")

    def test_the_name_follows_the_mode_and_the_components(self):
        self.assertEqual(self._create_call().name, "Appel de contributions 2026")
        self.company.dpo_billing_mode = "invoice"
        call = self._create_call()
        self.assertEqual(call.name, "Appel de cotisations 2026")
        self.company.dpo_billing_mode = "titre"
        self.assertEqual(call.billing_mode, "invoice", "frozen on the call")
