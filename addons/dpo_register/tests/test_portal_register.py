from unittest.mock import patch

from freezegun import freeze_time

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common_portal import RegisterPortalCase


@tagged("post_install", "-at_install")
class TestPortalRegister(RegisterPortalCase):
    def test_one_person_sees_the_registers_of_each_of_their_communes(self):
        self.env["dpo.mandate"].create(
            {
                "person_id": self.agent.partner_id.id,
                "collectivity_id": self.commune_b.id,
                "function": "secretary",
                "portal_access": True,
                "date_from": "2020-01-01",
            }
        )
        self._log_in(self.agent)
        page = self.url_open("/my/registre").text
        self.assertIn("Saint-Exemple", page)
        self.assertIn("Le Modèle", page)
        self.assertIn(self.commune_a._dpo_colour(), page)
        self.assertIn(self.commune_b._dpo_colour(), page)

    def test_the_register_of_another_commune_is_not_found(self):
        self._log_in(self.mayor_b)
        for url in (
            f"/my/registre/{self.register.id}",
            f"/my/registre/{self.register.id}/nouvelle",
            self._url(),
            self._url("/persons"),
        ):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        self.assertNotIn("Saint-Exemple", self.url_open("/my/registre").text)

    def test_what_waits_comes_first_and_the_home_counts_it(self):
        quiet = self._create_processing(name="Archives")
        quiet.with_user(self.officer).action_check()
        quiet.with_user(self.officer).action_review_unchanged()
        self._log_in(self.agent)
        page = self.url_open(f"/my/registre/{self.register.id}").text
        self.assertLess(page.index("Restauration scolaire"), page.index("Archives"))
        names = ["dpo_processing_count", "dpo_register_count"]
        counters = self.make_jsonrpc_request("/my/counters", {"counters": names})
        self.assertEqual(counters, {"dpo_processing_count": 1, "dpo_register_count": 1})

    def test_the_own_dpd_waits_for_what_is_submitted(self):
        own, _mandate = self._create_portal("dpd_a", self.commune_a, "own_dpd")
        self.canteen.with_user(self.agent).action_review_unchanged()
        self.canteen.with_user(self.agent).action_submit()
        for user, count in ((self.agent, 0), (own, 1)):
            domain = self.env["dpo.processing"].with_user(user)._get_waiting_domain()
            self.assertEqual(self.env["dpo.processing"].with_user(user).search_count(domain), count)

    def test_search_and_ended_records(self):
        ended = self._create_processing(name="Cimetière")
        ended.with_user(self.agent).action_end_on("2020-06-30")
        self._log_in(self.agent)
        url = f"/my/registre/{self.register.id}"
        self.assertNotIn("Cimetière", self.url_open(url).text)
        page = self.url_open(f"{url}?ended=1").text
        self.assertIn("Cimetière", page)
        self.assertNotIn(f'{self._url()}"', page)
        self.assertIn(f'{self._url()}"', self.url_open(f"{url}?search=scolaire").text)
        self.assertNotIn(f'{self._url()}"', self.url_open(f"{url}?search=zzz").text)

    def test_pages_hold_each_record_once(self):
        self._add(90)
        self._log_in(self.agent)
        url = f"/my/registre/{self.register.id}"
        found = [self._links(f"{url}/page/{page}") for page in (1, 2)]
        self.assertEqual([len(links) for links in found], [80, 11])
        self.assertFalse(found[0] & found[1])

    def test_queries_do_not_depend_on_the_number_of_records(self):
        self._log_in(self.agent)
        self._add(9)
        few = self._count_queries()
        self._add(390)
        self.assertEqual(self._count_queries(), few)

    def test_the_document_that_waits_is_one_click_away(self):
        self.register.with_user(self.officer).action_request_visa()
        self.register.approval_id._try_freeze()
        link = f"/my/visas/{self.register.approval_id.id}"
        for user, signs in ((self.mayor_a, True), (self.agent, False)):
            self._log_in(user)
            page = self.url_open(f"/my/registre/{self.register.id}").text
            self.assertIn(link, page)
            self.assertEqual("Lire et signer" in page, signs)

    def test_a_new_activity_in_two_fields(self):
        self._log_in(self.agent)
        url = f"/my/registre/{self.register.id}/nouvelle"
        refused = self._post(url, name=" ", summary="Prêts de livres")
        self.assertIn("Prêts de livres", refused.text)
        answer = self._post(url, name="Bibliothèque", summary="Prêts de livres")
        record = self.env["dpo.processing"].search([("name", "=", "Bibliothèque")])
        self.assertEqual(record.collectivity_id, self.commune_a)
        self.assertEqual(record.company_id, self.register.company_id)
        self.assertTrue(answer.headers["Location"].endswith(self._url(record=record)))

    def _add(self, number):
        term = self._term("domain", "elections") or self.env["dpo.register.term"].search(
            [("catalogue", "=", "domain")], limit=1
        )
        values = {"collectivity_id": self.commune_a.id, "domain_id": term.id}
        self.env["dpo.processing"].create(
            [{**values, "name": f"Activité {index}"} for index in range(number)]
        )

    def _links(self, url):
        page = self.url_open(url).text
        return {part.split('"')[0] for part in page.split('href="/my/registre/fiche/')[1:]}

    def _count_queries(self):
        """Queries of the page, once its caches are warm."""
        url = f"/my/registre/{self.register.id}"
        self.url_open(url)
        self.env.flush_all()
        with patch.object(Cursor, "execute", autospec=True, side_effect=Cursor.execute) as execute:
            self.url_open(url)
        self.assertTrue(execute.call_count)
        return execute.call_count


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestEndOfActivity(RegisterPortalCase):
    def test_an_activity_ends_on_a_day_that_has_come(self):
        self._log_in(self.agent)
        for day in ("", "31/02/2026", "2027-01-01"):
            page = self._post(self._url("/fin"), day=day)
            self.assertEqual((page.status_code, self.canteen.date_end), (200, False), day)
            self.assertIn(f'value="{day}"' if day else "alert-danger", page.text)
        answer = self._post(self._url("/fin"), day="28/02/2026")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(str(self.canteen.date_end), "2026-02-28")
