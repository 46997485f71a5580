from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestRelease(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.release = (
            cls.env["dpo.release"]
            .create(
                {
                    "name": "Subventions",
                    "collectivity_id": cls.commune_a.id,
                    "processing_id": cls.canteen.id,
                }
            )
            .with_user(cls.officer)
        )

    def _advise(self):
        self.release.write({"advice": "reserved", "advice_text": "Retirer les noms"})
        self.release.action_advise()

    def _decide(self, **values):
        self.release.write({"decision": "release", "decided_by_id": self.mandate_a.id, **values})
        self.release.action_decide()

    def _set_agents(self, value):
        self._set_population(self.commune_a, value, year=2024).kind = "agents"

    def test_the_duty_follows_from_the_figures_of_the_collectivity(self):
        self.assertEqual(self.release.duty, "unknown")
        self._set_population(self.commune_a, 4000)
        self._set_agents(60)
        self.release.invalidate_recordset()
        self.assertEqual(self.release.duty, "applies")

    def test_a_small_commune_has_no_duty(self):
        self._set_population(self.commune_a, 800)
        self.release.invalidate_recordset()
        self.assertEqual(self.release.duty, "exempt")

    def test_the_three_criteria_are_all_needed(self):
        self.release.write({"individualisation": "impossible", "correlation": "impossible"})
        self.assertEqual(self.release.anonymity, "todo")
        self.release.inference = "possible"
        self.assertEqual(self.release.anonymity, "failed")
        self.release.inference = "impossible"
        self.assertEqual(self.release.anonymity, "passed")

    def test_the_dpd_advises_before_the_collectivity_decides(self):
        with self.assertRaises(UserError):
            self._decide()
        with self.assertRaises(UserError):
            self.release.action_advise()
        self._advise()
        self.assertEqual(self.release.advice_from, self.officer.name)

    def test_only_the_dpd_of_the_collectivity_advises(self):
        self.designation.by_service = False
        with self.assertRaises(UserError):
            self._advise()
        self.release.advice_from = "Camille, DPD de la commune"
        self._advise()
        self.assertEqual(self.release.state, "advised")

    def test_a_release_of_recognisable_persons_says_why(self):
        self._advise()
        with self.assertRaises(UserError):
            self._decide()
        self._decide(exception="decree")
        self.assertEqual(self.release.state, "decided")

    def test_what_was_decided_changes_no_more_until_it_is_examined_again(self):
        self._advise()
        self._decide(decision="no")
        with self.assertRaises(UserError):
            self.release.decision = "release"
        with self.assertRaises(UserError):
            self.release.unlink()
        self.release.url = "https://data.exemple.fr"
        self.release.action_examine_again()
        self.release.decision = "partial"

    def test_the_state_changes_by_the_buttons_only(self):
        with self.assertRaises(UserError):
            self.release.state = "decided"
        with self.assertRaises(AccessError):
            self.release.with_user(self.mayor_a).action_examine_again()

    def test_another_commune_sees_nothing(self):
        releases = self.env["dpo.release"]
        self.assertTrue(releases.with_user(self.mayor_a).search([]))
        self.assertFalse(releases.with_user(self.mayor_b).search([]))
