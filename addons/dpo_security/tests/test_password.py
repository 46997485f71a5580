from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.dpo_base.tests.common import DpoCase


@tagged("post_install", "-at_install")
class TestPassword(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("auth_password_policy.minlength", "12")
        cls.env["ir.config_parameter"].set_param("dpo_security.password_bits", "50")

    def test_weak_passwords_are_refused(self):
        for weak in ("court", "123456789012", "aaaaaaaaaaaaaaaa", "mayor_a est maire"):
            with self.subTest(weak), self.assertRaises(UserError):
                self.mayor_a.password = weak

    def test_a_sentence_is_a_good_password(self):
        for strong in ("quatre vaches au pré", "Xk9#mQ2$wL7!"):
            self.mayor_a.password = strong

    def test_a_reset_link_sets_no_weak_one(self):
        self.mayor_a.partner_id.signup_prepare(signup_type="reset")
        token = self.mayor_a.partner_id._generate_signup_token()
        with self.assertRaises(UserError):
            self.env["res.users"].sudo().signup({"password": "123456789012"}, token)
