from unittest.mock import patch
from urllib.parse import urlencode

from freezegun import freeze_time

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged, users
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import DpoCase


class MessageCase(DpoCase):
    """A notice on a designation, sent to the mayor of commune A (stock holes, security.md 0)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.designation = cls.env["dpo.designation"].create(
            {"collectivity_id": cls.commune_a.id, "date_from": "2026-01-01"}
        )
        cls.notice = cls._post(cls.mayor_a.partner_id)
        cls.notice_as_a = cls.notice.with_user(cls.mayor_a)
        cls.internal = cls.designation._message_log(body="Note interne")

    @classmethod
    def _post(cls, recipients, record=None):
        return (record or cls.designation).message_post(
            body="Mise en demeure",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=recipients.ids,
        )

    def _found(self, user, model="mail.message", field="id"):
        return self.env[model].with_user(user).search([(field, "=", self.notice.id)])


@tagged("post_install", "-at_install")
class TestMessages(MessageCase):
    def test_the_recipient_reads_while_the_mandate_runs(self):
        self.assertIn("Mise en demeure", self.notice_as_a.body)
        self.assertEqual(self._found(self.mayor_a), self.notice)

    def test_a_departed_mayor_no_longer_reads_old_messages(self):
        self.mandate_a.date_until = "2020-12-31"
        self.assertFalse(self._found(self.mayor_a))
        with self.assertRaises(AccessError):
            self.notice_as_a.read(["body", "record_name"])
        self.assertFalse(self._found(self.mayor_a, "mail.notification", "mail_message_id"))
        notification = self.notice.notification_ids.with_user(self.mayor_a)
        self.assertFalse(notification.has_access("read"))

    def test_access_closes_at_midnight_in_paris(self):
        self.mandate_a.date_until = "2026-03-31"
        with freeze_time("2026-03-31 21:59:59"):
            self.assertTrue(self._found(self.mayor_a))
        with freeze_time("2026-03-31 22:00:00"):
            self.assertFalse(self._found(self.mayor_a))

    def test_a_recipient_of_another_commune_does_not_read(self):
        """Written by mistake to the wrong mayor: the mail left, the message stays closed."""
        notice = self._post(self.mayor_b.partner_id)
        with self.assertRaises(AccessError):
            notice.with_user(self.mayor_b).read(["body"])
        found = self.env["mail.message"].with_user(self.mayor_b).search([("id", "=", notice.id)])
        self.assertFalse(found)

    def test_an_author_who_has_left_no_longer_reads_what_they_wrote(self):
        self.notice.author_id = self.mayor_a.partner_id
        self.mandate_a.date_until = "2020-12-31"
        with self.assertRaises(AccessError):
            self.notice_as_a.read(["body"])

    def test_nobody_outside_the_service_rewrites_a_notice(self):
        for values in ({"body": "Annulé"}, {"date": "2020-01-01"}, {"is_internal": True}):
            with self.assertRaises(AccessError):
                self.notice_as_a.write(values)
        self.notice.author_id = self.mayor_a.partner_id
        with self.assertRaises(AccessError):
            self.notice_as_a.write({"body": "Annulé"})
        with self.assertRaises(AccessError):
            self.notice_as_a.unlink()

    def test_not_even_where_the_document_may_be_written(self):
        designation = type(self.designation)
        grant = "_mail_get_operation_for_mail_message_operation"
        with patch.object(designation, grant, lambda records, _op: dict.fromkeys(records, "read")):
            self.assertFalse(self.notice_as_a.has_access("write"))
            self.assertFalse(self.notice_as_a.has_access("unlink"))

    def test_answering_an_old_message_does_not_reopen_the_document(self):
        self.mandate_a.date_until = "2020-12-31"
        with self.assertRaises(AccessError):
            self.env["mail.message"].with_user(self.mayor_a).create(
                {
                    "model": "dpo.designation",
                    "res_id": self.designation.id,
                    "parent_id": self.notice.id,
                    "message_type": "comment",
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                    "body": "Réponse",
                }
            )

    def test_internal_notes_stay_internal(self):
        self.assertNotIn(self.internal, self.env["mail.message"].with_user(self.mayor_a).search([]))

    def test_messages_on_the_card_of_a_collectivity_follow_it(self):
        message = self._post(self.mayor_a.partner_id, self.commune_a)
        self.assertTrue(message.with_user(self.mayor_a).has_access("read"))
        self.mandate_a.date_until = "2020-12-31"
        self.assertFalse(message.with_user(self.mayor_a).has_access("read"))

    def test_staff_read_as_before(self):
        self.assertTrue(self.notice.with_user(self.staff["manager"]).has_access("read"))

    def test_other_documents_keep_the_rule_of_core(self):
        channel = self.env["mail.message"].create(
            {
                "body": "Bonjour",
                "message_type": "comment",
                "partner_ids": self.mayor_a.partner_id.ids,
                "subtype_id": self.env.ref("mail.mt_comment").id,
            }
        )
        self.assertTrue(channel.with_user(self.mayor_a).has_access("read"))

    def test_searching_costs_the_same_for_5_and_50_messages(self):
        messages = self.env["mail.message"].with_user(self.mayor_a)
        counts = []
        for number in (5, 45):
            for _n in range(number):
                self._post(self.mayor_a.partner_id)
            self.env.flush_all()
            messages.search([("model", "=", "dpo.designation")])  # fills the caches of core
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            messages.search([("model", "=", "dpo.designation")])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestFollowers(MessageCase):
    def _followers(self):
        return self.designation.message_follower_ids.partner_id

    def test_a_person_of_another_commune_cannot_follow(self):
        with self.assertRaisesRegex(UserError, "mayor_b"):
            self.designation.message_subscribe(self.mayor_b.partner_id.ids)
        both = self.mayor_a.partner_id + self.mayor_b.partner_id
        self.designation._message_subscribe(both.ids)
        self.assertIn(self.mayor_a.partner_id, self._followers())
        self.assertNotIn(self.mayor_b.partner_id, self._followers())

    def test_a_person_of_the_town_hall_and_the_staff_follow(self):
        officer = self.staff["officer_all"].partner_id
        self.designation.message_subscribe((self.mayor_a.partner_id + officer).ids)
        self.assertLessEqual(self.mayor_a.partner_id + officer, self._followers())

    @users("mayor_b")
    def test_the_portal_does_not_subscribe_itself_elsewhere(self):
        designation = self.designation.with_user(self.env.user)
        with self.assertRaises(AccessError):
            designation.message_subscribe(self.env.user.partner_id.ids)

    def test_a_follower_who_has_left_receives_nothing_more(self):
        self.designation.message_subscribe(self.mayor_a.partner_id.ids)
        self.mandate_a.date_until = "2020-12-31"
        message = self._post(self.env["res.partner"])
        self.assertNotIn(self.mayor_a.partner_id, message.notified_partner_ids)
        self.mandate_a.date_until = False
        message = self._post(self.env["res.partner"])
        self.assertIn(self.mayor_a.partner_id, message.notified_partner_ids)


@tagged("post_install", "-at_install")
class TestStockRoutes(MessageCase, HttpCase):
    """The routes of Odoo itself, tried by a mayor."""

    def _login(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def test_a_token_does_not_open_a_file_for_who_has_left(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "rapport.txt",
                "raw": b"CANARI",
                "res_model": "dpo.designation",
                "res_id": self.designation.id,
            }
        )
        token = attachment.generate_access_token()[0]
        raw = attachment._get_raw_access_token()
        urls = [
            f"/web/content/{attachment.id}?{urlencode({'access_token': t})}" for t in (token, raw)
        ]
        self._login(self.mayor_a)
        self.assertEqual([self.url_open(url).content for url in urls], [b"CANARI"] * 2)
        self.mandate_a.date_until = "2020-12-31"
        for user in (self.mayor_a, self.mayor_b):
            self._login(user)
            for url in (*urls, f"/web/content/{attachment.id}"):
                self.assertNotIn(b"CANARI", self.url_open(url).content)
        self.authenticate(None, None)
        for url in urls:
            self.assertNotIn(b"CANARI", self.url_open(url).content)

    @mute_logger("odoo.http")
    def test_the_visibility_of_a_notice_is_not_flipped(self):
        self._login(self.mayor_a)
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/update_is_internal", {"message_id": self.notice.id, "is_internal": True}
            )
        self.assertFalse(self.notice.is_internal)

    @mute_logger("odoo.http")
    def test_the_address_form_does_not_rename_the_collectivity(self):
        """Even if a person became its contact behind the constraint."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET parent_id = %s, commercial_partner_id = %s WHERE id = %s",
            [self.commune_a.id, self.commune_a.id, self.mayor_a.partner_id.id],
        )
        self.env.invalidate_all()
        self._login(self.mayor_a)
        for partner in (self.mayor_a.partner_id, self.commune_a):
            self.url_open(
                "/my/address/submit",
                data={
                    "csrf_token": http.Request.csrf_token(self),
                    "partner_id": partner.id,
                    "name": "Pirate",
                    "company_name": "Pirate",
                    "email": "a@example.org",
                    "phone": "02 33 00 00 00",
                    "street": "1 rue",
                    "city": "Ville",
                    "zip": "50000",
                    "country_id": self.env.ref("base.fr").id,
                },
            )
        self.assertEqual(self.commune_a.name, "Saint-Exemple")

    def test_the_notes_on_a_collectivity_are_closed(self):
        self.commune_a.comment = "<p>CANARI</p>"
        self._login(self.mayor_a)
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {
                    "model": "res.partner",
                    "method": "read",
                    "args": [self.commune_a.ids, ["comment"]],
                    "kwargs": {},
                },
            )
