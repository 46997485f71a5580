from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dpo_register.models.dpo_register_publication import CHOICES

from .common import RegisterCase
from .test_round_portal import PortalCase

#: A text in every field that the page may, or must not, show: section -> canary
CANARIES = {
    "show_purposes": "CANARI-OBJECTIF",
    "show_persons": "CANARI-PERSONNES",
    "show_retention": "CANARI-DUREE",
    "show_transfers": "CANARI-TRANSFERT",
    "show_vendors": "CANARI-PRESTATAIRE",
}


class PublicationCase(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.canteen.write(cls.canteen._prepare_changes(cls._canaries()))
        cls.canteen._write_by_action({"state": "checked"})
        cls.register = cls.env["dpo.register"]._get_or_create(cls.commune_a)
        cls.page = cls.register._get_or_create_publication()
        cls.company.dpo_service_email = "dpd@example.org"

    @classmethod
    def _canaries(cls):
        """A payload whose every free text is a canary; ``NON-`` those never shown."""
        return {
            "reference": "NON-NUMERO",
            "service": "NON-SERVICE",
            "contact": "NON-CONTACT",
            "summary": "NON-RESUME",
            "sources": "NON-TEXTES",
            "purpose_ids": {
                "but": {"name": "CANARI-OBJECTIF", "basis": "e", "justification": "NON-JUSTIF"}
            },
            "person_note": "CANARI-PERSONNES",
            "data_ids": {"d": {"category_id": "etat_civil", "details": "NON-DETAIL"}},
            "recipient_ids": {"r": {"category_id": "service", "details": "NON-DESTINATAIRE"}},
            "party_ids": {
                "p": {
                    "role": "processor",
                    "name": "CANARI-PRESTATAIRE",
                    "details": "NON-PRESTATION",
                }
            },
            "tools_note": "NON-OUTIL",
            "has_transfer": "yes",
            "transfer_ids": {"t": {"name": "CANARI-TRANSFERT", "guarantees": "NON-GARANTIES"}},
            "retention_ids": {"c": {"name": "CANARI-DUREE", "duration": 2, "source": "NON-SOURCE"}},
            "measure_note": "NON-MESURES",
            "information": "NON-INFORMATION",
            "rights_note": "NON-DROITS",
            "recommendation": "NON-AVIS",
            "dpia_reason": "NON-AIPD",
        }

    def _publish(self, *shown):
        page = self.page.with_user(self.mayor_a)
        page.action_choose({name: name in shown for name in CHOICES})
        page.action_publish()
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestPublication(PublicationCase):
    def test_the_mayor_decides_the_agent_does_not(self):
        for step, values in (
            ("action_choose", ({},)),
            ("action_publish", ()),
            ("action_revoke", ()),
        ):
            for user in (self.agent, self.mayor_b):
                with self.subTest(step, user=user.login), self.assertRaises(AccessError):
                    getattr(self.page.with_user(user), step)(*values)
        self._publish("show_purposes")
        self.assertTrue(self.page.is_public)
        self.assertIn(self.mayor_a.name, self.page.decision)

    def test_the_service_records_the_decision_it_holds(self):
        page = self.page.with_user(self.officer)
        with self.assertRaises(UserError):
            page.action_publish()
        page.write({"decided_on": "2026-03-10", "decision": "Délibération 2026-12"})
        page.action_publish()
        self.assertEqual((page.is_public, page.decision), (True, "Délibération 2026-12"))
        page.action_revoke()
        self.assertEqual((page.is_public, page.decision), (False, False))

    def test_a_page_that_shows_nothing_is_not_put_online(self):
        with self.assertRaises(UserError):
            self._publish()

    def test_the_page_goes_online_by_the_button_only(self):
        with self.assertRaises(UserError):
            self.page.with_user(self.officer).is_public = True
        with self.assertRaises(UserError):
            self.page.with_user(self.mayor_a).action_choose({"is_public": True})

    def test_the_address_is_readable_and_stays(self):
        self._publish("show_purposes")
        self.assertEqual(self.page.slug, "saint-exemple-219900016")
        self.commune_a.name = "Saint-Exemple-le-Neuf"
        self.page.with_user(self.mayor_a).action_revoke()
        self._publish("show_purposes")
        self.assertEqual(self.page.slug, "saint-exemple-219900016")


@tagged("post_install", "-at_install")
class TestPublicPage(PortalCase, PublicationCase):
    url = "/registre/saint-exemple-219900016"

    def _read(self):
        self.authenticate(None, None)
        return self.url_open(self.url)

    def test_the_page_shows_the_chosen_sections_and_nothing_else(self):
        for chosen, canary in CANARIES.items():
            self._publish(chosen)
            page = self._read()
            with self.subTest(chosen):
                self.assertEqual(page.status_code, 200)
                self.assertIn(self.canteen.name, page.text)
                self.assertIn(canary, page.text)
                self.assertNotIn("NON-", page.text)
                for other in set(CANARIES.values()) - {canary}:
                    self.assertNotIn(other, page.text)

    def test_even_with_everything_chosen_the_inside_stays_inside(self):
        self._publish(*CHOICES)
        page = self._read().text
        self.assertNotIn("NON-", page)
        for text in (*CANARIES.values(), "dpd@example.org", "CNIL"):
            self.assertIn(text, page)

    def test_contact_and_rights_are_shown_when_chosen(self):
        self._publish("show_purposes")
        page = self._read().text
        self.assertNotIn("dpd@example.org", page)
        self.assertNotIn("CNIL", page)

    def test_drafts_ended_and_withheld_records_are_not_shown(self):
        self._publish(*CHOICES)
        for values in ({"state": "submitted"}, {"date_end": "2026-01-31"}, {"is_published": False}):
            with self.subTest(values):
                self.canteen._write_by_action({"state": "checked", "is_published": True})
                self.canteen._write_by_action({"date_end": False, **values})
                self.env.flush_all()
                self.assertNotIn(self.canteen.name, self._read().text)

    def test_off_unknown_and_revoked_are_the_same_nothing(self):
        self.assertEqual(self._read().status_code, 404)
        self._publish("show_purposes")
        self.assertEqual(self._read().status_code, 200)
        for unknown in ("inconnu", "%00", "a" * 3000):
            self.assertEqual(self.url_open(f"/registre/{unknown}").status_code, 404)
        self.page.with_user(self.mayor_a).action_revoke()
        self.env.flush_all()
        self.assertEqual(self._read().status_code, 404)

    def test_a_visitor_gets_no_session_and_nothing_to_load(self):
        self._publish("show_purposes")
        self.opener.cookies.clear()
        answer = self.url_open(self.url)
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertEqual(answer.headers["Cache-Control"], "no-cache")
        self.assertNotIn("<script", answer.text)
        self.assertIn('lang="fr"', answer.text)

    def test_frames_and_search_engines_follow_the_choice(self):
        self._publish("show_purposes")
        headers = self._read().headers
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.page.write({"may_embed": True, "no_index": False})
        self.env.flush_all()
        headers = self._read().headers
        self.assertIn("frame-ancestors *", headers["Content-Security-Policy"])
        self.assertNotIn("X-Frame-Options", headers)
        self.assertNotIn("X-Robots-Tag", headers)

    def test_the_mayor_chooses_puts_online_and_takes_back_on_the_portal(self):
        self.page.unlink()
        url = f"/my/registre/{self.register.id}/publication"
        self._log_in(self.mayor_a)
        self.assertIn(self.canteen.name, self.url_open(url).text)
        self._post(url, step="publish", show_purposes="on", published=self.canteen.id)
        page = self.register._get_publication()
        self.assertEqual((page.is_public, page.show_data), (True, False))
        self._post(url, step="save", show_data="on")
        self.assertEqual((page.show_data, self.canteen.is_published), (True, False))
        self._post(url, step="revoke")
        self.assertFalse(page.is_public)
        self.assertTrue(page.show_data)

    def test_the_agent_reads_the_choices_and_decides_nothing(self):
        url = f"/my/registre/{self.register.id}/publication"
        self._log_in(self.agent)
        self.assertEqual(self.url_open(url).status_code, 200)
        self._post(url, step="publish", show_purposes="on")
        self.assertFalse(self.page.is_public)
        self._log_in(self.mayor_b)
        self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self._post(url, step="publish").status_code, 404)

    def test_the_page_costs_the_same_for_ten_and_a_hundred(self):
        self._publish(*CHOICES)
        self._add_records(9)
        self._count_queries()
        ten = self._count_queries()
        self._add_records(90)
        self.assertLessEqual(self._count_queries(), ten)

    def _add_records(self, count):
        for number in range(count):
            record = self._create_processing(self._canaries(), name=f"Activité {number}")
            record._write_by_action({"state": "checked"})

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(self._read().status_code, 200)
        return self.cr.sql_log_count - before
