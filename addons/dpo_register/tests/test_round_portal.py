from datetime import date

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .test_round import RoundCase


class PortalCase(HttpCase):
    def _log_in(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def _post(self, url, **data):
        data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, allow_redirects=False)


@tagged("post_install", "-at_install")
class TestRoundPortal(PortalCase, RoundCase):
    def _step(self, step, **data):
        return self._post(f"/my/revue/{self.round.id}/{step}", **data)

    def test_three_answers_close_the_review(self):
        third = self._create_processing(name="Bulletin municipal")
        self.round.line_ids = [(0, 0, {"processing_id": third.id})]
        first, second, last = self.round.line_ids.sorted("id")
        self._log_in(self.agent)
        self.assertIn("0 of 3", self._page_text())
        answer = self._step("inchange", line=first.id)
        self.assertTrue(answer.headers["Location"].endswith(f"#a{second.id}"))
        self._step("change", line=second.id, text="Nouveau logiciel")
        self.assertIn("2 of 3", self._page_text())
        self._step("cesse", line=last.id, day="2026-01-31")
        self.assertEqual(self.round.state, "closed")
        self.assertEqual(third.date_end, date(2026, 1, 31))
        self.assertIn("3 of 3", self._page_text())

    def _page_text(self):
        page = self.url_open(f"/my/revue/{self.round.id}")
        self.assertEqual(page.status_code, 200)
        return " ".join(page.text.split()).replace("<t>", "").replace("</t>", "")

    def test_the_sheet_says_what_the_register_says(self):
        self._log_in(self.agent)
        page = self._page_text()
        for text in ("Inscrire les enfants", "paper files", "Dossier d’inscription"):
            self.assertIn(text, page)
        self.assertIn(f"/my/revue/{self.round.id}", self.url_open("/my/revue").text)

    def test_a_noted_change_may_lead_to_the_record(self):
        self._log_in(self.agent)
        answer = self._step("change", line=self.first.id, text="Nouveau logiciel", edit="1")
        record = self.first.processing_id
        self.assertTrue(answer.headers["Location"].endswith(f"/my/registre/fiche/{record.id}"))

    def test_a_refused_answer_keeps_what_was_typed(self):
        self._log_in(self.agent)
        self.round._write_by_action({"state": "closed"})
        answer = self._step("change", line=self.first.id, text="Nouveau logiciel")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("closed", answer.text)
        self.round._write_by_action({"state": "open"})
        answer = self._step("cesse", line=self.first.id, day="n'importe quoi")
        self.assertIn("Give the day", answer.text)
        self.assertEqual(self.first.answer, "waiting")

    def test_one_click_for_the_rest_and_again_is_harmless(self):
        self._log_in(self.mayor_a)
        for _click in range(2):
            self.assertEqual(self._step("reste").status_code, 303)
        self.assertEqual(self.round.line_ids.mapped("answer"), ["unchanged", "unchanged"])

    def test_the_line_of_another_round_is_not_found(self):
        other = self._create_processing(collectivity_id=self.commune_b.id)
        register = self.env["dpo.register"]._get_or_create(self.commune_b)
        line = self.env["dpo.register.round"]._open_for(register, date(2026, 6, 30)).line_ids
        self._log_in(self.agent)
        for value in (line.id, "", "x"):
            with self.subTest(value):
                self.assertEqual(self._step("inchange", line=value).status_code, 404)
        self.assertFalse(other.reviewed_on)

    def test_another_commune_finds_nothing(self):
        self._log_in(self.mayor_b)
        for path in ("", "/fiche.pdf"):
            answer = self.url_open(f"/my/revue/{self.round.id}{path}")
            self.assertEqual(answer.status_code, 404)
        for step in ("inchange", "change", "cesse", "reste"):
            with self.subTest(step):
                answer = self._step(step, line=self.first.id, text="x", day="2026-01-31")
                self.assertEqual(answer.status_code, 404)

    def test_the_sheet_comes_on_paper(self):
        self._log_in(self.agent)
        answer = self.url_open(f"/my/revue/{self.round.id}/fiche.pdf")
        self.assertTrue(answer.content.startswith(b"%PDF"))
        self.assertIn(self.round.code, answer.headers["Content-Disposition"])

    def test_the_page_costs_the_same_for_ten_and_a_hundred(self):
        self._log_in(self.agent)
        self._add_lines(8)
        self._count_queries()
        ten = self._count_queries()
        self._add_lines(90)
        self.assertLessEqual(self._count_queries(), ten)

    def _add_lines(self, count):
        records = self.canteen.browse(
            [self._create_processing(name=f"Activité {n}").id for n in range(count)]
        )
        self.round.line_ids = [(0, 0, {"processing_id": record.id}) for record in records]

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._page_text()
        return self.cr.sql_log_count - before
