from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegisterCase

DUE = date(2026, 6, 30)


class RoundCase(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cemetery = cls._create_processing(
            {"data_ids": {"identite": {"category_id": "etat_civil"}}}, name="Cimetière"
        )
        (cls.canteen + cls.cemetery)._write_by_action({"review_due_on": "2026-01-31"})
        cls.register = cls.env["dpo.register"]._get_or_create(cls.commune_a)
        cls.round = cls._open_round()
        cls.first, cls.second = cls.round.line_ids

    @classmethod
    def _open_round(cls, due_on=DUE):
        return cls.env["dpo.register.round"]._open_for(cls.register, due_on)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-11 08:00:00")
class TestRound(RoundCase):
    def test_the_records_that_are_due_come_first(self):
        self.round._write_by_action({"state": "closed"})
        self.canteen.action_review_unchanged()
        again = self._open_round()
        self.assertEqual(
            again.line_ids.mapped(lambda line: (line.processing_id, line.is_due)),
            [(self.cemetery, True), (self.canteen, False)],
        )

    def test_one_round_is_open_at_a_time(self):
        with self.assertRaisesRegex(UserError, "Saint-Exemple"):
            self._open_round()

    def test_an_ended_activity_is_not_asked_and_an_empty_register_is_refused(self):
        self.round._write_by_action({"state": "closed"})
        self.canteen.date_end = "2026-01-31"
        self.assertEqual(self._open_round().line_ids.processing_id, self.cemetery)
        self.round._write_by_action({"state": "closed"})
        self.cemetery.date_end = "2026-01-31"
        with self.assertRaises(UserError):
            self._open_round()

    def test_unchanged_is_a_review_of_the_record(self):
        self.first.with_user(self.agent).action_unchanged()
        record = self.first.processing_id
        self.assertEqual(
            (record.reviewed_on, record.reviewed_by_id), (date(2026, 5, 11), self.agent)
        )
        self.assertEqual((self.first.channel, self.first.answered_by_id), ("portal", self.agent))
        self.assertEqual((self.round.answered_count, self.round.progress), (1, 50))

    def test_a_double_click_answers_once(self):
        self.first.with_user(self.agent).action_unchanged()
        with freeze_time("2026-05-11 09:00:00"):
            self.first.with_user(self.mayor_a).action_unchanged()
        self.assertEqual(self.first.answered_by_id, self.agent)
        self.assertEqual(self.first.answered_at.hour, 8)

    def test_a_change_is_told_and_waits_for_the_dpd(self):
        with self.assertRaises(UserError):
            self.first.with_user(self.agent).action_changed("  ")
        self.first.with_user(self.agent).action_changed("Nouveau logiciel")
        self.assertFalse(self.first.processing_id.reviewed_on)
        self.first.with_user(self.officer).action_handle()
        self.assertEqual(self.first.handled_on, date(2026, 5, 11))
        self.assertEqual(self.first.processing_id.reviewed_on, date(2026, 5, 11))

    def test_what_stopped_ends_the_record_never_in_the_future(self):
        line = self.first.with_user(self.agent)
        for day in (False, "2026-05-12"):
            with self.subTest(day), self.assertRaises(UserError):
                line.action_stopped(day)
        self.first.processing_id.date_start = "2026-02-01"
        with self.assertRaises(UserError):
            line.action_stopped("2026-01-31")
        line.action_stopped("2026-04-30")
        self.assertEqual(self.first.processing_id.date_end, date(2026, 4, 30))

    def test_the_rest_in_one_click_touches_no_given_answer_and_closes(self):
        self.first.with_user(self.agent).action_changed("Nouveau logiciel")
        self.round.with_user(self.mayor_a).action_rest_unchanged()
        self.assertEqual(self.round.line_ids.mapped("answer"), ["changed", "unchanged"])
        self.assertEqual((self.round.state, self.round.closed_on), ("closed", date(2026, 5, 11)))
        self.round.with_user(self.mayor_a).action_rest_unchanged()
        self.assertEqual(self.first.note, "Nouveau logiciel")

    def test_the_rest_says_stopped_of_what_ended_elsewhere(self):
        self.first.processing_id.date_end = "2026-04-30"
        self.round.with_user(self.agent).action_rest_unchanged()
        self.assertEqual((self.first.answer, self.first.ended_on), ("stopped", date(2026, 4, 30)))

    def test_a_corrected_answer_leaves_its_trace_and_the_record_runs_again(self):
        self.first.with_user(self.agent).action_stopped("2026-04-30")
        self.first.with_user(self.mayor_a).action_unchanged()
        self.assertEqual(
            (self.first.answer, self.first.processing_id.date_end), ("unchanged", False)
        )
        self.assertIn("Stopped", self.round.message_ids[0].body)

    def test_a_closed_round_takes_no_answer_until_the_service_opens_it(self):
        self.round.with_user(self.agent).action_rest_unchanged()
        with self.assertRaises(UserError):
            self.first.with_user(self.agent).action_changed("Trop tard")
        with self.assertRaises(AccessError):
            self.round.with_user(self.mayor_a).action_reopen()
        self.round.with_user(self.officer).action_reopen()
        self.first.with_user(self.agent).action_changed("Encore à temps")
        self.assertEqual(self.first.answer, "changed")

    def test_closing_early_keeps_what_waits_without_an_answer(self):
        self.first.with_user(self.agent).action_unchanged()
        with self.assertRaises(AccessError):
            self.round.with_user(self.mayor_a).action_close()
        self.round.with_user(self.officer).action_close()
        self.assertEqual(self.round.line_ids.mapped("answer"), ["unchanged", "waiting"])

    def test_paper_answers_typed_in_the_list_have_the_effect_of_the_buttons(self):
        self.round.with_user(self.officer).write(
            {
                "line_ids": [
                    (1, self.first.id, {"answer": "unchanged"}),
                    (1, self.second.id, {"answer": "stopped", "ended_on": "2026-03-31"}),
                ]
            }
        )
        self.assertEqual(self.round.line_ids.mapped("channel"), ["paper", "paper"])
        self.assertEqual(self.first.processing_id.reviewed_on, date(2026, 5, 11))
        self.assertEqual(self.second.processing_id.date_end, date(2026, 3, 31))
        self.assertEqual(self.round.state, "closed")

    def test_a_typed_change_without_a_word_is_refused(self):
        with self.assertRaises(UserError):
            self.first.with_user(self.officer).answer = "changed"
        self.first.with_user(self.officer).write({"answer": "changed", "note": "Nouvel outil"})
        self.assertEqual((self.first.answer, self.first.channel), ("changed", "paper"))

    def test_the_state_changes_by_the_buttons_only(self):
        for record, values in (
            (self.round, {"state": "closed"}),
            (self.first, {"handled_on": "2026-05-11"}),
        ):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.with_user(self.officer).write(values)

    def test_another_commune_answers_nothing(self):
        for step, values in (
            ("action_unchanged", ()),
            ("action_changed", ("x",)),
            ("action_stopped", ("2026-04-30",)),
        ):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(self.first.with_user(self.mayor_b), step)(*values)
        with self.assertRaises(AccessError):
            self.round.with_user(self.mayor_b).action_rest_unchanged()

    def test_an_answered_round_is_not_deleted(self):
        self.first.with_user(self.agent).action_unchanged()
        with self.assertRaises(UserError):
            self.round.unlink()

    def test_registers_to_be_reviewed_are_found(self):
        registers = self.env["dpo.register"]
        self.assertIn(self.register, registers.search([("has_to_review", "=", True)]))
        self.round.with_user(self.agent).action_rest_unchanged()
        self.assertNotIn(self.register, registers.search([("has_to_review", "=", True)]))

    def test_the_register_of_another_service_is_not_due_with_ours(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        registers = self.env["dpo.register"]
        theirs = registers._get_or_create(self.commune_a, other)
        self.assertNotIn(theirs, registers.search([("has_to_review", "=", True)]))

    def test_the_sheet_is_printed_with_its_number(self):
        self.first.with_user(self.agent).action_changed("Nouveau logiciel")
        self.assertRegex(self.round.code, r"^REV-2026-\d{5}$")
        content = self.round.with_user(self.agent)._render_sheet()
        self.assertTrue(content.startswith(b"%PDF"))
