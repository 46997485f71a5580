from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_fee_call import TODAY, FeeCallCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeCallThreshold(FeeCallCase):
    """Claims under 15 € for one debtor over the whole call (CGCT, L1611-5, D1611-1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls._add_component(
            cls.grid, "BULL", brackets=(), name="Bulletin", for_statutory=True
        )
        cls.rule = cls._add_flat_rule(cls.small, cls.type_commune | cls.type_epci, 12.5)

    def _call_small(self):
        return self._compute(component_ids=self.small.ids)

    def _decide(self, rows, decision):
        wizard = self.env["dpo.fee.row.threshold"].with_user(self.staff["billing"])
        wizard.create({"row_ids": rows.ids, "decision": decision}).action_apply()

    def test_claims_of_one_debtor_are_billed_together(self):
        self._join(self.commune_a, "2026-12-02")  # 140 € × 1/12 = 11.67, 12.50 × 1/12 = 1.04
        self.rule.amount = 150  # 150 × 1/12 = 12.50
        call = self._compute()
        rows = self._row(call, self.commune_a)
        self.assertEqual(sorted(rows.mapped("amount")), [11.67, 12.5])
        self.assertFalse(any(rows.mapped("is_below_threshold")))
        self.assertAlmostEqual(sum(rows.mapped("amount_called")), 24.17)

    def test_fifteen_euros_are_recovered(self):
        self.rule.amount = 15
        call = self._call_small()
        self.assertEqual(set(call.row_ids.mapped("flag")), {"ok"})
        self.assertEqual(call.amount_total, 45)

    def test_fourteen_ninety_nine_waits_for_a_decision(self):
        self.rule.amount = 14.99
        call = self._call_small()
        self.assertEqual(set(call.row_ids.mapped("flag")), {"below_threshold"})
        self.assertEqual((call.below_count, call.undecided_count, call.amount_total), (3, 3, 0))
        with self.assertRaisesRegex(UserError, "15"):
            call.action_lock()

    def test_the_three_decisions_are_recorded_with_who_and_when(self):
        call = self._call_small()
        self._decide(self._row(call, self.commune_a), "group")
        self._decide(self._row(call, self.commune_b), "carry_over")
        self._decide(self._row(call, self.epci), "give_up")
        self._lock(call)
        states = {row.collectivity_id: row.state for row in call.row_ids}
        self.assertEqual(
            states,
            {self.commune_a: "to_issue", self.commune_b: "carried", self.epci: "closed"},
        )
        self.assertEqual(call.amount_total, 12.5)
        row = self._row(call, self.epci)
        self.assertEqual(row.threshold_by_id, self.staff["billing"])
        self.assertEqual(str(row.threshold_on), "2026-02-02")
        payload = call.statement_ids._get_payload()
        self.assertEqual(
            {line["debtor"] for line in payload["below"]}, {"Le Modèle", "CC des Exemples"}
        )
        self.assertEqual(payload["total"], "12.5")

    def test_a_decision_covers_every_row_of_the_debtor(self):
        other = self._add_component(self.grid, "AUTRE", brackets=(), name="Autre")
        self._add_flat_rule(other, self.type_commune | self.type_epci, 1)
        call = self._compute(component_ids=(self.small | other).ids)
        rows = self._row(call, self.commune_a)
        self._decide(rows[:1], "give_up")
        self.assertEqual(rows.mapped("threshold_decision"), ["give_up", "give_up"])

    def test_who_reaches_the_threshold_again_needs_no_decision(self):
        call = self._call_small()
        rows = self._row(call, self.commune_a)
        self._decide(rows, "give_up")
        self._raw(rows, amount=20)
        call._refresh_threshold()
        self.assertEqual((rows.flag, rows.threshold_decision), ("ok", False))

    def test_excluding_a_row_may_bring_its_debtor_below(self):
        call = self._compute()
        large = self._row(call, self.commune_a).filtered(lambda row: row.amount == 140)
        small = self._row(call, self.commune_a) - large
        self.assertEqual(small.flag, "ok")
        large.action_exclude("contestée")
        self.assertEqual(small.flag, "below_threshold")
        large.action_include()
        self.assertEqual(small.flag, "ok")

    def test_no_decision_where_there_is_nothing_to_decide(self):
        call = self._compute()
        with self.assertRaises(UserError):
            self._decide(self._row(call, self.commune_a), "give_up")

    def test_only_billing_or_a_manager_decides(self):
        row = self._row(self._call_small(), self.commune_a)
        for role in ("reader", "officer_all", "trainer"):
            with self.assertRaises(AccessError):
                row.with_user(self.staff[role]).action_decide_threshold("give_up")

    def test_a_carried_claim_enters_the_debtors_next_call(self):
        first = self._call_small()
        self._decide(first.row_ids, "carry_over")
        self._lock(first)
        second = self._compute(component_ids=self.component.ids)
        taken = second.row_ids.filtered("supersedes_id")
        self.assertEqual(taken.supersedes_id, first.row_ids)
        self.assertEqual(set(taken.mapped("amount")), {12.5})
        row = taken.filtered(lambda row: row.collectivity_id == self.commune_a)
        self.assertEqual((row.revision, row.flag, row.reason), (1, "warning", "carried"))
        self.assertIn(first.reference, row.explanation)
        self.assertEqual(second.amount_total, 1560 + 3 * 12.5)
        self.assertFalse(self.env["dpo.fee.sync"]._prove(second))
        self.assertEqual(set(first.row_ids.mapped("state")), {"carried"})

    def test_a_claim_is_carried_once(self):
        first = self._call_small()
        self._decide(first.row_ids, "carry_over")
        self._lock(first)
        self._lock(self._compute(component_ids=self.component.ids))
        grid = self.grid.copy({"year": 2027})
        self._vote(grid)
        third = self.env["dpo.fee.call"].create({"grid_id": grid.id})
        third.action_compute()
        self.assertFalse(third.row_ids.filtered("supersedes_id"))

    def test_a_claim_carried_into_a_cancelled_call_waits_again(self):
        first = self._call_small()
        self._decide(first.row_ids, "carry_over")
        self._lock(first)
        second = self._lock(self._compute(component_ids=self.component.ids))
        second.action_cancel("erreur de période")
        third = self._compute(component_ids=self.component.ids)
        taken = third.row_ids.filtered(lambda row: row.component_id == self.small)
        self.assertEqual(len(taken), 3)
        self.assertEqual(set(taken.mapped("revision")), {2})

    def test_a_debtor_without_other_claim_keeps_waiting(self):
        first = self._call_small()
        self._decide(first.row_ids, "carry_over")
        self._lock(first)
        self.commune_a.dpo_engagement_ids.date_until = "2025-12-31"
        second = self._compute(component_ids=self.component.ids)
        self.assertFalse(self._row(second, self.commune_a))
        self.assertEqual(self._row(first, self.commune_a).state, "carried")
