from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_fee_call import TODAY
from .common_round import RoundCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCommitmentRound(RoundCase):
    # --- launching ------------------------------------------------------------------------

    def test_each_debtor_is_asked_once(self):
        one = self._launch()
        self.assertEqual(one.request_ids.collectivity_id & self.bodies, self.bodies)
        self.assertEqual(len(one.request_ids.collectivity_id), one.request_count)
        with self.assertRaisesRegex(UserError, "Nobody to ask"):
            one.action_launch()

    def test_who_joined_since_is_asked_by_a_second_launch(self):
        one = self._launch()
        before = one.request_count
        self._create_collectivity("Nouvelle-Commune", "219900032")
        one.action_launch()
        self._run_batch(one.batch_id.sudo())
        self.assertEqual(one.request_count, before + 1)

    def test_a_round_of_a_call_asks_its_debtors_only(self):
        self.commune_b.dpo_engagement_ids.date_until = "2025-12-31"
        one = self._launch(call_id=self._compute().id)
        self.assertEqual(one.request_ids.collectivity_id, self.commune_a | self.epci)

    def test_a_round_may_leave_out_who_requires_nothing(self):
        self.commune_a.dpo_invoicing_rule = "service"
        one = self._launch(only_required=True)
        self.assertEqual(one.request_ids.collectivity_id, self.commune_a)

    def test_who_pays_in_the_place_of_a_member_is_asked(self):
        statutory = self.commune_a.dpo_engagement_ids.filtered(lambda e: e.nature == "statutory")
        statutory.payer_id = self.epci
        asked = self._launch().request_ids.collectivity_id
        self.assertIn(self.epci, asked)
        self.assertNotIn(self.commune_a, asked)

    def test_the_page_begins_with_what_is_known(self):
        service = self._create_service(self.commune_a)
        self._commit(self.commune_a, "EJ-2025", year=2025, service_id=service.id)
        self._set_agents(11)
        request = self._request(self._launch(), self.commune_a)
        self.assertEqual(
            (request.service_code, request.commitment_number, request.siret, request.agents),
            ("SG", "EJ-2025", service.budget_id.siret, "11"),
        )

    def _set_agents(self, value, year=2025, source="DGFiP"):
        return self.env["dpo.metric"].create(
            {
                "collectivity_id": self.commune_a.id,
                "kind": "agents",
                "value": value,
                "reference_year": year,
                "date_effective": f"{year}-01-01",
                "source": source,
            }
        )

    def test_a_person_of_several_town_halls_gets_one_mail(self):
        self.env["dpo.mandate"].create(
            {
                "person_id": self.secretary.partner_id.id,
                "collectivity_id": self.commune_b.id,
                "function": "secretary",
                "portal_access": True,
                "date_from": "2020-01-01",
            }
        )
        self._launch()
        mail = self._mails_to(self.secretary)
        self.assertEqual(len(mail), 1)
        self.assertIn("Saint-Exemple", mail.body_html)
        self.assertIn("Le Modèle", mail.body_html)

    def test_who_does_not_see_the_money_gets_no_mail(self):
        self.secretary_mandate.sees_money = False
        one = self._launch()
        self.assertFalse(self._mails_to(self.secretary))
        self.assertEqual(len(self._mails_to(self.mayor_a)), 1)
        self.assertEqual(self._request(one, self.commune_a).state, "sent")

    def test_who_reads_no_mail_is_left_to_be_printed(self):
        one = self._launch()
        request = self._request(one, self.epci)
        self.assertEqual((request.channel, request.state), ("paper", "to_send"))
        action = one.action_print_forms()
        self.assertIn("forms.pdf", action["url"])
        self.assertEqual(request.state, "sent")

    def test_the_mail_is_noted_in_the_file_but_is_no_reminder(self):
        self._launch()
        exchange = self.env["dpo.exchange"].search(
            [("collectivity_id", "=", self.commune_a.id), ("summary", "ilike", "paiement")]
        )
        self.assertEqual(exchange.mapped("is_reminder"), [False])

    def test_asking_three_hundred_costs_few_queries_more_than_three(self):
        few = self._create_round()
        self.env["dpo.commitment.request"]._ask(few, self.bodies)  # warms the caches
        self._create_communes(300)
        one = self._create_round(year=2027)
        payers = one._get_payers_to_ask()
        requests = self.env["dpo.commitment.request"]
        cost = self._count(lambda: requests._ask(one, payers[:3]))
        self.assertLess(self._count(lambda: requests._ask(one, payers[3:])), cost + 25)

    # --- roles ------------------------------------------------------------------------------

    def test_a_billing_officer_or_a_manager_launches(self):
        one = self._create_round()
        for role in ("reader", "officer", "officer_all", "trainer"):
            with self.assertRaises(AccessError, msg=role):
                one.with_user(self.staff[role]).action_launch()
        one.with_user(self.staff["manager"]).action_launch()
        self.assertEqual(one.state, "open")

    def test_a_day_that_is_over_is_refused(self):
        with self.assertRaisesRegex(UserError, "still to come"):
            self._create_round(due_on="2026-02-02").action_launch()

    def test_a_year_that_is_none_shows_no_error_while_typed(self):
        for year in (0, -1, 99999):
            typed = self.env["dpo.commitment.round"].new({"year": year})
            self.assertEqual(str(typed.agents_on), "2026-01-01")

    def test_nobody_writes_an_answer_by_hand(self):
        request = self._request(self._launch(), self.commune_a)
        with self.assertRaises(UserError):
            request.with_user(self.billing).write({"commitment_number": "EJ"})

    def test_an_open_round_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Close the round first"):
            self._launch().unlink()

    # --- closing and reminders --------------------------------------------------------------

    def test_closing_stops_asking_and_keeps_the_answers(self):
        one = self._launch()
        self._answer(self._request(one, self.commune_a), commitment_number="EJ")
        one.action_close()
        self.assertEqual(self._request(one, self.commune_a).state, "answered")
        self.assertEqual(self._request(one, self.commune_b).state, "closed")

    def test_a_reminder_of_the_round_speaks_of_the_round_only(self):
        one = self._launch()
        manager = self.staff["manager"]
        action = one.with_user(manager).action_remind()
        reminder = self.env["dpo.reminder"].browse(action["res_id"])
        gestures = {item["gesture"] for line in reminder.line_ids for item in line.items}
        self.assertEqual(gestures, {"Indiquer vos références de paiement pour 2026"})
        self.assertIn(self.secretary.partner_id, reminder.line_ids.partner_id)

    @freeze_time("2026-03-02 09:00:00")
    def test_late_requests_wait_in_the_morning(self):
        with freeze_time(TODAY):
            one = self._launch()
        desk = self.env["dpo.desk"].with_user(self.staff["officer_all"])
        items = [item for item in desk._get_waiting_items() if item["record"] in one.request_ids]
        self.assertTrue(items)
        self.assertEqual({str(item["due"]) for item in items}, {"2026-02-23"})

    # --- paper ------------------------------------------------------------------------------

    def test_the_form_carries_its_number(self):
        request = self._request(self._launch(), self.commune_a)
        pdf = request._render_forms(self.company)
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertRegex(request.code, r"ENG-2026-\d{5}")

    def test_an_answer_on_paper_is_recorded_by_the_service(self):
        request = self._request(self._launch(), self.epci).with_user(self.billing)
        action = request.action_record_paper()
        wizards = self.env["dpo.commitment.paper"].with_user(self.billing)
        wizard = wizards.with_context(**action["context"]).create(
            {"answered_as": "M. le président", "commitment_number": "EJ-EPCI"}
        )
        wizard.action_record()
        self.assertEqual(request.answered_through, "paper")
        self.assertEqual(request.commitment_id.number, "EJ-EPCI")
