from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestLibraryPortal(HttpCase, LibraryCase):
    def _log_in(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def _post(self, url, **data):
        return self.url_open(url, data={**data, "csrf_token": Request.csrf_token(self)})

    def _saved(self):
        answers = self.env["dpo.library.answer"].search([])
        return {answer.question_id.key: answer for answer in answers}

    def test_the_agent_fills_in_the_questionnaire(self):
        self._log_in(self.agent)
        self.assertIn(self.commune_a.name, self.url_open("/my/questionnaire").text)
        url = f"/my/questionnaire/{self.commune_a.id}"
        self.assertIn(self._question("periscolaire").name, self.url_open(url).text)
        page = self._post(
            f"{url}/save", **{"answer.periscolaire": "exercised", "number.nb_agents": "12"}
        )
        self.assertTrue(page.url.endswith("?saved=1"))
        self.assertEqual(self._saved()["periscolaire"].answer, "exercised")
        self.assertEqual(self._saved()["nb_agents"].number, 12)

    def test_a_refused_answer_loses_nothing(self):
        self._log_in(self.agent)
        page = self._post(
            f"/my/questionnaire/{self.commune_a.id}/save",
            **{
                "answer.ecoles": "not",
                "answer.periscolaire": "other",
                "since.periscolaire": "2024-09-01",
                "number.nb_agents": "une douzaine",
            },
        )
        self.assertEqual(set(self._saved()), {"ecoles"})
        self.assertIn("une douzaine", page.text)
        self.assertIn("2024-09-01", page.text)

    def test_another_commune_is_not_found(self):
        self._log_in(self.mayor_b)
        url = f"/my/questionnaire/{self.commune_a.id}"
        self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self._post(f"{url}/save").status_code, 404)

    def test_the_officer_fills_it_in_on_the_phone(self):
        self._log_in(self.officer)
        page = self.url_open(f"/my/questionnaire/{self.commune_a.id}")
        self.assertIn(self._question("periscolaire").name, page.text)
        self.assertEqual(self.url_open(f"/my/questionnaire/{self.commune_b.id}").status_code, 404)

    def test_the_commune_chooses_between_its_words_and_the_model(self):
        copy = self._copy(self.canteen_model)
        copy.summary = "Chez nous"
        self._propagate(self._publish(self.canteen_model, summary="Nouveau"))
        conflict = copy.conflict_ids
        self._log_in(self.mayor_b)
        self.assertEqual(self._post(f"/my/modeles/{conflict.id}/take").status_code, 404)
        self._log_in(self.agent)
        page = self.url_open("/my/modeles").text
        self.assertIn("Chez nous", page)
        self.assertIn("Nouveau", page)
        self._post(f"/my/modeles/{conflict.id}/take")
        self.assertEqual((copy.summary, conflict.state), ("Nouveau", "taken"))
        self.assertNotIn("Chez nous", self.url_open("/my/modeles").text)
