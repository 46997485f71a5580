from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import tagged

from .common_fee_call import TODAY
from .common_round import RoundCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCommitmentAnswer(RoundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.siret = cls._get_siret(cls.commune_a.dpo_siren)

    def _ask(self):
        return self._request(self._launch(), self.commune_a)

    def _agents(self):
        return self.commune_a.dpo_metric_ids.filtered(lambda metric: metric.kind == "agents")

    def test_nobody_writes_what_a_request_asks_past_the_round(self):
        request = self._ask().with_user(self.staff["billing"])
        for name, value in (("year", 2030), ("due_on", "2020-01-01"), ("code", "X")):
            with self.subTest(name), self.assertRaises(UserError):
                request[name] = value

    def test_two_windows_at_once_make_one_answer_and_say_so(self):
        request = self._ask()
        with (
            patch.object(type(request), "lock_for_update", side_effect=LockError("raw")),
            self.assertRaisesRegex(UserError, "windows"),
        ):
            self._answer(request)
        self.assertEqual(request.state, "sent")

    def test_what_is_too_long_is_kept_whole_and_refused(self):
        request = self._ask()
        remark = "Voir avec le comptable. " * 20
        request.with_user(self.mayor_a).action_save({"note": remark})
        self.assertEqual(request.note, remark.strip())
        with self.assertRaisesRegex(UserError, "200"):
            self._answer(request)
        self.assertEqual(request.state, "sent")

    # --- what an answer makes ---------------------------------------------------------------

    def test_an_answer_makes_the_commitment_of_the_year(self):
        request = self._answer(
            self._ask(),
            service_code="FIN",
            service_name="Finances",
            commitment_number="EJ-26",
            siret=self.siret,
        )
        commitment = request.commitment_id
        self.assertEqual((commitment.year, commitment.number), (2026, "EJ-26"))
        self.assertEqual(commitment.source, "declared")
        self.assertEqual(commitment.service_id.name, "Finances")
        self.assertEqual(commitment.budget_id.siret, self.siret)
        self.assertEqual(request.answered_as, f"{self.mayor_a.name}, maire")

    def test_the_answer_releases_the_rows_that_waited(self):
        self.commune_a.dpo_invoicing_rule = "commitment"
        call = self._lock(self._compute())
        request = self._ask()
        self.assertEqual(self._row(call, self.commune_a).waiting_for, "commitment")
        self._answer(request, commitment_number="EJ-26")
        self.assertFalse(self._row(call, self.commune_a).waiting_for)
        self.assertIn(self._row(call, self.commune_a), self._issuable(call))

    def test_nothing_changes_in_one_click(self):
        service = self._create_service(self.commune_a)
        self._commit(self.commune_a, "EJ-2025", year=2025, service_id=service.id)
        request = self._ask()
        request.with_user(self.secretary).action_unchanged()
        commitment = self.commune_a.dpo_commitment_ids.filtered(lambda c: c.year == 2026)
        self.assertEqual((commitment.number, commitment.service_id), ("EJ-2025", service))

    def test_a_known_service_is_found_whatever_the_capitals(self):
        service = self._create_service(self.commune_a, "Sg-1")
        request = self._answer(self._ask(), service_code="SG-1", siret=self.siret)
        self.assertEqual(request.commitment_id.service_id, service)

    def test_what_the_service_noted_is_completed_not_doubled(self):
        noted = self._commit(self.commune_a, "EJ-TEL", market_number="M-1")
        request = self._answer(self._ask(), commitment_number="EJ-26")
        self.assertEqual(request.commitment_id, noted)
        self.assertEqual((noted.number, noted.market_number), ("EJ-26", "M-1"))

    def test_agents_become_a_figure_with_both_dates(self):
        self._answer(self._ask(), agents="12")
        metric = self._agents()
        self.assertEqual((metric.value, metric.reference_year), (12, 2026))
        self.assertEqual(str(metric.date_effective), "2026-01-01")
        self.assertEqual(metric.source, "Déclaré par la collectivité")

    def test_a_figure_of_another_source_is_not_replaced(self):
        self._declare(11, "DGFiP")
        request = self._answer(self._ask(), agents="12")
        self.assertEqual(self._agents().value, 11)
        self.assertIn("12 declared", request.agents_conflict)
        request.with_user(self.billing).action_settle_agents()
        self.assertFalse(request.agents_conflict)

    def _declare(self, value, source):
        return self.env["dpo.metric"].create(
            {
                "collectivity_id": self.commune_a.id,
                "kind": "agents",
                "value": value,
                "reference_year": 2026,
                "date_effective": "2026-01-01",
                "source": source,
            }
        )

    def test_a_figure_that_a_locked_call_used_is_not_replaced(self):
        self._declare(11, "Déclaré par la collectivité")
        call = self._compute()
        self.assertEqual(self._row(call, self.commune_a).agents, 11)
        self._lock(call)
        request = self._answer(self._ask(), agents="12")
        self.assertEqual(self._agents().value, 11)
        self.assertTrue(request.agents_conflict)

    def test_a_number_to_decide_stays_on_the_desk_once_the_round_is_closed(self):
        self._declare(11, "DGFiP")
        request = self._answer(self._ask(), agents="12")
        request.round_id.with_user(self.billing).action_close()
        desk = self.env["dpo.desk"].with_user(self.staff["officer_all"])
        rows = desk._get_agents_to_decide_rows()
        self.assertIn(self.commune_a.id, [row["collectivity_id"] for row in rows])

    def test_a_declared_figure_that_nothing_used_is_corrected(self):
        self._declare(11, "Déclaré par la collectivité")
        request = self._answer(self._ask(), agents="12")
        self.assertEqual(self._agents().value, 12)
        self.assertFalse(request.agents_conflict)

    # --- refusals, nothing lost -------------------------------------------------------------

    def test_what_is_typed_is_kept_right_or_wrong(self):
        request = self._ask()
        request.with_user(self.mayor_a).action_save({"siret": "123", "agents": "douze"})
        self.assertEqual((request.siret, request.agents), ("123", "douze"))
        self.assertEqual(request.state, "sent")

    def test_wrong_values_are_refused_in_words(self):
        request = self._ask()
        for typed, words in (
            ({"siret": "123"}, "14 digits"),
            ({"siret": self._get_siret("219900024")}, "SIREN is 219900016"),
            ({"agents": "douze"}, "not a whole number"),
            ({"agents": "180"}, "too many"),
            ({"service_code": "X", "siret": ""}, "SIRET of the budget too"),
            ({"commitment_number": "9" * 60}, "at most 50"),
        ):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self._answer(request, **typed)

    def test_a_surprising_number_is_asked_twice(self):
        metric = self._declare(12, "DGFiP")
        metric.write({"reference_year": 2025, "date_effective": "2025-01-01"})
        request = self._ask()
        with self.assertRaisesRegex(UserError, "12 were known"), self.env.cr.savepoint():
            self._answer(request, agents="40")
        self._answer(request, agents="40", confirmed="40")
        self.assertEqual(self._agents().sorted("reference_year")[-1:].value, 40)

    def test_what_the_structure_requires_is_not_left_out(self):
        request = self._ask()
        self.commune_a.dpo_invoicing_rule = "both"
        with self.assertRaisesRegex(UserError, "service code is missing"):
            self._answer(request, commitment_number="EJ")

    # --- who may answer ---------------------------------------------------------------------

    def test_only_who_sees_the_money_of_this_town_hall_answers(self):
        request = self._ask()
        referent, _mandate = self._create_portal("referent_a", self.commune_a, "referent")
        for user in (self.mayor_b, referent, self.staff["reader"], self.staff["trainer"]):
            mine = request.with_user(user)
            for gesture in (mine.action_unchanged, lambda one=mine: one.action_answer({})):
                with self.assertRaises(AccessError, msg=user.login):
                    gesture()
            with self.assertRaises(AccessError, msg=user.login):
                mine.action_save({"siret": "1"})
        self.assertEqual(request.state, "sent")

    def test_the_town_hall_does_not_record_for_the_service(self):
        request = self._ask().with_user(self.mayor_a)
        for gesture in (request.action_record_paper, request.action_settle_agents):
            with self.assertRaises(AccessError):
                gesture()

    def test_an_ended_habilitation_no_longer_answers(self):
        request = self._ask()
        self.mandate_a.write({"date_from": "2019-01-01", "date_until": "2026-02-01"})
        with self.assertRaises(AccessError):
            self._answer(request, commitment_number="EJ")

    def test_a_second_answer_is_refused(self):
        request = self._answer(self._ask(), commitment_number="EJ-1")
        with self.assertRaisesRegex(UserError, "Already answered by"):
            self._answer(request, self.secretary, commitment_number="EJ-2")
        self.assertEqual(request.commitment_id.number, "EJ-1")

    def test_a_closed_round_takes_no_answer(self):
        request = self._ask()
        request.round_id.with_user(self.billing).action_close()
        with self.assertRaisesRegex(UserError, "closed"):
            self._answer(request, commitment_number="EJ")

    def test_a_field_that_is_not_asked_is_dropped(self):
        request = self._ask()
        request.with_user(self.mayor_a).action_save({"state": "answered", "known": {}})
        self.assertEqual(request.state, "sent")

    # --- the desk ---------------------------------------------------------------------------

    def test_the_morning_and_the_file_show_the_answer(self):
        self._answer(self._ask(), commitment_number="EJ-26")
        desk = self.env["dpo.desk"].with_user(self.staff["officer_all"])
        rows = desk._get_desk_sections()["since"]["rows"]
        self.assertIn("Billing references 2026 received", [row["label"] for row in rows])
        rows = desk._get_collectivity_sections(self.commune_a)["billing"]["rows"]
        self.assertIn("EJ-26", " ".join(row["detail"] for row in rows))
