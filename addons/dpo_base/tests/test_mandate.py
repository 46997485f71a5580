from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from .common import DpoCase


@tagged("post_install", "-at_install")
class TestMandate(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.designation = cls.env["dpo.designation"].create(
            {"collectivity_id": cls.commune_a.id, "date_from": "2026-01-01"}
        )

    def _visible(self, user, **context):
        model = self.env["dpo.designation"].with_user(user).with_context(**context)
        return model.search([("id", "=", self.designation.id)])

    def test_a_mandate_opens_its_collectivity_and_no_other(self):
        self.assertEqual(self._visible(self.mayor_a), self.designation)
        self.assertFalse(self._visible(self.mayor_b))

    def test_access_closes_at_midnight_in_paris(self):
        self.mandate_a.date_until = "2026-03-31"
        with freeze_time("2026-03-31 21:59:59"):
            self.assertTrue(self._visible(self.mayor_a))
        with freeze_time("2026-03-31 22:00:00"):
            self.assertFalse(self._visible(self.mayor_a))

    @freeze_time("2026-04-01 08:00:00")
    def test_the_time_zone_of_the_client_reopens_nothing(self):
        self.mandate_a.date_until = "2026-03-31"
        self.assertFalse(self._visible(self.mayor_a, tz="Pacific/Midway"))

    def test_a_deleted_mandate_closes_at_once(self):
        self.assertTrue(self._visible(self.mayor_a))
        self.mandate_a.unlink()
        self.assertFalse(self._visible(self.mayor_a))

    def test_a_mandate_never_changes_collectivity(self):
        with self.assertRaises(UserError):
            self.mandate_a.collectivity_id = self.commune_b

    def test_a_user_is_never_a_contact_of_a_collectivity(self):
        with self.assertRaises(ValidationError):
            self.mayor_a.partner_id.parent_id = self.commune_a

    def test_a_person_with_a_live_mandate_is_not_archived(self):
        with self.assertRaises(UserError):
            self.mayor_a.partner_id.action_archive()

    def test_invitation_creates_a_portal_login_in_the_collectivitys_company(self):
        person = self.env["res.partner"].create({"name": "Jeanne", "email": "jeanne@example.org"})
        mandate = self.env["dpo.mandate"].create(
            {
                "person_id": person.id,
                "collectivity_id": self.commune_a.id,
                "function": "secretary",
            }
        )
        mandate.with_user(self.staff["officer_all"]).action_invite()
        self.assertTrue(mandate.portal_access)
        self.assertTrue(person.user_ids.share)
        self.assertEqual(person.user_ids.company_ids, self.company)

    @users("mayor_a")
    def test_the_portal_invites_nobody(self):
        with self.assertRaises(AccessError):
            self.mandate_a.with_user(self.env.user).action_invite()

    @freeze_time("2026-05-01 08:00:00")
    def test_logins_without_a_live_mandate_are_archived(self):
        self.mandate_a.date_until = "2026-03-31"
        self.env["dpo.mandate"]._cron_close_logins()
        self.assertFalse(self.mayor_a.active)
        self.assertTrue(self.mayor_b.active)
