import base64
import io
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DpoCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestReminder(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.staff["officer_all"]
        cls.officer.phone = "02 33 99 99 99"
        cls.secretary = cls.env["res.partner"].create(
            {"name": "Martine Lebrun", "email": "m.lebrun@mairies.example"}
        )
        for commune in (cls.commune_a, cls.commune_b):
            cls.env["dpo.mandate"].create(
                {
                    "person_id": cls.secretary.id,
                    "collectivity_id": commune.id,
                    "function": "secretary",
                    "date_from": "2020-01-01",
                }
            )
        cls.items = [
            cls._item(cls.commune_a, "Signer la convention", minutes=10, due=date(2026, 3, 31)),
            cls._item(cls.commune_b, "Relire le registre", reason="Visa annuel."),
        ]

    @classmethod
    def _item(cls, collectivity, gesture, **values):
        return {
            "record": collectivity,
            "collectivity": collectivity,
            "gesture": gesture,
            "since": date(2026, 1, 15),
            **values,
        }

    def _prepare(self, items=None, user=None):
        found = self.items if items is None else items
        desk = type(self.env["dpo.desk"])
        with patch.object(desk, "_get_waiting_items", lambda self, limit=None: found):
            action = self.env["dpo.reminder"].with_user(user or self.officer).action_prepare()
        return self.env["dpo.reminder"].with_user(user or self.officer).browse(action["res_id"])

    def _mails(self):
        return self.env["mail.mail"].search([("recipient_ids", "in", self.secretary.ids)])

    def test_a_secretary_of_two_communes_gets_one_mail(self):
        reminder = self._prepare()
        self.assertEqual(reminder.line_ids.partner_id, self.secretary)
        reminder.action_send()
        mail = self._mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.subject, "2 points à régler pour vos collectivités")

    def test_a_mail_says_what_why_how_long_by_when_and_whom_to_call(self):
        self._prepare().action_send()
        body = " ".join(self._mails().body_html.split())
        for text in (
            "Saint-Exemple",
            "Signer la convention",
            "31 mars 2026",
            "Le Modèle",
            "Visa annuel.",
            "25 mars 2026",
            "15 minutes en tout",
            "15 janvier 2026",
            "02 33 99 99 99",
            self.officer.name,
        ):
            self.assertIn(text, body)

    def test_each_commune_keeps_the_reminder_as_an_exchange(self):
        self._prepare().action_send()
        exchanges = self.env["dpo.exchange"].search([("is_reminder", "=", True)])
        self.assertEqual(exchanges.collectivity_id, self.commune_a + self.commune_b)
        self.assertEqual(exchanges.person_id, self.secretary)
        self.assertEqual(set(exchanges.mapped("direction")), {"out"})
        self.assertEqual(self._mails().model, "dpo.exchange")
        self.assertIn(self._mails().res_id, exchanges.ids)

    def test_nobody_is_reminded_twice_in_a_week(self):
        first, second = self._prepare(), self._prepare()
        first.action_send()
        with self.assertRaises(UserError):
            second.action_send()
        self.assertFalse(self._prepare().line_ids.included)
        with freeze_time("2026-03-17 09:00:00"):
            self.assertTrue(self._prepare().line_ids.included)
        self.assertEqual(len(self._mails()), 1)

    def test_a_reminder_is_sent_once(self):
        reminder = self._prepare()
        reminder.action_send()
        with freeze_time("2026-04-17 09:00:00"), self.assertRaises(UserError):
            reminder.action_send()

    def test_who_is_unticked_gets_nothing(self):
        reminder = self._prepare()
        reminder.line_ids.included = False
        with self.assertRaises(UserError):
            reminder.action_send()
        self.assertFalse(self._mails())

    def test_no_address_or_a_returned_mail_makes_a_letter(self):
        self.secretary.message_bounce = 1
        reminder = self._prepare([*self.items, self._item(self.epci, "Signer l’acte")])
        self.assertEqual(set(reminder.line_ids.mapped("channel")), {"letter"})
        self.assertEqual(reminder.line_ids.partner_id, self.secretary + self.epci)
        reminder.action_send()
        pages = PdfReader(io.BytesIO(base64.b64decode(reminder.letters))).pages
        texts = [" ".join(page.extract_text().split()) for page in pages]
        self.assertEqual(len(texts), 2)
        self.assertIn("CC des Exemples", texts[0])
        self.assertIn("Martine Lebrun", texts[1])
        self.assertFalse(self._mails())
        letter = self.env["dpo.exchange"].search([("collectivity_id", "=", self.epci.id)])
        self.assertEqual((letter.channel, letter.person_id.id), ("letter", False))

    def test_the_expected_signer_is_written_to_when_the_item_names_them(self):
        self.mayor_a.partner_id.email = "maire@saint-exemple.example"
        item = self._item(self.commune_a, "Signer", mandate=self.mandate_a)
        self.assertEqual(self._prepare([item]).line_ids.partner_id, self.mayor_a.partner_id)
        self.mandate_a.date_until = "2026-03-09"
        self.assertEqual(self._prepare([item]).line_ids.partner_id, self.secretary)

    def test_nothing_to_remind_is_said(self):
        with self.assertRaises(UserError):
            self._prepare([])

    def test_a_reader_reminds_nobody(self):
        with self.assertRaises(AccessError):
            self._prepare(user=self.staff["reader"])

    def test_an_officer_reminds_in_their_portfolio_only(self):
        officer = self.staff["officer"]
        reminder = self._prepare([self._item(self.commune_a, "Signer")], user=officer)
        with self.assertRaises(AccessError):
            reminder.action_send()

    def test_the_page_says_who_was_reminded_already(self):
        items = self.items
        self._prepare(items[:1]).action_send()
        desk = type(self.env["dpo.desk"])
        with patch.object(desk, "_get_waiting_items", lambda self, limit=None: items):
            morning = self.env["dpo.desk"].with_user(self.officer).get_morning()
        rows = next(s for s in morning["sections"] if s["key"] == "theirs")["rows"]
        self.assertEqual([row["detail"] for row in rows], ["reminded on 10/03", ""])

    def test_the_page_offers_the_reminder_when_somebody_is_waited_for(self):
        items = self.items[:1]
        desk = type(self.env["dpo.desk"])
        with patch.object(desk, "_get_waiting_items", lambda self, limit=None: items):
            morning = self.env["dpo.desk"].with_user(self.officer).get_morning()
        section = next(s for s in morning["sections"] if s["key"] == "theirs")
        self.assertEqual([row["label"] for row in section["rows"]], ["Signer la convention"])
        self.assertEqual(section["actions"][0]["action"], "dpo_base.dpo_reminder_action")
