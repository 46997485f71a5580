from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from ..tools.fee_flags import CODES
from .common_fee_call import TODAY, FeeCallCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeCallFlags(FeeCallCase):
    """Each reason that stops a row or asks for a look, and where it is put right."""

    def _check(self, call, collectivity, reason, flag="blocked"):
        row = self._row(call, collectivity)
        self.assertEqual((row.reason, row.flag), (reason, flag))
        if flag == "blocked":
            self.assertEqual(row.amount_called, 0)
        self.assertTrue(row.reason_text)
        return row

    def _delegate(self, collectivity):
        return self.env["dpo.engagement"].create(
            {
                "collectivity_id": collectivity.id,
                "nature": "delegated",
                "date_from": "2026-01-01",
            }
        )

    def _fix(self, row):
        return row.with_user(self.staff["billing"]).action_fix()

    def test_no_population(self):
        self.commune_a.dpo_metric_ids.unlink()
        row = self._check(self._compute(), self.commune_a, "no_population")
        fix = self._fix(row)
        self.assertEqual(fix["res_model"], "dpo.metric")
        self.assertEqual(fix["context"]["default_kind"], "population_municipal")
        self.assertIn("Saint-Exemple", row.reason_text)

    def test_a_figure_not_in_force_on_the_day_retained_is_unknown(self):
        self.commune_a.dpo_metric_ids.date_effective = "2026-06-01"
        self._check(self._compute(), self.commune_a, "no_population")

    def test_no_agents(self):
        self.component.rule_ids[0].agent_max = 5
        self._add_flat_rule(self.component, self.type_commune, 200, pop_max=500, agent_min=5)
        row = self._check(self._compute(), self.commune_a, "no_agents")
        self.assertEqual(self._fix(row)["context"]["default_kind"], "agents")

    def test_no_rule(self):
        smf = self.env.ref("dpo_base.body_type_smf")
        body = self._create_collectivity("Syndicat", "259900025", body_type=smf)
        row = self._check(self._compute(), body, "no_rule")
        self.assertEqual(self._fix(row)["res_id"], self.grid.id)

    def test_two_rules(self):
        call = self._create_call()
        rule = self._raw_rule(self.type_commune)
        row = self._check_computed(call, self.commune_a, "two_rules")
        self.assertEqual(self._fix(row)["res_model"], "dpo.fee.grid")
        self.assertTrue(rule)

    def _raw_rule(self, body_type):
        """A second price slipped into the voted grid behind the suite's back."""
        self.env.cr.execute(
            """
            INSERT INTO dpo_fee_rule (component_id, mode, unit, amount, pop_min, pop_max,
                                      agent_min, agent_max, floor, cap)
            VALUES (%s, 'flat', 'population', 99, 0, 0, 0, 0, 0, 0) RETURNING id
            """,
            [self.component.id],
        )
        rule = self.env["dpo.fee.rule"].browse(self.env.cr.fetchone()[0])
        self.env.cr.execute(
            "INSERT INTO dpo_body_type_dpo_fee_rule_rel (dpo_fee_rule_id, dpo_body_type_id) "
            "VALUES (%s, %s)",
            [rule.id, body_type.id],
        )
        self.env.invalidate_all()
        return rule

    def _check_computed(self, call, *args):
        call.action_compute()
        return self._check(call, *args)

    def test_no_convention(self):
        service = self._add_service()
        self._delegate(self.commune_a)
        call = self._compute(component_ids=service.ids)
        row = self._check(call, self.commune_a, "no_convention")
        self.assertEqual(self._fix(row)["res_model"], "dpo.contract")

    def test_unsigned_convention(self):
        service = self._add_service()
        self._delegate(self.commune_a)
        self._create_contract(self.commune_a)
        call = self._compute(component_ids=service.ids)
        self._check(call, self.commune_a, "unsigned_convention")

    def test_an_act_not_executory_blocks_services_only(self):
        service = self._add_service()
        self._sign(self._create_contract(self.commune_a))
        self._vote(self.grid)
        self.grid.act_id.published_on = False
        call = self._compute()
        rows = self._row(call, self.commune_a)
        statutory, delegated = rows.sorted(lambda row: row.component_id == service)
        self.assertEqual((statutory.flag, statutory.amount_called), ("ok", 140))
        self.assertEqual((delegated.flag, delegated.reason), ("blocked", "not_executory"))
        self.assertEqual(self._fix(delegated)["res_id"], self.grid.act_id.id)

    def _vote_late(self):
        """The grid of 2026 is executory on 1 March, after that of 2025."""
        service = self._add_service()
        self._sign(self._create_contract(self.commune_a))
        former = self._create_grid(2025)
        component = self._add_component(
            former,
            "DPD",
            brackets=(),
            name="DPD",
            nature="service",
            for_statutory=False,
            for_delegated=True,
        )
        self._add_flat_rule(component, self.type_commune, 240)
        self._vote(former, "2024-12-02")
        self.grid.previous_id = former
        self._vote(self.grid, "2026-03-01")
        return service

    def test_a_grid_executory_in_march_is_the_old_price_then_the_new_one(self):
        service = self._vote_late()
        call = self._compute(component_ids=service.ids)
        row = self._check(call, self.commune_a, "two_prices", "warning")
        self.assertEqual(row.amount_called, 290)  # 240 × 2/12 + 300 × 10/12

    def test_no_former_price(self):
        service = self._add_service()
        self._sign(self._create_contract(self.commune_a))
        self._vote(self.grid, "2026-03-01")
        call = self._compute(component_ids=service.ids)
        self._check(call, self.commune_a, "no_previous_price")

    def test_an_archived_debtor(self):
        self.commune_a.active = False
        row = self._check(self._compute(), self.commune_a, "payer_archived")
        self.assertEqual(self._fix(row)["res_id"], self.commune_a.id)

    def test_a_dissolved_debtor(self):
        self.commune_a.dpo_dissolved_on = "2026-01-31"
        row = self._check(self._compute(), self.commune_a, "payer_dissolved")
        self.assertEqual(str(row.covered_until), "2026-01-31")

    def test_no_siret_is_only_a_warning(self):
        self.commune_a.company_registry = False
        row = self._check(self._compute(), self.commune_a, "no_siret", "warning")
        self.assertEqual(row.amount_called, 140)

    def test_a_prorata_is_a_warning(self):
        self._join(self.commune_b, "2026-05-15")
        row = self._check(self._compute(), self.commune_b, "prorata", "warning")
        self.assertIn("8/12", row.reason_text)

    def test_several_reasons_are_told_the_gravest_first(self):
        self.commune_b.company_registry = False
        self._join(self.commune_b, "2026-05-15")
        row = self._check(self._compute(), self.commune_b, "prorata", "warning")
        self.assertEqual(row.reasons, ["prorata", "no_siret"])
        self.assertEqual(len(row.reason_text.splitlines()), 2)

    def test_every_code_has_a_label_and_a_sentence(self):
        codes = set(self.env["dpo.fee.reason"]._get_labels())
        self.assertEqual(codes, set(self.env["dpo.fee.reason"]._get_templates()))
        self.assertEqual(codes, set(CODES))

    def test_every_reason_opens_something(self):
        row = self._row(self._compute(), self.commune_a)
        for code in self.env["dpo.fee.reason"]._get_labels():
            self._raw(row, reason=code, flag="blocked")
            self.assertIn("res_model", self._fix(row), code)

    def test_counters_and_their_lists_agree(self):
        self.commune_a.dpo_metric_ids.unlink()
        self.commune_b.company_registry = False
        call = self._compute()
        for flag, count in (
            ("blocked", call.blocked_count),
            ("warning", call.warning_count),
            ("ok", call.ok_count),
        ):
            action = call.with_context(dpo_flag=flag).action_open_rows()
            self.assertEqual(self.env["dpo.fee.row"].search_count(action["domain"]), count)
            self.assertEqual(count, 1)

    def test_a_body_without_component_of_its_nature_is_not_called(self):
        self.component = self._add_service()
        self.grid.component_ids = [Command.link(self.component.id)]
        call = self._compute(component_ids=self.component.ids)
        self.assertFalse(call.row_ids)
