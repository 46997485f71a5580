from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import DpoCase

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{number}@essai.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Bonjour, une question.
"""


@tagged("post_install", "-at_install")
class TestExchange(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theme = cls.env.ref("dpo_base.theme_register")
        cls.officer = cls.staff["officer"]
        cls.assignment = cls.env["dpo.assignment"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "user_id": cls.officer.id,
                "date_from": "2020-01-01",
            }
        )

    def _note(self, collectivity=None, **values):
        return self.env["dpo.exchange"].create(
            {"collectivity_id": (collectivity or self.commune_a).id, **values}
        )

    def test_the_quick_note_needs_a_commune_and_a_theme_only(self):
        form = Form(
            self.env["dpo.exchange"].with_user(self.officer),
            "dpo_base.dpo_exchange_view_form_quick",
        )
        form.collectivity_id = self.commune_a
        form.theme_id = self.theme
        exchange = form.save()
        self.assertEqual(exchange.user_id, self.officer)
        self.assertEqual(exchange.channel, "phone")
        self.assertEqual(exchange.direction, "in")
        self.assertTrue(exchange.occurred_at)

    def test_an_officer_notes_in_their_portfolio_only(self):
        exchanges = self.env["dpo.exchange"].with_user(self.officer)
        with self.assertRaises(AccessError):
            exchanges.create({"collectivity_id": self.commune_b.id})

    def test_a_reader_reads_billing_and_the_town_hall_do_not(self):
        exchange = self._note()
        readers = {"reader": True, "officer": True, "billing": False, "trainer": False}
        found = {role: exchange.with_user(self.staff[role]).has_access("read") for role in readers}
        self.assertEqual(found, readers)
        self.assertFalse(exchange.with_user(self.mayor_a).has_access("read"))

    @freeze_time("2026-03-10 23:30:00")  # already the 11th in Paris
    def test_a_kept_promise_is_dated_in_paris_and_once(self):
        exchange = self._note(promise="Envoyer le modèle")
        exchange.action_promise_kept()
        self.assertEqual(exchange.promise_done_on, date(2026, 3, 11))
        exchange.promise_done_on = "2026-03-01"
        exchange.action_promise_kept()
        self.assertEqual(exchange.promise_done_on, date(2026, 3, 1))

    @freeze_time("2026-04-24 08:00:00")  # a week later is the 1st of May, a Friday
    def test_a_promise_is_proposed_for_a_working_day_in_a_week(self):
        self.assertEqual(self._note(promise="Rappeler").promise_due, date(2026, 5, 4))
        chosen = self._note(promise="Rappeler", promise_due="2026-04-25")
        self.assertEqual(chosen.promise_due, date(2026, 4, 25))
        self.assertFalse(self._note(summary="Simple information").promise_due)

    @mute_logger("odoo.sql_db")
    def test_the_time_of_an_exchange_is_that_of_one_day(self):
        for minutes in (-5, 1441):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self._note(minutes=minutes)

    def test_a_reader_keeps_no_promise(self):
        exchange = self._note(promise="Envoyer le modèle")
        with self.assertRaises(AccessError):
            exchange.with_user(self.staff["reader"]).action_promise_kept()

    def test_minutes_per_collectivity_cost_one_query(self):
        for minutes in (10, 15):
            self._note(minutes=minutes)
        self._note(self.commune_b, minutes=7)
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = self.env["dpo.exchange"]._get_minutes_by_collectivity(
                [("collectivity_id", "in", (self.commune_a + self.commune_b).ids)]
            )
        self.assertEqual(found, {self.commune_a: 25, self.commune_b: 7})

    def test_writing_goes_to_the_person_else_to_the_town_hall(self):
        person = self.mayor_a.partner_id
        to_person = self._note(person_id=person.id).action_write_mail()
        to_body = self._note().action_write_mail()
        self.assertEqual(to_person["context"]["default_partner_ids"], person.ids)
        self.assertEqual(to_body["context"]["default_partner_ids"], self.commune_a.ids)

    # --- mail -------------------------------------------------------------------------

    def _receive(self, sender, to="dpd@opsn.example", subject="Registre", number=1):
        raw = MAIL.format(sender=sender, to=to, subject=subject, number=f"{sender}{number}")
        self.env["mail.thread"].message_process("dpo.exchange", raw)

    def _last(self, model):
        return self.env[model].search([], order="id desc", limit=1)

    @freeze_time("2026-03-10 08:00:00")
    def test_a_mail_goes_to_the_only_commune_of_its_sender(self):
        self.mayor_a.partner_id.email = "maire@saint-exemple.example"
        self._receive("Le maire <MAIRE@saint-exemple.example>")
        exchange = self._last("dpo.exchange")
        self.assertEqual(exchange.collectivity_id, self.commune_a)
        self.assertEqual(exchange.person_id, self.mayor_a.partner_id)
        self.assertEqual((exchange.channel, exchange.direction), ("email", "in"))
        self.assertEqual(exchange.user_id, self.officer)
        self.assertEqual(exchange.summary, "Registre")
        self.assertEqual(exchange.occurred_at, datetime(2026, 3, 10, 8))
        self.assertIn("une question", exchange.message_ids.filtered("body")[:1].body)

    def test_a_mail_of_the_town_hall_box_goes_to_its_commune(self):
        self.commune_a.email = "mairie@saint-exemple.example"
        self._receive("mairie@saint-exemple.example")
        self.assertEqual(self._last("dpo.exchange").collectivity_id, self.commune_a)

    def test_a_mail_of_two_communes_waits_to_be_sorted(self):
        secretary = self.mayor_a.partner_id
        secretary.email = "secretaire@mairies.example"
        self.env["dpo.mandate"].create(
            {
                "person_id": secretary.id,
                "collectivity_id": self.commune_b.id,
                "function": "secretary",
                "date_from": "2020-01-01",
            }
        )
        before = self.env["dpo.exchange"].search_count([])
        self._receive("secretaire@mairies.example")
        mail = self._last("dpo.inbox")
        self.assertEqual(self.env["dpo.exchange"].search_count([]), before)
        self.assertEqual(mail.candidate_ids, self.commune_a + self.commune_b)

    def test_a_mail_after_the_end_of_a_habilitation_is_not_filed_under_the_commune(self):
        self.mayor_a.partner_id.email = "ancien@saint-exemple.example"
        self.mandate_a.date_until = "2020-12-31"
        self._receive("ancien@saint-exemple.example")
        self.assertEqual(self._last("dpo.inbox").email_from, "ancien@saint-exemple.example")

    def test_the_alias_leads_to_an_exchange(self):
        domain = self.env["mail.alias.domain"].create({"name": "opsn.example"})
        alias = self.env.ref("dpo_base.alias_exchange")
        alias.alias_domain_id = domain
        self.commune_b.email = "mairie@le-modele.example"
        raw = MAIL.format(
            sender="mairie@le-modele.example", to=alias.display_name, subject="Aide", number="a"
        )
        self.env["mail.thread"].message_process(None, raw)
        exchange = self._last("dpo.exchange")
        self.assertEqual((exchange.collectivity_id, exchange.summary), (self.commune_b, "Aide"))

    def test_filing_moves_the_mail_and_leaves_nothing(self):
        self._receive("inconnu@ailleurs.example", subject="Cimetière")
        mail = self._last("dpo.inbox")
        message = mail.message_ids.filtered(lambda m: "une question" in (m.body or ""))
        mail.file_under_id = self.commune_a
        action = mail.with_user(self.officer).action_file()
        exchange = self.env["dpo.exchange"].browse(action["res_id"])
        self.assertFalse(mail.exists())
        self.assertEqual(exchange.summary, "Cimetière")
        self.assertFalse(exchange.person_id)
        self.assertEqual((message.model, message.res_id), ("dpo.exchange", exchange.id))

    def test_an_officer_does_not_file_outside_their_portfolio(self):
        self._receive("inconnu@ailleurs.example")
        mail = self._last("dpo.inbox")
        mail.file_under_id = self.commune_b
        with self.assertRaises(AccessError):
            mail.with_user(self.officer).action_file()
        self.assertTrue(mail.exists())

    def test_mails_to_sort_are_for_officers_of_the_company(self):
        self._receive("inconnu@ailleurs.example")
        mail = self._last("dpo.inbox")
        readers = {"officer": True, "reader": False, "billing": False}
        found = {role: mail.with_user(self.staff[role]).has_access("read") for role in readers}
        self.assertEqual(found, readers)
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        self.officer.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(mail.with_user(self.officer).has_access("read"))
