from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestConflict(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls._copy(cls.canteen_model)

    def _conflict(self, **changes):
        self._propagate(self._publish(self.canteen_model, **changes))
        return self.copy.conflict_ids.filtered(lambda one: one.state == "open")

    def _summary_conflict(self):
        self.copy.summary = "Chez nous"
        return self._conflict(summary="Nouveau")

    def test_keep_leaves_the_words_of_the_commune(self):
        conflict = self._summary_conflict()
        conflict.with_user(self.agent).action_keep()
        self.assertEqual((conflict.state, self.copy.summary), ("kept", "Chez nous"))
        self.assertEqual(conflict.decided_by_id, self.agent)

    def test_the_morning_page_shows_the_choice_until_it_is_made(self):
        conflict = self._summary_conflict()

        def labels():
            desk = self.env["dpo.desk"].with_user(self.officer).get_morning()
            mine = next(one for one in desk["sections"] if one["key"] == "mine")
            return [row["label"] for row in mine["rows"] if conflict.title in row["label"]]

        self.assertTrue(labels())
        conflict.action_keep()
        self.assertFalse(labels())

    def test_take_replaces_them_and_keeps_them_beside(self):
        conflict = self._summary_conflict()
        conflict.with_user(self.agent).action_take()
        self.assertEqual((conflict.state, self.copy.summary), ("taken", "Nouveau"))
        self.assertEqual(conflict.local_text, "Chez nous")

    def test_take_in_a_line_leaves_the_other_lines(self):
        purposes = self.canteen_model.version_id.payload["purpose_ids"]
        line = self.copy.purpose_ids.filtered(lambda line: line.key == "accueil")
        line.justification = "Chez nous"
        changed = {**purposes, "accueil": {**purposes["accueil"], "justification": "Nouveau"}}
        conflict = self._conflict(purpose_ids=changed)
        self.assertIn(line.name, conflict.title)
        before = len(self.copy.purpose_ids)
        conflict.with_user(self.officer).action_take()
        self.assertEqual((line.justification, len(self.copy.purpose_ids)), ("Nouveau", before))

    def test_take_removes_the_line_that_the_model_removed(self):
        purposes = {**self.canteen_model.version_id.payload["purpose_ids"]}
        line = self.copy.purpose_ids.filtered(lambda line: line.key == "pai")
        line.justification = "Chez nous"
        del purposes["pai"]
        conflict = self._conflict(purpose_ids=purposes)
        self.assertIn("Chez nous", conflict.local_text)
        conflict.with_user(self.agent).action_take()
        self.assertFalse(line.exists())
        self.assertIn("Chez nous", conflict.local_text)

    def test_a_later_version_takes_over_what_was_not_chosen(self):
        first = self._summary_conflict()
        second = self._conflict(summary="Encore")
        self.assertEqual((first.state, second.new_text), ("replaced", "Encore"))

    def test_a_choice_is_made_once(self):
        conflict = self._summary_conflict()
        conflict.action_keep()
        with self.assertRaises(UserError):
            conflict.action_take()

    def test_another_commune_does_not_choose(self):
        conflict = self._summary_conflict()
        with self.assertRaises(AccessError):
            conflict.with_user(self.mayor_b).action_take()
        self.assertEqual(self.copy.summary, "Chez nous")

    def test_what_the_dpd_says_is_for_the_dpd(self):
        self.copy.recommendation = "Notre avis"
        conflict = self._conflict(recommendation="Nouvel avis")
        with self.assertRaises(AccessError):
            conflict.with_user(self.agent).action_take()
        conflict.with_user(self.officer).action_take()
        self.assertEqual(self.copy.recommendation, "Nouvel avis")

    def test_a_plain_write_does_not_choose(self):
        conflict = self._summary_conflict()
        with self.assertRaises(UserError):
            conflict.with_user(self.officer).write({"state": "kept"})
