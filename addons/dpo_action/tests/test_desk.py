from freezegun import freeze_time

from odoo.tests import tagged

from .common import ActionCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestActionDesk(ActionCase):
    def _labels(self, section):
        desk = self.env["dpo.desk"].with_user(self.officer).get_morning(None)
        found = next(one for one in desk["sections"] if one["key"] == section)
        return [row["label"] for row in found["rows"]]

    def test_what_the_service_promised_to_do_runs_as_a_deadline(self):
        self._recommend(name="Rédiger l’affiche", responsible="service", due_date="2026-03-12")
        self._recommend(name="Plus tard", responsible="service", due_date="2026-06-12")
        self.assertIn("Rédiger l’affiche", self._labels("clocks"))
        self.assertNotIn("Plus tard", self._labels("clocks"))

    def test_what_is_declared_done_waits_for_the_dpd(self):
        self.action.with_user(self.agent).action_declare_done()
        self.assertTrue(any(self.action.name in label for label in self._labels("mine")))

    def test_the_file_of_a_commune_shows_its_plan(self):
        file = self.env["dpo.desk"].with_user(self.officer).get_collectivity(self.commune_a.id)
        plan = next(one for one in file["sections"] if one["key"] == "actions")
        self.assertEqual([row["label"] for row in plan["rows"]], [self.action.name])
        self.assertEqual(self.commune_a.dpo_action_count, 1)
