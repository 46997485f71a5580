import re
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch
from xmlrpc.client import Fault

from odoo.exceptions import AccessDenied, AccessError
from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.dpo_base.tests.common import DpoCase

QUIET = ("odoo.addons.base.models.res_users", "odoo.addons.dpo_security.models.dpo_login_attempt")


class LoginCase(DpoCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("auth_totp.policy", False)
        cls.attempts = cls.env["dpo.login.attempt"]
        cls.limit, cls.password = 10, "quatre vaches au pré"
        cls.mayor_a.password = cls.password

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _login(self, login, password):
        """What the login page answers: its error, or the address it sends to."""
        page = self.url_open("/web/login").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"login": login, "password": password, "csrf_token": token}
        with mute_logger(*QUIET):
            answer = self.url_open("/web/login", data=form, allow_redirects=False)
        error = re.search(r'role="alert">\s*(.*?)\s*</p>', answer.text, re.S)
        return error[1] if error else answer.headers["Location"]

    def _fail(self, times, login="mayor_a", source="192.0.2.1", **delta):
        now = self.env["dpo.clock"]._now() - timedelta(**delta)
        key = self.attempts._account_key(login)
        self.attempts.create(
            [{"account": key, "source": source, "attempted_at": now} for _ in range(times)]
        )
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestLoginAttempts(LoginCase):
    def test_the_eleventh_is_not_even_looked_at(self):
        errors = [self._login("mayor_a", "wrong") for _ in range(self.limit)]
        self.assertEqual(len({*errors}), 1)
        self.assertRegex(
            self._login("mayor_a", self.password), r"Vous pourrez réessayer .*\d\d:\d\d"
        )
        self.assertEqual(self.attempts.search_count([]), self.limit, "a refusal prolongs nothing")

    def test_what_is_said_does_not_depend_on_the_account(self):
        self._fail(self.limit, "nobody")
        self._fail(self.limit, "mayor_a")
        self.assertEqual(self._login("nobody", "x"), self._login("mayor_a", "x"))

    def test_time_opens_again_and_the_right_password_forgets(self):
        self._fail(self.limit, minutes=11)
        self._fail(self.limit - 1)
        self.assertNotIn("réessayer", self._login("mayor_a", self.password))
        self.assertFalse(self.attempts.search_count([]))

    def test_letters_and_spaces_do_not_make_another_account(self):
        self._fail(self.limit, " Mayor_A")
        self.assertIn("réessayer", self._login("mayor_a", self.password))

    def test_others_at_the_same_address_still_come_in(self):
        """A town hall behind one address: one forgotten password stops nobody else."""
        self._fail(self.limit, "mayor_b", source="127.0.0.1")
        self.assertNotIn("réessayer", self._login("mayor_a", self.password))

    def test_an_address_that_tries_every_account_waits(self):
        for number in range(10):
            self._fail(5, f"guess{number}", source="127.0.0.1")
        self.assertIn("réessayer", self._login("mayor_a", self.password))

    def test_attempts_from_elsewhere_do_not_keep_out_whoever_works_here(self):
        self._fail(self.limit)
        self.env["res.device.log"].sudo().create(
            {
                "session_identifier": "x" * 42,
                "user_id": self.mayor_a.id,
                "ip_address": "127.0.0.1",
                "first_activity": self.env["dpo.clock"]._now(),
                "last_activity": self.env["dpo.clock"]._now(),
            }
        )
        self.env.flush_all()
        self.assertNotIn("réessayer", self._login("mayor_a", self.password))

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc", *QUIET)
    def test_every_password_of_the_api_counts(self):
        """API keys, and what is left in the table: see ``tests/concurrency``."""
        db, counted = get_db_name(), []
        session = {"jsonrpc": "2.0", "params": {"db": db, "login": "mayor_a", "password": "x"}}
        reserve = patch.object(
            type(self.attempts), "_reserve", lambda _self, account, *_args: counted.append(account)
        )
        with reserve:
            self.url_open("/web/session/authenticate", json=session)
            self.xmlrpc_common.authenticate(db, "mayor_a", "x", {})
            with self.assertRaises(Fault):
                self.xmlrpc_object.execute_kw(db, self.mayor_a.id, "x", "res.users", "read", [[1]])
        self.assertEqual(counted, ["mayor_a"] * 3)

    def test_a_request_replayed_is_no_attempt(self):
        for error, left in ((ZeroDivisionError, 0), (AccessDenied, 1)):
            # not assertRaises, which takes back what was written
            with suppress(error), self.env["res.users"]._assert_can_auth(user="mayor_a"):
                raise error
            self.assertEqual(self.attempts.search_count([]), left)

    def test_a_reset_says_nothing_of_the_account_and_is_limited(self):
        page = self.url_open("/web/reset_password").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

        def ask(login):
            form = {"login": login, "csrf_token": token}
            text = self.url_open("/web/reset_password", data=form).text
            return re.search(r'role="(?:alert|status)">\s*(.*?)\s*</p>', text, re.S)[1]

        self.assertEqual(ask("nobody@example.org"), ask("mayor_a"))
        self._fail(self.limit, "reset mayor_a")
        self.assertIn("réessayer", ask("mayor_a"))

    def test_an_administrator_lets_a_colleague_in(self):
        self._fail(self.limit)
        with self.assertRaises(AccessError):
            self.mayor_a.with_user(self.staff["manager"]).action_dpo_unlock()
        self.mayor_a.with_user(self.staff["admin"]).action_dpo_unlock()
        self.assertFalse(self.attempts.search_count([]))

    def test_they_are_purged(self):
        self._fail(1, days=40)
        self.env["dpo.retention"]._cron_apply()
        self.assertFalse(self.attempts.search_count([]))
