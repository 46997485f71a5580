from datetime import datetime, timedelta

from odoo.modules.neutralize import neutralize_database
from odoo.tests import tagged

from .common import CANARY, FullCase


@tagged("post_install", "-at_install")
class TestNeutralize(FullCase):
    """A copy for tests (``odoo-bin neutralize``) sends nothing, opens nothing, is not the books."""

    def _neutralize(self):
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def test_what_waits_does_not_leave(self):
        mail = self.env["mail.mail"].create({"subject": CANARY, "email_to": "maire@example.org"})
        self.assertEqual(mail.state, "outgoing")
        self.env["ir.mail_server"].create({"name": "Relais", "smtp_host": "smtp.opsn.example"})
        self._neutralize()
        self.assertEqual(mail.state, "cancel")
        self.assertFalse(self.env["mail.mail"].search_count([("state", "=", "outgoing")]))
        self.assertEqual(self.env["ir.mail_server"].search([]).mapped("smtp_host"), ["invalid"])
        self.assertFalse(self.env["fetchmail.server"].search_count([]))

    def test_no_task_runs_but_the_cleaning_of_odoo(self):
        self._neutralize()
        vacuum = self.env.ref("base.autovacuum_job")
        self.assertEqual(self.env["ir.cron"].search([]), vacuum)

    def test_no_door_is_left_open(self):
        page = self._make("dpo.register.publication")
        page._write_by_action({"is_public": True, "slug": "saint-exemple"})
        person = self.mayor_a.partner_id
        person.signup_prepare()
        invitation = person._generate_signup_token()
        keys = self.env["res.users.apikeys"].with_user(self.staff["admin"])
        key = keys._generate(None, "script", datetime.now() + timedelta(hours=1))
        self._neutralize()
        self.assertFalse(self.env["dpo.register.publication"]._find_public("saint-exemple"))
        self.assertFalse(self.mayor_a.active or self.mayor_b.active)
        self.assertTrue(self.staff["officer"].active)
        self.assertFalse(person._get_partner_from_token(invitation))
        check = self.env["res.users.apikeys"]._check_credentials
        self.assertFalse(check(scope="rpc", key=key))

    def test_staff_comes_in_though_no_code_can_be_sent(self):
        self.env["ir.config_parameter"].set_param("auth_totp.policy", "employee_required")
        self.assertEqual(self.staff["officer"]._mfa_type(), "totp_mail")
        self._neutralize()
        self.assertFalse(self.staff["officer"]._mfa_type())

    def test_references_of_titres_are_marked(self):
        asked, issued = self._make("dpo.titre"), self._make("dpo.titre", reference="T-1")
        issued._write_by_action({"state": "issued"})
        self._neutralize()
        self.assertEqual(asked.reference, f"ESSAI-{CANARY}")
        self.assertEqual(issued.reference, "T-1")
