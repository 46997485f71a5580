from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_fee_call import TODAY, FeeCallCase, plain


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeGridModes(FeeCallCase):
    """An amount to share, a percentage of another component, a coefficient of revision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_population(cls.epci, 5000)
        cls.bodies_types = cls.type_commune | cls.type_epci

    def _add_share(self, amount=10000, **values):
        component = self._add_component(self.grid, "SIG", brackets=(), name="SIG partagé", **values)
        self._add_flat_rule(component, self.bodies_types, amount, mode="share")
        return component

    def _add_percent(self, percent=10, **values):
        component = self._add_component(
            self.grid, "SUP", brackets=(), base_component_id=self.component.id, **values
        )
        self._add_flat_rule(component, self.bodies_types, percent, mode="percent")
        return component

    def _rows(self, call, component):
        return call.row_ids.filtered(lambda row: row.component_id == component)

    def _problems(self):
        return plain("\n".join(self.env["dpo.fee.proof"]._get_problems(self.grid)))

    # --- an amount to share ---------------------------------------------------------------

    def test_the_parts_of_a_call_add_up_to_the_amount(self):
        shared = self._add_share(10000.01)
        rows = self._rows(self._compute(), shared)
        self.assertEqual(len(rows), 3)
        self.assertEqual(round(sum(rows.mapped("amount_called")), 2), 10000.01)

    def test_a_part_states_its_key_and_is_proved_after_the_lock(self):
        shared = self._add_share()
        call = self._lock(self._compute())
        row = self._rows(call, shared).filtered(lambda r: r.collectivity_id == self.commune_a)
        self.assertIn("10 000 € à répartir × 230/6 473 → 355,32 €", plain(row.explanation))
        self.assertFalse(self.env["dpo.fee.sync"]._prove(call))
        self._raw(row, amount=355.33)
        self.assertIn("355,33", plain(self.env["dpo.fee.sync"]._prove(call)[0]))

    def test_a_newcomer_to_an_amount_already_shared_is_blocked(self):
        shared = self._add_share()
        self.commune_b.dpo_engagement_ids.date_from = "2027-01-01"
        self._lock(self._compute())
        self.commune_b.dpo_engagement_ids.date_from = "2026-01-01"
        row = self._rows(self._compute(), shared)
        self.assertEqual((row.collectivity_id, row.flag), (self.commune_b, "blocked"))
        self.assertEqual(row.reason, "already_shared")
        self.assertEqual(row.action_fix()["res_model"], "dpo.fee.row")

    def test_a_cancelled_part_is_called_again_for_the_same_amount(self):
        shared = self._add_share()
        first = self._lock(self._compute())
        row = self._rows(first, shared)[0]
        self._raw(row, state="cancelled")
        again = self._rows(self._compute(), shared)
        self.assertEqual(again.supersedes_id, row)
        self.assertEqual((again.amount, again.flag), (row.amount, "ok"))

    def test_an_amount_to_share_has_neither_floor_nor_cap(self):
        rule = self._add_share().rule_ids
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            rule.floor = 10
            rule.flush_recordset()

    # --- a percentage ---------------------------------------------------------------------

    def test_a_percentage_of_the_contribution_is_called_and_explained(self):
        percent = self._add_percent()
        call = self._compute()
        amounts = {r.collectivity_id: r.amount for r in self._rows(call, percent)}
        self.assertEqual(amounts, {self.commune_a: 14, self.commune_b: 42, self.epci: 100})
        row = self._rows(call, percent).filtered(lambda r: r.collectivity_id == self.commune_b)
        self.assertIn("Adhésion 420 € × 10 % = 42 €", plain(row.explanation))
        self.assertFalse(self.env["dpo.fee.sync"]._prove(call))

    def test_a_percentage_never_depends_on_itself(self):
        percent = self._add_percent()
        with self.assertRaises(ValidationError):
            self.component.base_component_id = percent

    def test_a_percentage_is_taken_inside_its_grid(self):
        other = self._add_component(self._create_grid(2027))
        with self.assertRaises(ValidationError):
            self.component.base_component_id = other

    def test_a_copy_takes_its_percentages_of_its_own_components(self):
        self._add_percent()
        copied = self.grid.copy().component_ids
        base = copied.filtered(lambda component: component.code == "ADH")
        self.assertEqual(copied.base_component_id, base)

    def test_the_proof_names_a_percentage_of_nothing(self):
        percent = self._add_percent()
        self.assertFalse(self._problems())
        percent.rule_ids.body_type_ids = [Command.link(self.type_ccas.id)]
        self.assertIn(f"has no price for: {self.type_ccas.name}", self._problems())
        percent.base_component_id = False
        self.assertIn("a price is incomplete", self._problems())

    def test_the_proof_refuses_a_percentage_of_a_shared_amount(self):
        shared = self._add_share()
        self._add_percent().base_component_id = shared
        self.assertIn("no percentage can be taken", self._problems())
        with self.assertRaises(UserError):
            self._vote(self.grid)

    # --- the coefficient ------------------------------------------------------------------

    def _revise(self, coefficient=1.0213):
        self.grid.write(
            {
                "revision_coefficient": coefficient,
                "revision_label": "indice Syntec révisé",
                "revision_reason": "Article 7 des conventions",
            }
        )

    def _warnings(self):
        return "\n".join(self.env["dpo.fee.proof"]._get_warnings(self.grid))

    def test_a_coefficient_is_called_stated_and_proved(self):
        self._revise()
        call = self._lock(self._compute())
        row = self._row(call, self.commune_b)
        self.assertEqual(row.amount, 428.95)
        self.assertIn("420 € × 1,0213 (indice Syntec révisé) = 428,946 €", plain(row.explanation))
        self.assertEqual(row.snapshot["revision"], "1.0213")
        self.assertFalse(self.env["dpo.fee.sync"]._prove(call))

    def test_a_coefficient_without_a_reason_is_refused(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.grid.revision_coefficient = 1.02
            self.grid.flush_recordset()

    def test_a_coefficient_on_prices_voted_anew_is_warned_about(self):
        former = self.grid.copy({"year": 2025})
        self._vote(former, "2024-12-02")
        self._revise()
        self.assertFalse(self._warnings())
        self.component.rule_ids[0].amount = 150
        self.assertIn("raised twice", self._warnings())
        self.assertIn("Adhésion", self._warnings())
        self.assertIn("raised twice", self.grid.revision_warning)
        self.grid.revision_coefficient = 1
        self.assertFalse(self._warnings())

    def test_the_annex_says_the_days_that_the_assembly_votes(self):
        self.component.day_allowance = 2
        proof = self.env["dpo.fee.proof"]
        self.assertEqual(proof._prepare_rules(self.grid)["components"][0]["days_included"], "2.00")
        self.assertIn("Comprend 2 jours", plain(proof._render_matrix(self.grid)))

    def test_the_annex_carries_the_new_prices_and_the_coefficient(self):
        self._add_share()
        self._add_percent()
        self._revise()
        rules = self.env["dpo.fee.proof"]._prepare_rules(self.grid)
        self.assertEqual(rules["revision"], "1.0213")
        self.assertEqual([part["percent_of"] for part in rules["components"]], ["", "", "ADH"])
        words = plain(" ".join(self.grid.component_ids.rule_ids.mapped("price_words")))
        self.assertIn("part de 10 000 €, répartis proportionnellement à la population", words)
        self.assertIn("10 % du prix « Adhésion »", words)
        self.assertTrue(self.env["dpo.fee.proof"]._render_annex(self.grid).startswith(b"%PDF"))
