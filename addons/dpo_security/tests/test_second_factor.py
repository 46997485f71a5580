import re
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..tools.recovery import CODES
from .test_login_attempts import QUIET, LoginCase


@tagged("post_install", "-at_install")
class TestSecondFactor(LoginCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("auth_totp.policy", "employee_required")
        cls.officer = cls.staff["officer"]
        cls.officer.write({"password": cls.password, "email": "agent@opsn.example"})

    def _enter(self, code):
        """Type a code in the second page; the address it sends to, or its error."""
        page = self.url_open("/web/login/totp").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        with mute_logger("odoo.addons.auth_totp.models.res_users", *QUIET):
            answer = self.url_open(
                "/web/login/totp",
                data={"csrf_token": token, "totp_token": code},
                allow_redirects=False,
            )
        return answer.headers.get("Location") or answer.text

    def _is_in(self):
        return "/web/login" not in self.url_open("/web", allow_redirects=False).headers.get(
            "Location", ""
        )

    def test_staff_needs_a_code_and_the_mail_brings_it(self):
        self.assertIn("/web/login/totp", self._login("dpo_officer", self.password))
        self.assertFalse(self._is_in())
        self.url_open("/web/login/totp")
        mail = self.env["mail.mail"].search([("email_to", "=", self.officer.email)], limit=1)
        code = self.officer._get_totp_mail_code()[0]
        self.assertTrue(not mail or code in mail.body_html)
        self.assertNotIn("/web/login", self._enter(code))
        self.assertTrue(self._is_in())

    def test_no_mail_leaves_and_the_page_says_what_to_do(self):
        self._login("dpo_officer", self.password)
        down = MailDeliveryException("SMTP", ConnectionRefusedError(111))
        with patch.object(type(self.env["mail.template"]), "send_mail", side_effect=down):
            text = self.url_open("/web/login/totp").text
        self.assertIn("codes de secours imprimés, ou appelez le service", text)

    def test_a_printed_code_replaces_the_mail_once(self):
        codes = self.env["dpo.recovery.code"]._renew(self.officer)
        self.assertEqual(len({*codes}), CODES)
        self._login("dpo_officer", self.password)
        self.assertNotIn("/web/login", self._enter(f" {str(codes[3])[:5]} {str(codes[3])[5:]}"))
        self.assertTrue(self._is_in())
        self.assertEqual(self.officer.dpo_recovery_left, CODES - 1)
        used = self.env["dpo.recovery.code"].search([("used_at", "!=", False)])
        self.assertEqual((used.user_id, used.used_from), (self.officer, "127.0.0.1"))
        self.authenticate(None, None)
        self._login("dpo_officer", self.password)
        self.assertIn("alert-danger", self._enter(codes[3]))
        self.assertFalse(self._is_in())

    def test_new_codes_cancel_the_old_ones_and_keep_the_trace(self):
        first = self.env["dpo.recovery.code"]._renew(self.officer)
        self.assertTrue(self.env["dpo.recovery.code"]._use(self.officer, first[0]))
        second = self.env["dpo.recovery.code"]._renew(self.officer)
        use = self.env["dpo.recovery.code"]._use
        self.assertFalse(use(self.officer, first[1]))
        self.assertFalse(use(self.mayor_a, second[1]))
        self.assertTrue(use(self.officer, second[1]))
        rows = self.env["dpo.recovery.code"].search([("used_at", "!=", False)])
        self.assertEqual(len(rows), 2)

    def test_codes_are_tried_five_times_an_hour(self):
        codes = self.env["dpo.recovery.code"]._renew(self.officer)
        self._login("dpo_officer", self.password)
        for _ in range(5):
            self._enter(1000000001)
        self.assertIn("alert-danger", self._enter(codes[0]))
        self.assertFalse(self._is_in())

    def test_no_password_opens_the_api_of_staff(self):
        session = {
            "jsonrpc": "2.0",
            "params": {"db": self.cr.dbname, "login": "dpo_officer", "password": self.password},
        }
        answer = self.url_open("/web/session/authenticate", json=session).json()
        self.assertFalse(answer["result"]["uid"])
        self.assertFalse(self._is_in())

    def test_everybody_prints_their_own(self):
        with self.assertRaises(UserError):
            self.officer.with_user(self.staff["admin"]).action_dpo_recovery_codes()

    def test_a_mayor_comes_in_without_a_code_unless_they_ask_for_one(self):
        self.mayor_a.email = "maire@example.org"
        self.assertNotIn("totp", self._login("mayor_a", self.password))
        self._choose_code(password="wrong", wanted="1")
        self.assertFalse(self.mayor_a.dpo_mail_code)
        self._choose_code(password=self.password, wanted="1")
        self.assertTrue(self.mayor_a.dpo_mail_code)
        self.authenticate(None, None)
        self.assertIn("totp", self._login("mayor_a", self.password))
        self._enter(self.mayor_a._get_totp_mail_code()[0])
        self.assertTrue(self._is_in())

    def _choose_code(self, **form):
        page = self.url_open("/my/security").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        with mute_logger(*QUIET):
            self.url_open("/my/security/code", data={"csrf_token": token, **form})
        self.mayor_a.invalidate_recordset()
