import io

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_fee_call import TODAY, FeeCallCase, plain


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeScenario(FeeCallCase):
    """A grid tried in memory says what a call would, and changes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dpo.membership"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "grouping_id": cls.epci.id,
                "date_from": "2017-01-01",
            }
        )
        cls._vote(cls.grid)

    def _try(self, **values):
        """A trial of a copy of the grid in force."""
        trial = self.env["dpo.fee.scenario"].browse(self.grid.action_try()["res_id"])
        trial.write(values)
        return trial

    def _use_copy(self):
        """A grid in preparation for this test alone."""
        self.addCleanup(setattr, type(self), "grid", self.grid)
        type(self).grid = self.grid.copy()

    def _rule(self, trial, amount):
        return trial.grid_id.component_ids.rule_ids.filtered(lambda rule: rule.amount == amount)

    def _line(self, trial, member):
        return trial.line_ids.filtered(lambda line: line.collectivity_id == member)

    # --- the same figures as a call -----------------------------------------------------

    def test_a_trial_brings_in_what_a_call_on_the_same_grid_does(self):
        self._join(self.commune_b, "2026-05-15")
        trial = self._try()
        self._rule(trial, 420).amount = 433.33
        trial.action_compute()
        self._vote(trial.grid_id)
        call = self.env["dpo.fee.call"].create({"grid_id": trial.grid_id.id})
        call.action_compute()
        self.assertEqual(trial.amount_after, call.amount_total)
        self.assertEqual(
            {line.collectivity_id: line.amount_after for line in trial.line_ids},
            {row.collectivity_id: row.amount for row in call.row_ids},
        )

    def test_a_call_of_reference_is_read_as_it_was_called(self):
        call = self._compute()
        self._row(call, self.epci).action_exclude("convention à venir")
        trial = self._try(reference_kind="call", reference_call_id=call.id)
        trial.action_compute()
        self.assertEqual((trial.amount_before, trial.difference), (560, 0))
        self.assertFalse(self._line(trial, self.epci), "what was excluded is not compared")

    def test_days_typed_on_a_call_are_priced_by_the_trial(self):
        self._use_copy()
        days = self._add_component(
            self.grid, "JOUR", brackets=(), name="Journées", default_mode="per_day"
        )
        self._add_flat_rule(days, self.type_commune | self.type_epci, 250)
        call = self._compute(component_ids=days.ids)
        self._row(call, self.commune_a).days = 2
        trial = self._try()
        self.assertEqual(self._line(trial, self.commune_a).amount_after, 140 + 500)

    def test_what_could_not_be_called_counts_for_nothing_and_is_named(self):
        self.env["dpo.metric"].search([("collectivity_id", "=", self.commune_b.id)]).unlink()
        trial = self._try()
        line = self._line(trial, self.commune_b)
        self.assertEqual((line.amount_after, line.problem), (0, "Population inconnue"))
        self.assertEqual(trial.summary["problems"], [["Population inconnue", 1]])

    # --- nothing else changes -----------------------------------------------------------

    def test_the_grid_in_force_and_the_calls_are_untouched(self):
        before = self.env["dpo.fee.proof"]._prepare_rules(self.grid)
        rows = self.env["dpo.fee.row"].search_count([])
        trial = self._try(target_amount=2000)
        self._rule(trial, 420).amount = 500
        trial.action_balance()
        self.assertNotEqual(trial.grid_id, self.grid)
        self.assertEqual(self.env["dpo.fee.proof"]._prepare_rules(self.grid), before)
        self.assertEqual(self.env["dpo.fee.row"].search_count([]), rows)
        self.assertEqual(self.env["dpo.fee.call"].search_count([]), 0)

    def test_a_copy_of_a_trial_tries_a_grid_of_its_own(self):
        trial = self._try()
        copied = trial.copy()
        self.assertNotEqual(copied.grid_id, trial.grid_id)
        self.assertFalse(copied.summary)

    def test_a_draft_is_tried_as_it_stands_against_the_former_grid(self):
        draft = self.grid.copy()
        trial = self.env["dpo.fee.scenario"].browse(draft.action_try()["res_id"])
        self.assertEqual((trial.grid_id, trial.reference_grid_id), (draft, self.grid))

    def test_a_changed_price_makes_the_results_out_of_date(self):
        trial = self._try()
        self.assertFalse(trial.is_outdated)
        self._rule(trial, 420).amount = 500
        self.assertTrue(trial.is_outdated)
        trial.action_compute()
        self.assertFalse(trial.is_outdated)

    def test_days_included_that_change_make_the_results_out_of_date(self):
        trial = self._try()
        trial.grid_id.component_ids[0].day_allowance = 3
        self.assertTrue(trial.is_outdated)

    # --- results ------------------------------------------------------------------------

    def test_winners_losers_and_epci(self):
        trial = self._try()
        self._rule(trial, 420).amount = 500
        self._rule(trial, 140).amount = 100
        trial.action_compute()
        summary = trial.summary
        self.assertEqual((trial.amount_before, trial.amount_after), (1560, 1600))
        self.assertEqual(summary["trends"]["up"], [1, "420.00", "500.00"])
        self.assertEqual(summary["trends"]["down"], [1, "140.00", "100.00"])
        self.assertEqual([m["name"] for m in summary["raised"]], ["Le Modèle"])
        self.assertEqual([m["name"] for m in summary["lowered"]], ["Saint-Exemple"])
        groups = {part["name"]: (part["count"], part["up"]) for part in summary["groupings"]}
        self.assertEqual(groups, {"CC des Exemples": (2, 0), "Sans EPCI": (1, 1)})
        self.assertEqual(dict(summary["histogram"])["from_10"], 1)
        line = self._line(trial, self.commune_b)
        self.assertEqual((line.difference, round(line.variation, 1)), (80, 19))

    def test_the_last_populations_show_who_changes_bracket(self):
        self._set_population(self.commune_a, 512, 2024, "2027-01-01")
        trial = self.env["dpo.fee.scenario"].browse(self.grid.action_try_population()["res_id"])
        self.assertEqual((trial.population_year, trial.reference_population_year), (2024, 2023))
        line = self._line(trial, self.commune_a)
        self.assertEqual((line.population_before, line.population_after), (230, 512))
        self.assertEqual((line.amount_before, line.amount_after), (140, 420))
        self.assertTrue(line.is_bracket_changed)
        self.assertEqual(plain(line.bracket_after), "500 habitants et plus")
        self.assertEqual(trial.summary["brackets"], 1)
        self.assertFalse(self._line(trial, self.commune_b).is_bracket_changed)

    # --- balance ------------------------------------------------------------------------

    def test_the_grid_is_scaled_to_a_sum_and_says_what_it_reaches(self):
        trial = self._try(target_amount=2000)
        trial.action_balance()
        self.assertEqual(trial.scale_total, trial.amount_after)
        self.assertAlmostEqual(trial.amount_after, 2000, delta=0.02)
        self.assertIn("2 000,00 €", plain(trial.scale_words))
        trial.action_compute()
        self.assertTrue(trial.scale_words)
        trial.grid_id.component_ids.rule_ids[0].amount += 1
        trial.action_compute()
        self.assertFalse(trial.scale_words, "other prices: that sum is no longer reached")

    def test_only_the_chosen_components_are_scaled(self):
        self._use_copy()
        self._add_service().for_statutory = True
        self._vote(self.grid)
        trial = self.env["dpo.fee.scenario"].browse(self.grid.action_try()["res_id"])
        service = trial.grid_id.component_ids.filtered(lambda c: c.code == "DPD")
        trial.write(
            {
                "target_amount": 2760,
                "price_step": "5",
                "scale_component_ids": [Command.set(service.ids)],
            }
        )
        trial.action_balance()
        self.assertEqual(service.rule_ids.amount, 400)
        self.assertEqual((trial.amount_after, trial.scale_total), (2760, 2760))
        self.assertTrue(self._rule(trial, 420), "the contribution keeps its price")

    def test_floors_stay_unless_they_are_scaled_too(self):
        trial = self._try(target_amount=3120)
        rule = self._rule(trial, 140)
        rule.floor = 200
        trial.scale_limits = True
        trial.action_balance()
        self.assertGreater(rule.floor, 200)
        floor = rule.floor
        trial.scale_limits = False
        trial.target_amount = 2000
        trial.action_balance()
        self.assertEqual(rule.floor, floor)
        self.assertEqual(trial.scale_total, trial.amount_after)

    def test_a_voted_grid_is_never_scaled(self):
        self._set_population(self.commune_a, 512, 2024, "2027-01-01")
        trial = self.env["dpo.fee.scenario"].browse(self.grid.action_try_population()["res_id"])
        trial.target_amount = 3000
        with self.assertRaisesRegex(UserError, "voted"):
            trial.action_balance()

    def test_a_sum_that_no_price_can_bring_in_is_refused(self):
        trial = self._try(target_amount=2000)
        trial.grid_id.component_ids.rule_ids.amount = 0
        with self.assertRaises(UserError):
            trial.action_balance()

    def test_a_sum_below_the_floors_never_empties_the_prices(self):
        trial = self._try(target_amount=1)
        rules = trial.grid_id.component_ids.rule_ids
        rules.floor = 100
        before = rules.mapped("amount")
        with self.assertRaisesRegex(UserError, "floors"):
            trial.action_balance()
        self.assertEqual(rules.mapped("amount"), before)

    # --- files --------------------------------------------------------------------------

    def test_the_spreadsheet_runs_no_formula_and_sums_up(self):
        self.commune_a.name = "=1+1"
        trial = self._try()
        sheets = self.env["dpo.fee.scenario.report"]._prepare_sheets(trial)
        content = self.env["dpo.export"]._xlsx(sheets, title=trial.name)
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames, ["Composantes", "EPCI", "Membres", "Détail"])
        names = [row[0].value for row in book["Membres"].iter_rows(min_row=2)]
        self.assertIn("'=1+1", names)
        self.assertEqual(
            list(book["Composantes"].values)[-1][1:5], ("Total général", 1560, 1560, 0)
        )

    def test_the_note_is_a_pdf_and_the_screen_names_the_losers(self):
        trial = self._try()
        self._rule(trial, 420).amount = 500
        trial.action_compute()
        note = self.env["dpo.fee.scenario.report"]._render_note(trial)
        self.assertTrue(note.startswith(b"%PDF"))
        self.assertIn("<svg", trial.report_html)
        self.assertIn("Le Modèle", trial.report_html)

    # --- who ----------------------------------------------------------------------------

    def test_billing_and_manager_only(self):
        self._set_population(self.commune_a, 512, 2024, "2027-01-01")
        trial = self._try()
        for role in ("reader", "officer", "officer_all", "trainer"):
            user = self.staff[role]
            with self.subTest(role), self.assertRaises(AccessError):
                trial.with_user(user).action_compute()
            with self.subTest(role), self.assertRaises(AccessError):
                self.grid.with_user(user).action_try()
        for role in ("billing", "manager"):
            trial.with_user(self.staff[role]).action_compute()
            self.grid.with_user(self.staff[role]).action_try()
            self.grid.with_user(self.staff[role]).action_try_population()

    def test_results_are_never_typed(self):
        trial = self._try().with_user(self.staff["billing"])
        with self.assertRaises(UserError):
            trial.amount_after = 1
        with self.assertRaises(AccessError):
            trial.line_ids[0].amount_after = 1
        with self.assertRaises(AccessError):
            trial.line_ids[0].copy()
