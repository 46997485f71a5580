from datetime import date
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dpo_base.tools.french import NBSP, THIN

from ..tools.fee_rules import Bracket, Metrics, Rule, Tranche, applicable, base_amount
from .common_fees import FeeCase


@tagged("post_install", "-at_install")
class TestFeeGridRules(FeeCase):
    """What the fee call reads of a grid: exact, pure rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grid = cls._create_grid()
        cls.component = cls._add_component(cls.grid)

    def _rule(self, **values):
        return self.env["dpo.fee.rule"].create(
            {"component_id": self.component.id, **self._prepare_rule(**values)}
        )

    def test_rules_are_exact_and_keyed_by_record(self):
        rules = self.grid._rules_for(self.component)
        first = self.component.rule_ids[0]
        self.assertEqual(
            rules[0],
            Rule(str(first.id), frozenset({"COM"}), Bracket(0, 500), amount=Decimal(140)),
        )
        self.assertEqual(applicable(rules, "COM", Metrics(500)).amount, 420)

    def test_a_price_per_inhabitant_keeps_four_decimals(self):
        rule = self._rule(mode="per_unit", amount=0.1234, floor=140, cap=0)
        pure = rule._to_rule()
        self.assertEqual(base_amount(pure, Metrics(10000)), Decimal(1234))
        self.assertEqual((pure.floor, pure.cap), (Decimal(140), None))

    def test_tranches_follow_one_another_whatever_the_order_typed(self):
        rule = self._rule(
            mode="marginal",
            tranche_ids=[
                Command.create({"rank_from": 1000, "rate": 2}),
                Command.create({"rank_from": 1, "rate": 5}),
            ],
        )
        self.assertEqual(
            rule._to_rule().tranches,
            (Tranche(Bracket(0, 1000), Decimal(5)), Tranche(Bracket(1000), Decimal(2))),
        )
        self.assertEqual(base_amount(rule._to_rule(), Metrics(2500)), 7997)
        self.assertEqual(
            rule.price_words.replace(NBSP, " ").replace(THIN, " "),
            "par habitant : 5 € du 1er au 999e, 2 € à partir du 1 000e",
        )

    def test_a_price_takes_the_mode_of_its_component_unless_it_says_otherwise(self):
        self.component.write({"default_mode": "per_day", "default_unit": "agents"})
        self.assertEqual(self._rule().mode, "per_day")
        self.assertEqual(self._rule(mode="free").mode, "free")
        self.component.default_mode = "flat"
        self.assertIn("free", self.component.rule_ids.mapped("mode"))

    def test_natures_that_owe_a_component(self):
        self.component.for_delegated = True
        self.assertEqual(self.component._get_natures(), ["statutory", "delegated"])

    def test_day_of_the_figures_retained(self):
        call_day = date(2026, 3, 1)
        days = []
        for rule in ("start", "latest", "given"):
            self.grid.write({"metric_rule": rule, "metric_date": "2025-07-01"})
            days.append(self.grid._metric_day(call_day))
        self.assertEqual(days, [date(2026, 1, 1), call_day, date(2025, 7, 1)])

    def test_period_and_rounding_step_are_exact(self):
        self.grid.rounding = "0.01"
        self.assertEqual(self.grid._step(), Decimal("0.01"))
        self.assertEqual(self.grid._period().days, 365)

    @mute_logger("odoo.sql_db")
    def test_impossible_brackets_and_prices_are_refused(self):
        for values in (
            {"pop_min": 500, "pop_max": 500},
            {"pop_min": -1},
            {"agent_min": 10, "agent_max": 5},
            {"amount": -1},
            {"floor": 10, "cap": 5},
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self._rule(**values)

    @mute_logger("odoo.sql_db")
    def test_a_code_names_one_component_of_a_grid(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._add_component(self.grid, "ADH")

    def test_reading_rules_costs_the_same_for_ten_and_for_many(self):
        queries = []
        for count in (10, 100):
            brackets = [(low, low + 1, 10) for low in range(count - 1)] + [(count - 1, 0, 10)]
            component = self._add_component(self._create_grid(), "C", brackets=brackets)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(component.grid_id._rules_for(component)), count)
            queries.append(self.cr.sql_log_count - before)
        self.assertEqual(*queries)
