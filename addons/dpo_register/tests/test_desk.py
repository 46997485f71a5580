from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestRegisterDesk(RegisterCase):
    def _labels(self, section):
        desk = self.env["dpo.desk"].with_user(self.officer)
        sections = {s["key"]: s for s in desk.get_morning()["sections"]}
        return [row["label"] for row in sections[section]["rows"]]

    def test_what_the_commune_submits_waits_for_the_officer(self):
        self.assertFalse(any("Restauration" in label for label in self._labels("mine")))
        self.canteen.with_user(self.agent).action_submit()
        self.assertTrue(any("Restauration" in label for label in self._labels("mine")))

    def test_the_file_of_the_commune_sums_its_register_up(self):
        self.env["dpo.register"]._get_or_create(self.commune_a)
        file = self.env["dpo.desk"].with_user(self.officer).get_collectivity(self.commune_a.id)
        section = next(s for s in file["sections"] if s["key"] == "register")
        self.assertIn("1", section["rows"][0]["label"])

    def test_figures_are_those_of_running_activities_by_epci(self):
        self.env["dpo.membership"].create(
            {"collectivity_id": self.commune_a.id, "grouping_id": self.epci.id}
        )
        self._create_processing(name="Ancienne", date_end="2020-12-31")
        self.env.flush_all()
        groups = self.env["dpo.register.report"]._read_group(
            [("collectivity_id", "=", self.commune_a.id)], ["epci_id", "freshness"], ["__count"]
        )
        self.assertEqual(groups, [(self.epci, "fresh", 1)])

    def test_a_recommendation_made_from_a_record_is_counted_on_it(self):
        opened = self.canteen.with_user(self.officer).action_open_recommendations()
        actions = self.env["dpo.action"].with_context(**opened["context"])
        action = actions.create({"name": "Vider les dossiers de 2019"})
        self.assertEqual(self.env["dpo.action"].search(opened["domain"]), action)
        self.assertEqual(self.canteen.action_count, 1)

    def test_figures_follow_the_rights_on_the_records(self):
        self.env.flush_all()
        figures = self.env["dpo.register.report"]
        own = [("collectivity_id", "=", self.commune_a.id)]
        self.assertTrue(figures.with_user(self.officer).search_count(own))
        self.env["dpo.assignment"].search([("user_id", "=", self.officer.id)]).unlink()
        self.assertFalse(figures.with_user(self.officer).search_count(own))
        for user in (self.agent, self.mayor_b):
            self.assertFalse(figures.with_user(user).has_access("read"))
