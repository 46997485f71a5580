from freezegun import freeze_time

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common_fee_call import TODAY
from .common_round import RoundCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCommitmentPortal(HttpCase, RoundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls._launch()
        cls.request_a = cls._request(cls.round, cls.commune_a)
        cls.url = f"/my/references/{cls.request_a.id}"

    def _get(self, user, path):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))
        return self.url_open(path)

    def _post(self, user, path, **form):
        self._get(user, "/my")
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **form})

    def test_the_mayor_answers_and_reads_the_answer_again(self):
        page = self._post(
            self.mayor_a,
            f"{self.url}/envoyer",
            service="+",
            service_code="FIN",
            siret=self._get_siret(self.commune_a.dpo_siren),
            commitment_number="EJ-2026-7",
            agents="12",
        )
        self.assertEqual(page.status_code, 200)
        self.assertIn("EJ-2026-7", page.text)
        self.assertEqual(self.request_a.state, "answered")
        self.assertEqual(self.request_a.commitment_id.service_id.code, "FIN")

    def test_a_refusal_says_why_and_shows_what_was_typed(self):
        page = self._post(
            self.mayor_a, f"{self.url}/envoyer", commitment_number="EJ-9", siret="12 34"
        )
        self.assertRegex(page.text, "14 (digits|chiffres)")
        self.assertIn('value="EJ-9"', page.text)
        self.assertEqual(self.request_a.commitment_number, "EJ-9")

    def test_a_step_is_kept_and_the_next_one_shown(self):
        page = self._post(
            self.mayor_a, f"{self.url}/enregistrer", step="etape3", commitment_number="EJ-8"
        )
        self.assertTrue(page.url.endswith("#etape3"))
        self.assertIn('value="EJ-8"', page.text)
        self.assertEqual(self.request_a.state, "sent")

    def test_another_town_hall_and_a_function_without_money_find_nothing(self):
        referent, _mandate = self._create_portal("referent_a", self.commune_a, "referent")
        for user in (self.mayor_b, referent):
            for suffix in ("", "/formulaire.pdf"):
                self.assertEqual(self._get(user, self.url + suffix).status_code, 404)
            for suffix in ("/envoyer", "/enregistrer", "/inchange"):
                answer = self._post(user, self.url + suffix, commitment_number="EJ")
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn("Saint-Exemple", answer.text)
        self.assertEqual(self.request_a.state, "sent")

    def test_an_ended_habilitation_finds_nothing(self):
        self.mandate_a.write({"date_from": "2019-01-01", "date_until": "2026-02-01"})
        self.assertEqual(self._get(self.mayor_a, self.url).status_code, 404)

    def test_a_closed_round_is_no_longer_shown(self):
        self.round.action_close()
        self.assertEqual(self._get(self.mayor_a, self.url).status_code, 404)

    def test_a_second_answer_changes_nothing(self):
        self._post(self.mayor_a, f"{self.url}/envoyer", commitment_number="EJ-1")
        page = self._post(self.secretary, f"{self.url}/inchange")
        page = self._post(self.secretary, f"{self.url}/envoyer", commitment_number="EJ-2")
        self.assertNotIn("EJ-2", page.text)
        self.assertEqual(self.request_a.commitment_id.number, "EJ-1")

    def test_a_secretary_of_several_town_halls_sees_one_page(self):
        self.env["dpo.mandate"].create(
            {
                "person_id": self.secretary.partner_id.id,
                "collectivity_id": self.commune_b.id,
                "function": "secretary",
                "portal_access": True,
                "date_from": "2020-01-01",
            }
        )
        page = self._get(self.secretary, "/my/references")
        self.assertIn("Saint-Exemple", page.text)
        self.assertIn("Le Modèle", page.text)

    def test_the_form_is_given_to_the_town_hall_and_the_forms_to_the_staff(self):
        answer = self._get(self.mayor_a, f"{self.url}/formulaire.pdf")
        self.assertTrue(answer.content.startswith(b"%PDF"))
        forms = f"/dpo/commitment_round/{self.round.id}/forms.pdf"
        self.assertTrue(self._get(self.billing, forms).content.startswith(b"%PDF"))
        self.assertEqual(self._get(self.mayor_a, forms).status_code, 404)
