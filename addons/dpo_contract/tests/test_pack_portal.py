import io
import zipfile

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .test_pack import PackCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestPackPortal(HttpCase, PackCase):
    def _get(self, user, path):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))
        return self.url_open(path)

    def _names(self, answer):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return archive.namelist()

    def test_the_town_hall_takes_its_own_pack_even_before_any_convention(self):
        answer = self._get(self.mayor_a, f"/my/dossier/{self.commune_a.id}")
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        names = self._names(answer)
        self.assertTrue(all(name.endswith("- Saint-Exemple.docx") for name in names))
        self.assertGreater(len(names), 8)

    def test_the_pack_of_another_commune_is_not_found(self):
        contract = self._sign(self._create_contract(self.commune_a))
        paths = (f"/my/dossier/{self.commune_a.id}", f"/my/conventions/{contract.id}/dossier")
        for path in paths:
            for user in (self.mayor_b, self.staff["officer"], self.staff["trainer"]):
                with self.subTest(path=path, user=user.login):
                    answer = self._get(user, path)
                    self.assertEqual(answer.status_code, 404)
                    self.assertNotIn("Saint-Exemple", answer.text)

    def test_what_is_not_a_collectivity_has_no_pack(self):
        person = self.mayor_a.partner_id
        answer = self._get(self.staff["officer_all"], f"/my/dossier/{person.id}")
        self.assertEqual(answer.status_code, 404)

    def test_a_convention_in_preparation_is_in_the_pack_of_the_staff_only(self):
        contract = self._create_contract(self.commune_a)
        path = f"/my/dossier/{self.commune_a.id}"
        self.assertNotIn("Convention", str(self._names(self._get(self.mayor_a, path))))
        self.assertIn("Convention", str(self._names(self._get(self.staff["reader"], path))))
        draft = f"/my/conventions/{contract.id}/dossier"
        self.assertEqual(self._get(self.mayor_a, draft).status_code, 404)

    def test_the_page_of_conventions_offers_the_pack_of_each_own_commune(self):
        page = self._get(self.mayor_a, "/my/conventions").text
        self.assertIn(f"/my/dossier/{self.commune_a.id}", page)
        self.assertNotIn(f"/my/dossier/{self.commune_b.id}", page)
