from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestContractPortal(HttpCase, ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._sign(cls._create_contract(cls.commune_a))
        cls.epci_contract = cls._create_contract(cls.epci)
        cls.env["dpo.contract.coverage"].create(
            {
                "contract_id": cls.epci_contract.id,
                "collectivity_id": cls.commune_b.id,
                "fee_mode": "covered",
            }
        )
        cls._sign(cls.epci_contract)

    def _get(self, user, path):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))
        return self.url_open(path)

    def test_mayor_reads_the_convention_with_its_latest_date_of_notice(self):
        page = self._get(self.mayor_a, f"/my/conventions/{self.contract.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Saint-Exemple", page.text)
        self.assertIn("o_dpo_banner", page.text)
        self.assertIn("30/09/2028", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_convention_of_another_commune_is_not_found(self):
        for suffix in "", "/pdf", "/docx":
            with self.subTest(suffix):
                path = f"/my/conventions/{self.contract.id}{suffix}"
                answer = self._get(self.mayor_b, path)
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn("Saint-Exemple", answer.text)

    def test_convention_in_preparation_is_not_found(self):
        draft = self._create_contract(self.commune_a, nature="support")
        answer = self._get(self.mayor_a, f"/my/conventions/{draft.id}")
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn(
            f"/my/conventions/{draft.id}", self._get(self.mayor_a, "/my/conventions").text
        )

    def test_officer_downloads_what_is_in_preparation(self):
        draft = self._create_contract(self.commune_a, nature="support")
        answer = self._get(self.staff["officer_all"], f"/my/conventions/{draft.id}/pdf")
        self.assertTrue(answer.content.startswith(b"%PDF"))

    def test_files_are_downloaded_never_shown(self):
        for suffix, start in {"pdf": b"%PDF", "docx": b"PK"}.items():
            with self.subTest(suffix):
                answer = self._get(self.mayor_a, f"/my/conventions/{self.contract.id}/{suffix}")
                self.assertTrue(answer.content.startswith(start))
                self.assertIn("attachment", answer.headers["Content-Disposition"])

    def test_beneficiary_sees_who_covers_it_and_no_more(self):
        page = self._get(self.mayor_b, "/my/conventions").text
        self.assertIn(self.epci_contract.name, page)
        self.assertIn(self.epci.name, page)
        self.assertNotIn(f"/my/conventions/{self.epci_contract.id}", page)
        self.assertNotIn("Saint-Exemple", page)

    def test_list_costs_the_same_for_many_conventions(self):
        self._count_queries()  # fills the caches
        few = self._count_queries()
        added = "support", "audit", "one_off"
        for nature in added:
            self._sign(self._create_contract(self.commune_a, nature=nature))
        # the session may cost one query more or less, a convention none
        self.assertLess(self._count_queries(), few + len(added))

    def _count_queries(self):
        self._get(self.mayor_a, "/my/conventions")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._get(self.mayor_a, "/my/conventions")
        return self.env.cr.sql_log_count - before
