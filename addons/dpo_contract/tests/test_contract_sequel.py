from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_fee_call import FeeCallCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestContractSequel(FeeCallCase):
    """Communes A (230 inhabitants) and B (1,243) become one on 1 July 2026.

    A service costs 300 € under 500 inhabitants, 500 € under 1,400 and 800 € above.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grid.prorata_last_year = "month"
        service = cls._add_service("DPD", 0)
        service.rule_ids.unlink()
        service.rule_ids = [
            Command.create(cls._prepare_rule(pop_min=low, pop_max=high, amount=euros))
            for low, high, euros in ((0, 500, 300), (500, 1400, 500), (1400, 0, 800))
        ]
        cls._add_flat_rule(service, cls.type_epci | cls.type_ccas, 2000)
        cls._vote(cls.grid)
        cls.contract_a = cls._sign(cls._create_contract(cls.commune_a))
        cls.contract_b = cls._sign(cls._create_contract(cls.commune_b))
        cls.new = cls.env["res.partner"].create(
            {
                "name": "Exemple-le-Neuf",
                "is_company": True,
                "dpo_body_type_id": cls.type_commune.id,
                "company_registry": cls._get_siret("200099919"),
                "dpo_siren": "200099919",
            }
        )
        cls.order = cls._create_act(cls.new, "2026-77", "2026-02-20", kind="order")

    def _sequel(self, successor=None, bodies=None, **values):
        return self.env["dpo.contract.sequel"].create(
            {
                "collectivity_id": (successor or self.new).id,
                "predecessor_ids": [Command.set((bodies or self.commune_a | self.commune_b).ids)],
                "date": "2026-07-01",
                "company_id": self.company.id,
                "reason": "Choix du conseil municipal",
                "act_id": self.order.id,
                **values,
            }
        )

    def _succeed(self, *bodies):
        """The succession itself, that dissolves the old bodies."""
        for body in bodies:
            self.env["dpo.succession"].create(
                {
                    "collectivity_id": body.id,
                    "successor_id": self.new.id,
                    "date": "2026-07-01",
                }
            ).action_confirm()

    def _apply(self, sequel, option):
        sequel.option = option
        sequel.action_decide()
        sequel.action_apply()

    def _sign_new(self, sequel):
        new = sequel.new_contract_ids
        signatory = self._get_signatory(self.new)
        new.write({"member_signatory_id": signatory.id, "own_act_id": self.own_act.id})
        self._sign(new)

    def _totals(self, sequel, exercise=0):
        options = sequel._get_comparison()[exercise]["options"]
        return {option: side["total"] for option, side in options.items()}

    def _called(self):
        if not self.new.dpo_metric_ids:
            self._set_population(self.new, 1473)
        call = self._compute()
        self.assertFalse(call.row_ids.filtered(lambda row: row.flag == "blocked"))
        rows = call.row_ids.filtered(lambda row: row.collectivity_id != self.epci)
        return sum(rows.mapped("amount_called")), rows

    def test_a_year_mistyped_decides_nothing(self):
        for values in ({"date": "2999-07-01"}, {"last_day": "1926-06-30"}):
            with self.assertRaisesRegex(UserError, "years"):
                self._sequel(option="run_on", **values).action_decide()

    def test_both_ways_are_priced_before_anything_changes(self):
        sequel = self._sequel(last_day="2026-06-30")
        # membership 140/2 + 420/2, then 420/2 for the new commune; service 300 + 500
        membership = 70 + 210 + 210
        self.assertEqual(
            self._totals(sequel),
            {"run_on": membership + 300 + 500, "amend": membership + 150 + 250 + 400},
        )
        self.assertEqual(self._totals(sequel, 1), {"run_on": 420 + 800, "amend": 420 + 800})
        self.assertIn("420", sequel.comparison_html)
        self.assertEqual(self.contract_a.coverage_ids.payer_id, self.commune_a)

    def test_an_exercise_from_july_to_june_is_the_one_of_its_day(self):
        dates = {"date_from": "2026-07-01", "date_to": "2027-06-30"}
        grid = self.env["dpo.fee.grid"].new(dates)
        outlook = self.env["dpo.fee.outlook"]
        for day, start in (
            (date(2026, 9, 1), date(2026, 7, 1)),
            (date(2028, 3, 1), date(2027, 7, 1)),
            (date(2028, 9, 1), date(2028, 7, 1)),
        ):
            period = outlook._get_exercise(grid, day)
            self.assertEqual(period.start, start)
            self.assertTrue(period.start <= day <= period.end)

    def test_conventions_that_run_on_are_called_from_the_successor_at_their_price(self):
        sequel = self._sequel()
        expected = self._totals(sequel)["run_on"]
        self._succeed(self.commune_a, self.commune_b)
        self._apply(sequel, "run_on")
        total, rows = self._called()
        self.assertEqual(total, expected)
        service = rows.filtered(lambda row: row.component_code == "DPD")
        owed = {(row.collectivity_id, row.payer_id): row.amount_called for row in service}
        self.assertEqual(
            owed,
            {
                (self.commune_a, self.commune_a): 150,
                (self.commune_a, self.new): 150,
                (self.commune_b, self.commune_b): 250,
                (self.commune_b, self.new): 250,
            },
        )
        self.assertEqual(self.contract_a.state, "signed")
        self.assertEqual(self.contract_a.collectivity_id, self.commune_a)

    def test_an_amendment_ends_them_and_prepares_one_convention_of_the_successor(self):
        sequel = self._sequel(last_day="2026-06-30")
        expected = self._totals(sequel)["amend"]
        self._succeed(self.commune_a, self.commune_b)
        self._apply(sequel, "amend")
        ended = self.contract_a | self.contract_b
        self.assertEqual(set(ended.mapped("state")), {"notice"})
        self.assertEqual(set(ended.mapped("date_end")), {date(2026, 6, 30)})
        new = sequel.new_contract_ids
        self.assertEqual((new.collectivity_id, new.date_effect), (self.new, date(2026, 7, 1)))
        self._sign_new(sequel)
        self.assertEqual(self._called()[0], expected)

    def test_the_same_change_is_applied_once(self):
        first, second = self._sequel(), self._sequel()
        self._apply(first, "amend")
        with self.assertRaisesRegex(UserError, "already applied"):
            self._apply(second, "amend")
        self.assertFalse(second.new_contract_ids)

    def test_a_late_amendment_leaves_the_successor_to_pay_until_it(self):
        sequel = self._sequel(last_day="2026-09-30")
        expected = self._totals(sequel)["amend"]
        self._succeed(self.commune_a, self.commune_b)
        self._apply(sequel, "amend")
        self._sign_new(sequel)
        total, rows = self._called()
        self.assertEqual(total, expected)
        old = rows.filtered(
            lambda r: r.collectivity_id == self.commune_b and r.payer_id == self.new
        )
        self.assertEqual(old.amount_called, 125)

    def test_without_a_decision_the_fee_of_a_dissolved_commune_stops(self):
        self._succeed(self.commune_a, self.commune_b)
        total, rows = self._called()
        self.assertEqual(total, 70 + 210 + 150 + 250)
        self.assertNotIn(self.new, rows.payer_id)

    def test_others_served_with_a_predecessor_stay_served(self):
        ccas = self._create_collectivity("CCAS du Modèle", False, body_type=self.type_ccas)
        ccas.dpo_engagement_ids.unlink()
        self.contract_b.coverage_ids = [
            Command.create({"collectivity_id": ccas.id, "fee_mode": "covered"})
        ]
        sequel = self._sequel(last_day="2026-06-30")
        self._apply(sequel, "amend")
        self.assertEqual(sequel.new_contract_ids.coverage_ids.collectivity_id, self.new | ccas)
        self.assertEqual(sequel.new_contract_ids.coverage_ids.payer_id, self.new)

    def test_a_successor_with_a_convention_of_its_own_gets_no_second_one(self):
        sequel = self._sequel(self.commune_b, self.commune_a, kind="absorption")
        sequel.last_day = "2026-06-30"
        self.assertEqual(self._totals(sequel, 1)["amend"], 0)
        self._apply(sequel, "amend")
        self.assertFalse(sequel.new_contract_ids)
        self.assertEqual(self.contract_a.state, "notice")

    def test_a_representation_substitution_changes_who_pays_and_nothing_else(self):
        before = self._called()[0]
        communes = self.commune_a | self.commune_b
        sequel = self._sequel(self.epci, communes, kind="substitution")
        self.assertEqual(self._totals(sequel)["run_on"], before)
        self.env["dpo.fee.call"].search([]).action_cancel()
        self._apply(sequel, "run_on")
        total, rows = self._called()
        self.assertEqual(total, before)
        late = rows.filtered(lambda row: row.covered_from >= date(2026, 7, 1))
        self.assertEqual((late.payer_id, late.collectivity_id), (self.epci, communes))
        self.assertEqual(sum(late.mapped("amount_called")), before / 2)

    def test_a_transfer_leaves_the_memberships_alone(self):
        sequel = self._sequel(self.epci, self.commune_a, kind="transfer")
        self._apply(sequel, "run_on")
        statutory = self.commune_a.dpo_engagement_ids.filtered(lambda e: e.nature == "statutory")
        self.assertEqual((len(statutory), statutory.date_until), (1, False))
        self.assertFalse(sequel.designation_ids)
        self.assertEqual(self.contract_a.coverage_ids.payer_id, self.commune_a | self.epci)

    def test_predecessors_are_proposed_from_the_successions(self):
        self._succeed(self.commune_a, self.commune_b)
        succession = self.env["dpo.succession"].search([], limit=1)
        action = succession.action_open_sequel()
        sequel = self.env["dpo.contract.sequel"].with_context(**action["context"]).create({})
        self.assertEqual(sequel.predecessor_ids, self.commune_a | self.commune_b)
        self.assertEqual(succession.action_open_sequel()["res_id"], sequel.id)

    def test_designations_of_the_old_bodies_are_listed(self):
        designation = self.env["dpo.designation"].create(
            {"collectivity_id": self.commune_a.id, "date_from": "2026-01-01"}
        )
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        designation.copy({"collectivity_id": self.commune_b.id, "company_id": other.id})
        self.assertEqual(self._sequel().designation_ids, designation)

    def test_a_decision_needs_an_option_an_act_and_a_reason(self):
        for missing in ("option", "act_id", "reason"):
            sequel = self._sequel(**{"option": "run_on", missing: False})
            with self.subTest(missing), self.assertRaises(UserError):
                sequel.action_decide()

    def test_only_a_manager_decides_and_nothing_changes_afterwards(self):
        sequel = self._sequel(option="run_on")
        with self.assertRaises(AccessError):
            sequel.with_user(self.staff["officer_all"]).action_decide()
        sequel.with_user(self.staff["manager"]).action_decide()
        self.assertEqual(sequel.comparison[0]["options"]["run_on"]["total"], 1290)
        with self.assertRaises(UserError):
            sequel.option = "amend"
        with self.assertRaises(UserError):
            sequel.unlink()

    def test_a_decision_is_applied_once(self):
        sequel = self._sequel()
        self._apply(sequel, "run_on")
        with self.assertRaises(UserError):
            sequel.action_apply()
