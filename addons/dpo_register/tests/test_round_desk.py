from freezegun import freeze_time

from odoo.tests import tagged

from .test_round import RoundCase


@tagged("post_install", "-at_install")
class TestRoundDesk(RoundCase):
    def _labels(self, section):
        desk = self.env["dpo.desk"].with_user(self.officer).get_morning(None)
        found = next(one for one in desk["sections"] if one["key"] == section)
        return [row["label"] for row in found["rows"]]

    @freeze_time("2026-05-11 09:00:00")
    def test_what_communes_answered_is_news_what_i_typed_is_not(self):
        news = "Review of the register: 1 of 2 answered"
        self.first.with_user(self.officer).action_unchanged()
        self.assertNotIn(news, self._labels("since"))
        self.round.line_ids[1].with_user(self.agent).action_changed("Nouveau logiciel")
        self.assertIn("Review of the register: 2 of 2 answered", self._labels("since"))

    @freeze_time("2026-05-11 09:00:00")
    def test_a_noted_change_waits_until_it_is_taken_into_account(self):
        self.first.with_user(self.agent).action_changed("Nouveau logiciel")
        label = f"Change noted: {self.first.processing_id.name}"
        self.assertIn(label, self._labels("mine"))
        self.first.with_user(self.officer).action_handle()
        self.assertNotIn(label, self._labels("mine"))

    def test_a_late_round_is_waited_for(self):
        gesture = "Terminer la revue annuelle du registre (2 à relire)"
        with freeze_time("2026-06-30 09:00:00"):
            self.assertNotIn(gesture, self._labels("theirs"))
        with freeze_time("2026-07-01 09:00:00"):
            self.assertIn(gesture, self._labels("theirs"))
            self.round.with_user(self.officer).action_close()
            self.assertNotIn(gesture, self._labels("theirs"))
