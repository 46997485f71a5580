from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_fee_call import FeeCallCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestDeparture(FeeCallCase):
    """Commune A (140 € a year) leaves on 30 June 2026; leaving counts by month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grid.prorata_last_year = "month"
        cls._add_service("DPD", 300)
        cls._vote(cls.grid)
        cls.asked = cls._create_act(cls.commune_a, "2026-12", "2026-01-15")
        cls.agreed = cls._create_act(cls.own_party, "CS-2026-3", "2026-02-10")
        cls.order = cls._create_act(cls.commune_a, "2026-88", "2026-02-25", kind="order")

    def _depart(self, **values):
        return self.env["dpo.departure"].create(
            {
                "collectivity_id": self.commune_a.id,
                "company_id": self.company.id,
                "date_end": "2026-06-30",
                "member_act_id": self.asked.id,
                "own_act_id": self.agreed.id,
                "order_act_id": self.order.id,
                "reason": "La commune rejoint un autre syndicat",
                **values,
            }
        )

    def _statutory(self, body):
        return body.dpo_engagement_ids.filtered(lambda e: e.nature == "statutory")

    def test_a_year_mistyped_ends_nothing(self):
        departure = self._depart()
        for day in ("2999-06-30", "1926-06-30"):
            departure.date_end = day
            with self.assertRaisesRegex(UserError, "year"):
                departure.action_decide()

    def test_a_statutory_member_leaves_without_any_convention(self):
        departure = self._depart()
        departure.action_decide()
        self.assertEqual(self._statutory(self.commune_a).date_until, date(2026, 6, 30))
        row = self._row(self._compute(), self.commune_a)
        self.assertEqual((row.amount_called, row.prorata_num, row.prorata_den), (70, 6, 12))

    def test_a_departure_without_a_member_yet_shows_no_procedure(self):
        departure = self.env["dpo.departure"].new({"kind": "withdrawal"})
        self.assertFalse(departure.guidance_html)
        self.assertNotIn("–", departure.display_name)

    def test_a_withdrawal_needs_the_order_of_the_prefect(self):
        for missing in ("member_act_id", "own_act_id", "order_act_id"):
            departure = self._depart(**{missing: False})
            with self.subTest(missing), self.assertRaisesRegex(UserError, "Missing"):
                departure.action_decide()
            departure.unlink()

    def test_an_association_is_left_without_the_prefect(self):
        departure = self._depart(kind="by_statutes", order_act_id=False)
        departure.action_decide()
        self.assertEqual(departure.state, "decided")

    def test_a_body_that_another_opsn_serves_is_not_dissolved_here(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        acts = {"member_act_id": False, "own_act_id": False, "order_act_id": False}
        departure = self._depart(company_id=other.id, kind="dissolution", **acts)
        with self.assertRaisesRegex(UserError, "no member"):
            departure.action_decide()
        self.assertFalse(self.commune_a.dpo_dissolved_on)

    def test_a_withdrawal_is_not_retroactive(self):
        departure = self._depart(date_end="2026-02-20")
        with self.assertRaisesRegex(UserError, "comes after"):
            departure.action_decide()

    def test_asking_to_leave_changes_no_fee(self):
        self._depart(order_act_id=False)
        self.assertEqual(self._row(self._compute(), self.commune_a).amount_called, 140)

    def test_conventions_end_with_the_membership_and_open_their_steps(self):
        contract = self._sign(self._create_contract(self.commune_a))
        departure = self._depart()
        departure.action_decide()
        self.assertEqual((contract.state, contract.end_kind), ("notice", "withdrawal"))
        self.assertIn("cnil", contract.closing_ids.mapped("code"))
        self.assertNotIn("cnil", departure.closing_ids.mapped("code"))
        self.assertIn("conditions", departure.closing_ids.mapped("code"))
        self.assertNotIn("conditions", contract.closing_ids.mapped("code"))
        self.assertEqual(self._row(self._compute(), self.commune_a).mapped("amount"), [70, 150])

    def test_nothing_bills_a_member_after_its_last_day(self):
        contract = self._sign(self._create_contract(self.commune_a))
        contract.action_announce_end(
            {"end_kind": "termination", "date_end": "2026-12-31", "end_reason": "Changement"}
        )
        departure = self._depart()
        with self.assertRaisesRegex(UserError, "go on after"):
            departure.action_decide()
        contract.action_cancel_end("Retrait du syndicat")
        departure.action_decide()
        self.assertEqual(contract.date_end, date(2026, 6, 30))

    def test_without_a_convention_the_departure_carries_all_the_steps(self):
        self.env["dpo.designation"].create(
            {"collectivity_id": self.commune_a.id, "date_from": "2025-01-01"}
        )
        departure = self._depart()
        departure.action_decide()
        codes = set(departure.closing_ids.mapped("code"))
        self.assertLessEqual({"cnil", "export", "dernier-appel", "registre"}, codes)
        self.assertTrue(departure.designation_ids)

    def test_the_last_fee_is_shown_against_what_was_called(self):
        self._lock(self._compute())
        departure = self._depart()
        [fee] = departure._get_last_fees()
        balance = fee["balance"]
        self.assertEqual((balance.due, balance.called, balance.sense), (70, 140, "reduce"))
        self.assertIn("6/12", departure.guidance_html)

    def test_a_departure_is_closed_after_the_last_day_once_all_is_handed_over(self):
        contract = self._sign(self._create_contract(self.commune_a))
        departure = self._depart()
        departure.action_decide()
        with self.assertRaisesRegex(UserError, "after the last day"):
            departure.action_close()
        with freeze_time("2026-07-01 09:00:00"):
            with self.assertRaisesRegex(UserError, "conventions first"):
                departure.action_close()
            contract.closing_ids.action_done()
            contract.action_end()
            with self.assertRaisesRegex(UserError, "left"):
                departure.action_close()
            departure.closing_ids.action_done()
            departure.with_user(self.staff["officer_all"]).action_close()
        self.assertEqual(departure.state, "closed")
        self.assertEqual(contract.engagement_id.date_until, date(2026, 6, 30))

    def test_a_ccas_dissolved_into_its_commune_leaves_its_own_siren(self):
        ccas = self._create_collectivity("CCAS du Modèle", False, body_type=self.type_ccas)
        act = self._create_act(self.commune_b, "2026-41", "2026-02-12")
        departure = self._depart(
            kind="ccas",
            collectivity_id=ccas.id,
            successor_id=self.commune_b.id,
            member_act_id=act.id,
            own_act_id=False,
            order_act_id=False,
        )
        departure.action_decide()
        self.assertEqual(ccas.dpo_dissolved_on, date(2026, 6, 30))
        self.assertEqual(ccas.dpo_succession_ids.successor_id, self.commune_b)
        self.assertEqual(ccas.dpo_succession_ids.state, "confirmed")

    def test_a_dissolved_syndicat_owes_nothing_afterwards(self):
        departure = self._depart(kind="dissolution", collectivity_id=self.epci.id)
        departure.action_decide()
        self.assertEqual(self.epci.dpo_dissolved_on, date(2026, 6, 30))
        self.assertEqual(self._row(self._compute(), self.epci).amount_called, 500)

    def test_only_a_manager_records_the_decision(self):
        departure = self._depart()
        with self.assertRaises(AccessError):
            departure.with_user(self.staff["officer_all"]).action_decide()
        departure.with_user(self.staff["manager"]).action_decide()
        with self.assertRaises(UserError):
            departure.date_end = "2026-12-31"

    def test_steps_are_ticked_only_between_the_decision_and_the_closing(self):
        departure = self._depart()
        departure.action_decide()
        departure.closing_ids.action_done()
        with freeze_time("2026-07-01 09:00:00"):
            departure.action_close()
            with self.assertRaises(UserError):
                departure.closing_ids.action_undo()
