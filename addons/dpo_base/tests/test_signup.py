from odoo import http
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import MockEmail

from .common import DpoCase


@tagged("post_install", "-at_install")
class TestSignup(DpoCase, MockEmail, HttpCase):
    """An account is born of an invitation, never of a form."""

    def _post(self, url, **data):
        self.authenticate(None, None)
        form = {"csrf_token": http.Request.csrf_token(self), **data}
        return self.url_open(url, data=form, allow_redirects=False)

    def _count_users(self):
        return self.env["res.users"].with_context(active_test=False).search_count([])

    def test_the_login_page_offers_no_signup(self):
        page = self.url_open("/web/login").text
        self.assertNotIn("/web/signup", page)
        self.assertIn("/web/reset_password", page)

    def test_nobody_signs_up_alone(self):
        before = self._count_users()
        self.assertEqual(self.url_open("/web/signup").status_code, 404)
        self._post(
            "/web/signup",
            login="pirate@example.org",
            name="Pirate",
            password="mot-de-passe",
            confirm_password="mot-de-passe",
        )
        self.assertEqual(self._count_users(), before)

    def test_a_mayor_who_forgot_the_password_gets_a_link_that_works(self):
        self.mayor_a.email = "maire@example.org"
        with self.mock_mail_gateway():
            self.assertEqual(self._post("/web/reset_password", login="mayor_a").status_code, 200)
        self.assertEqual(len(self._mails), 1)
        self.assertIn("maire@example.org", self._mails[0]["email_to"][0])
        token = self.mayor_a.partner_id._generate_signup_token()
        self._post(
            "/web/reset_password",
            token=token,
            login="mayor_a",
            password="nouveau-mot-de-passe",
            confirm_password="nouveau-mot-de-passe",
        )
        self.authenticate("mayor_a", "nouveau-mot-de-passe")
        self.assertIn("Saint-Exemple", self.url_open("/my/habilitations").text)
