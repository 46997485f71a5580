from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_approval import ApprovalCase

PAGES = ("/my/visas/{id}", "/my/visas/{id}/pdf", "/my/visas/{id}/attestation")
DECISIONS = ("/my/visas/{id}/sign", "/my/visas/{id}/refuse", "/my/visas/{id}/answer")


class PortalCase(ApprovalCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approval = cls._submit()
        cls.env["dpo.journal.entry"]._seal()

    def _login(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def _post(self, url, **data):
        """A form sent from a page, as a browser does."""
        csrf_token = http.Request.csrf_token(self)
        return self.url_open(url, data={"csrf_token": csrf_token, **data}, allow_redirects=False)


@tagged("post_install", "-at_install")
class TestPortalVisa(PortalCase):
    def test_home_counts_what_waits(self):
        self._create_document(kind="request", name="Liste des agents")
        self._submit(self._create_document(kind="request", name="Liste des élus"))
        self._login(self.mayor_a)
        names = ["dpo_sign_count", "dpo_answer_count", "dpo_visa_count"]
        counters = self.make_jsonrpc_request("/my/counters", {"counters": names})
        self.assertEqual(
            counters, {"dpo_sign_count": 1, "dpo_answer_count": 1, "dpo_visa_count": 2}
        )
        self.assertIn("dpo_sign_count", self.url_open("/my/home").text)

    def test_the_mayor_reads_decides_and_keeps_an_attestation(self):
        self._login(self.mayor_a)
        page = self.url_open(f"/my/visas/{self.approval.id}").text
        advice = page.index("Réduire la conservation à sept jours.")
        self.assertLess(page.index("Quatre caméras"), advice)
        self.assertLess(advice, page.index(f"/my/visas/{self.approval.id}/sign"))
        self.assertIn("Saint-Exemple", page)
        answer = self._post(f"/my/visas/{self.approval.id}/sign")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.approval.state, "signed")
        self.assertNotIn("/sign", self.url_open(answer.headers["Location"]).text)
        receipt = self.url_open(f"/my/visas/{self.approval.id}/attestation")
        self.assertIn("Attestation de visa", self._pdf_text(receipt.content))

    def test_a_refusal_without_reason_shows_the_page_again(self):
        self._login(self.mayor_a)
        answer = self._post(f"/my/visas/{self.approval.id}/refuse", text=" ")
        self.assertEqual((answer.status_code, self.approval.state), (200, "to_sign"))
        self._post(f"/my/visas/{self.approval.id}/refuse", text="Budget <b>non</b> voté")
        self.assertEqual(self.approval.refusal_reason, "Budget <b>non</b> voté")
        page = self.url_open(f"/my/visas/{self.approval.id}").text
        self.assertIn("Budget &lt;b&gt;non&lt;/b&gt; voté", page)

    def test_what_no_page_sends_is_no_error_of_the_server(self):
        self._login(self.mayor_a)
        answer = self.url_open(
            f"/my/visas/{self.approval.id}/refuse",
            data={"csrf_token": http.Request.csrf_token(self)},
            files={"text": ("reason.txt", b"Motif", "text/plain")},
        )
        self.assertEqual((answer.status_code, self.approval.state), (200, "to_sign"))
        names = ["dpo_sign_count", ["dpo_visa_count"], {}, None]
        counters = self.make_jsonrpc_request("/my/counters", {"counters": names})
        self.assertEqual(counters, {"dpo_sign_count": 1})

    def test_what_was_typed_is_not_lost_when_the_answer_is_refused(self):
        request = self._submit(self._create_document(kind="request", name="Liste des agents"))
        request.with_user(self.staff["manager"]).action_cancel()
        self._login(self.mayor_a)
        answer = self._post(f"/my/visas/{request.id}/answer", text="Une heure de saisie")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Une heure de saisie", answer.text)

    def test_the_document_is_downloaded_never_displayed(self):
        self._login(self.mayor_a)
        answer = self.url_open(f"/my/visas/{self.approval.id}/pdf")
        self.assertEqual(answer.content, self.approval._get_document_bytes())
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_pages_are_neither_kept_nor_framed(self):
        self._login(self.mayor_a)
        for url in ("/my/visas", "/my/habilitations", f"/my/visas/{self.approval.id}"):
            headers = self.url_open(url).headers
            self.assertEqual(headers["Cache-Control"], "no-store", url)
            self.assertIn("frame-ancestors", headers["Content-Security-Policy"], url)

    def test_an_administrative_decision_has_no_button_to_sign(self):
        designation = self.env["dpo.designation"].create(
            {"collectivity_id": self.commune_a.id, "date_from": "2026-03-01"}
        )
        designation.action_send_sheet()
        approval = designation.approval_id
        approval._try_freeze()
        self._login(self.mayor_a)
        page = self.url_open(f"/my/visas/{approval.id}").text
        self.assertNotIn(f"/my/visas/{approval.id}/sign", page)
        self.assertIn("L212-3", page)
        self._post(f"/my/visas/{approval.id}/sign")
        self.assertEqual(approval.state, "to_sign")

    def test_a_secretary_reads_but_has_no_button(self):
        secretary, _mandate = self._create_portal("secretary", self.commune_a, "secretary")
        self._login(secretary)
        page = self.url_open(f"/my/visas/{self.approval.id}").text
        self.assertNotIn(f"/my/visas/{self.approval.id}/sign", page)
        self.assertIn("Jeanne Exemple", page)
        self._post(f"/my/visas/{self.approval.id}/sign")
        self.assertEqual(self.approval.state, "to_sign")

    def test_habilitations_show_own_ones_only(self):
        self._create_portal("secretary", self.commune_b, "secretary")
        self._login(self.mayor_a)
        page = self.url_open("/my/habilitations").text
        self.assertIn("Saint-Exemple", page)
        self.assertNotIn("Le Modèle", page)

    def test_several_communes_are_told_apart(self):
        self.mandate_b.copy({"person_id": self.mayor_a.partner_id.id})
        other = self._submit(self._create_document(collectivity_id=self.commune_b.id))
        self._login(self.mayor_a)
        page = self.url_open("/my/visas").text
        for commune in (self.commune_a, self.commune_b):
            self.assertIn(commune._dpo_colour(), page)
        page = self.url_open(f"/my/visas/{other.id}").text
        self.assertIn(self.commune_b._dpo_colour(), page)
        self.assertNotIn(self.commune_a._dpo_colour(), page)

    def test_the_list_costs_the_same_for_2_and_40_documents(self):
        self._login(self.mayor_a)
        self._submit(self._create_document())
        self.url_open("/my/visas")
        few = self._count_queries("/my/visas")
        for _number in range(38):
            self._submit(self._create_document())
        self.assertEqual(self._count_queries("/my/visas"), few)

    def _count_queries(self, url):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(self.url_open(url).status_code, 200)
        return self.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestPortalAttacks(PortalCase):
    """Another commune, a departed mayor, a visitor: not found, never refused with a name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approval_as_mayor = cls.approval.with_user(cls.mayor_a)
        cls.ids = [cls.approval.id, 0, 999_999_999]

    def _assert_closed(self):
        for url in PAGES:
            for record_id in self.ids:
                with self.subTest(url, id=record_id):
                    answer = self.url_open(url.format(id=record_id))
                    self.assertEqual(answer.status_code, 404)
                    self.assertNotIn("Saint-Exemple", answer.text)
        for url in DECISIONS:
            for record_id in self.ids:
                with self.subTest(url, id=record_id):
                    answer = self._post(url.format(id=record_id), text="Attaque")
                    self.assertEqual(answer.status_code, 404)
                    self.assertNotIn("Saint-Exemple", answer.text)
        self.assertEqual(self.approval.state, "to_sign")

    def test_another_commune_finds_nothing(self):
        self._login(self.mayor_b)
        self._assert_closed()
        self.assertNotIn("Vidéoprotection", self.url_open("/my/visas").text)

    def test_a_departed_mayor_finds_nothing(self):
        self._login(self.mayor_a)
        self.mandate_a.date_until = "2020-12-31"
        self._assert_closed()
        self.assertNotIn("Saint-Exemple", self.url_open("/my/habilitations").text)

    def test_text_and_negative_ids_are_not_found(self):
        self._login(self.mayor_b)
        for record_id in ("-1", "abc", "1;drop"):
            self.assertEqual(self.url_open(f"/my/visas/{record_id}").status_code, 404)

    def test_a_document_in_preparation_does_not_exist_yet(self):
        document = self._create_document()
        document.action_send()
        self._login(self.mayor_a)
        for url in PAGES:
            answer = self.url_open(url.format(id=document.approval_id.id))
            self.assertEqual(answer.status_code, 404)

    def test_a_get_decides_nothing(self):
        self._login(self.mayor_a)
        for url in DECISIONS:
            self.assertIn(self.url_open(url.format(id=self.approval.id)).status_code, (404, 405))
        self.assertEqual(self.approval.state, "to_sign")

    @mute_logger("odoo.http")
    def test_a_form_of_another_site_decides_nothing(self):
        self._login(self.mayor_a)
        for url in DECISIONS:
            answer = self.url_open(url.format(id=self.approval.id), data={"text": "Attaque"})
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.approval.state, "to_sign")

    def test_a_visitor_is_sent_to_the_login(self):
        for url in PAGES:
            answer = self.url_open(url.format(id=self.approval.id), allow_redirects=False)
            self.assertIn("/web/login", answer.headers["Location"])
