from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_portal import RegisterPortalCase


@tagged("post_install", "-at_install")
class TestPortalProcessing(RegisterPortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own, _mandate = cls._create_portal("dpd_a", cls.commune_a, "own_dpd")

    def test_a_record_reads_as_a_page(self):
        self.canteen.measure_ids = False
        self._log_in(self.mayor_a)
        page = self.url_open(self._url()).text
        self.assertIn("1 an à compter de la fin de l’année scolaire, puis destruction", page)
        self.assertIn("La portabilité ne s’applique pas", page)
        self.assertIn(f'href="{self._url("/security")}"', page)
        self.assertLess(page.index('id="purposes"'), page.index('id="retention"'))
        self.assertLess(page.index('id="rights"'), page.index('id="advice"'))

    def test_the_agent_submits_the_own_dpd_sends_back_with_a_reason(self):
        self._log_in(self.agent)
        self.assertEqual(self._post(self._url("/soumettre")).status_code, 303)
        self.assertEqual(self.canteen.state, "submitted")
        self._log_in(self.own)
        self.assertEqual(self._post(self._url("/completer"), text=" ").status_code, 200)
        self._post(self._url("/completer"), text="Qui reçoit les allergies ?")
        self.assertEqual(self.canteen.state, "draft")
        self._log_in(self.agent)
        self.assertIn("Qui reçoit les allergies ?", self.url_open(self._url()).text)
        self._post(self._url("/soumettre"))
        self.assertFalse(self.canteen.sent_back_reason)

    def test_the_own_dpd_checks_the_agent_does_not(self):
        self._log_in(self.agent)
        self._post(self._url("/controler"))
        self.assertEqual(self.canteen.state, "draft")
        self.assertNotIn("/controler", self.url_open(self._url()).text)
        self._log_in(self.own)
        self._post(self._url("/controler"))
        self.assertEqual(self.canteen.checked_by_id, self.own)

    def test_nothing_has_changed_moves_the_review(self):
        self._log_in(self.agent)
        self._post(self._url("/inchangee"))
        self.assertEqual(self.canteen.reviewed_by_id, self.agent)

    def test_only_the_own_dpd_opens_and_writes_the_advice(self):
        self._log_in(self.agent)
        self.assertEqual(self.url_open(self._url("/advice")).status_code, 404)
        self.assertEqual(self._post(self._url("/advice")).status_code, 404)
        with self.assertRaises(AccessError):
            self.canteen.with_user(self.agent).action_save_section("advice", {})
        self._log_in(self.own)
        form = self._form(self._url("/advice"))
        self._post(self._url("/advice"), **{**form, "v.recommendation": "Moins d’allergies"})
        self.assertEqual(self.canteen.recommendation, "Moins d’allergies")

    def test_what_changed_since_the_visa_is_shown(self):
        self.canteen.with_user(self.own).action_check()
        self.register.with_user(self.officer).action_request_visa()
        self.register.approval_id._try_freeze()
        self.register.approval_id.with_user(self.mayor_a).action_sign()
        self.canteen.with_user(self.agent).action_save_section(
            "description", {"summary": "Cantine et garderie"}
        )
        self._log_in(self.mayor_a)
        page = self.url_open(self._url()).text
        self.assertIn("<del>La commune inscrit les enfants", page)

    def test_reading_changes_nothing(self):
        before = self.canteen._get_payload(), self.canteen.write_date
        self._log_in(self.agent)
        for tail in ("", "/persons", "/data", "/processors", "/transfers", "/retention"):
            self.assertEqual(self.url_open(self._url(tail)).status_code, 200, tail)
        self.assertEqual((self.canteen._get_payload(), self.canteen.write_date), before)
