import base64
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ActionCase

TEXT = base64.b64encode(b"Images effac\xc3\xa9es")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 23:30:00")  # already the 11th in Paris
class TestAction(ActionCase):
    def test_the_mayor_decides_the_commune_does_the_dpd_confirms(self):
        self.action.with_user(self.mayor_a).action_accept()
        self.assertEqual(self.action.state, "accepted")
        self.assertEqual(self.action.decided_on, date(2026, 3, 11))
        self.action.with_user(self.agent).action_declare_done("Réglage fait le 10 mars")
        self.assertEqual((self.action.state, self.action.done_by_id), ("done", self.agent))
        self.action.with_user(self.officer).action_confirm()
        self.assertEqual(self.action.state, "confirmed")
        self.assertEqual(self.action.closed_on, date(2026, 3, 11))

    def test_only_who_may_sign_decides_for_the_commune(self):
        with self.assertRaises(AccessError):
            self.action.with_user(self.agent).action_accept()
        with self.assertRaises(AccessError):
            self.action.with_user(self.agent).action_refuse("trop cher")

    def test_a_refusal_needs_its_reason_and_may_be_recommended_again(self):
        mayor = self.action.with_user(self.mayor_a)
        with self.assertRaises(UserError):
            mayor.action_refuse("  ")
        mayor.action_refuse("Le budget est voté")
        self.assertEqual(self.action.refusal_reason, "Le budget est voté")
        self.action.with_user(self.officer).action_reopen()
        self.assertEqual((self.action.state, self.action.closed_on), ("recommended", False))

    def test_what_is_not_shown_is_sent_back_with_a_word(self):
        self.action.with_user(self.agent).action_declare_done()
        self.action.with_user(self.officer).action_send_back("La capture d’écran manque")
        self.assertEqual((self.action.state, self.action.done_on), ("accepted", False))
        self.assertIn("capture", self.action.message_ids[0].body)

    def test_the_portal_confirms_nothing_but_the_own_dpd_does(self):
        self.action.with_user(self.agent).action_declare_done()
        with self.assertRaises(AccessError):
            self.action.with_user(self.mayor_a).action_confirm()
        own_dpd, _mandate = self._create_portal("own_dpd_a", self.commune_a, "own_dpd")
        self.action.with_user(own_dpd).action_confirm()
        self.assertEqual(self.action.state, "confirmed")

    def test_the_state_changes_by_the_buttons_only(self):
        with self.assertRaises(UserError):
            self.action.with_user(self.officer).state = "confirmed"
        with self.assertRaises(UserError):
            self.action.with_user(self.officer).action_confirm()

    def test_another_commune_does_nothing(self):
        for step in "action_accept", "action_declare_done", "action_confirm":
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(self.action.with_user(self.mayor_b), step)()

    def test_a_source_is_known_and_of_the_same_collectivity(self):
        exchange = self.env["dpo.exchange"].create({"collectivity_id": self.commune_a.id})
        action = self._recommend(res_model="dpo.exchange", res_id=exchange.id)
        self.assertEqual(action.source, exchange)
        with self.assertRaises(ValidationError):
            self._recommend(
                collectivity_id=self.commune_b.id, res_model="dpo.exchange", res_id=exchange.id
            )
        with self.assertRaises(ValidationError):
            self._recommend(res_model="res.partner", res_id=self.commune_a.id)

    def test_evidence_is_checked_and_belongs_to_the_action(self):
        file = self.action.with_user(self.agent)._add_evidence("capture.txt", TEXT)
        self.assertEqual(self.action.evidence_ids, file)
        with self.assertRaises(UserError):
            self.action.with_user(self.agent)._add_evidence("virus.exe", TEXT)
        with self.assertRaises(AccessError):
            self.action.with_user(self.mayor_b)._add_evidence("capture.txt", TEXT)

    def test_what_was_answered_is_not_deleted(self):
        self._recommend().unlink()
        self.action.action_accept()
        with self.assertRaises(UserError):
            self.action.unlink()
