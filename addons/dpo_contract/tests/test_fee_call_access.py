import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common_fee_call import TODAY, FeeCallCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeCallAccess(FeeCallCase):
    """Who computes, locks, reads."""

    def _allowed(self, method, call, *args):
        """Roles that the action lets in; each try is undone."""
        allowed = set()
        for role, user in self.staff.items():
            savepoint = self.env.cr.savepoint()
            try:
                getattr(call.with_user(user), method)(*args)
                self.env.flush_all()
            except AccessError:
                continue
            else:
                allowed.add(role)
            finally:
                savepoint.rollback()
                savepoint.close(rollback=False)
                self.env.invalidate_all()
        return allowed

    def test_billing_computes(self):
        self.assertEqual(self._allowed("action_compute", self._create_call()), {"billing", "admin"})

    def test_billing_or_a_manager_locks(self):
        allowed = self._allowed("action_lock", self._compute())
        self.assertEqual(allowed, {"billing", "manager", "admin"})

    def test_only_a_manager_cancels_what_is_locked(self):
        call = self._compute()
        call.action_lock()
        self.assertEqual(self._allowed("action_cancel", call, "erreur"), {"manager", "admin"})

    def test_readers_billing_and_managers_prove_and_export(self):
        call = self._compute()
        expected = {"reader", "billing", "manager", "admin"}
        self.assertEqual(self._allowed("action_recompute_proof", call), expected)
        self.assertEqual(self._allowed("action_export", call), expected)

    def test_billing_or_a_manager_excludes(self):
        row = self._row(self._compute(), self.commune_a)
        allowed = self._allowed("action_exclude", row, "doublon")
        self.assertEqual(allowed, {"billing", "manager", "admin"})

    def test_an_officer_sees_the_rows_of_their_portfolio(self):
        call = self._compute()
        rows = self.env["dpo.fee.row"].with_user(self.staff["officer"])
        self.assertFalse(rows.search([("call_id", "=", call.id)]))
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_a.id,
                "user_id": self.staff["officer"].id,
                "date_from": "2020-01-01",
            }
        )
        self.assertEqual(
            call.with_user(self.staff["officer"]).amount_total, 1560, "of the whole call"
        )
        found = rows.search([("call_id", "=", call.id)])
        self.assertEqual(found.collectivity_id, self.commune_a)
        self.assertFalse(found.has_access("write"))

    def test_another_company_sees_nothing(self):
        call = self._lock(self._compute())
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        user = self.staff["admin"]
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for record in (call, call.row_ids, call.statement_ids):
            self.assertFalse(record.with_user(user).has_access("read"))

    def test_the_portal_has_no_door_by_rpc(self):
        call = self._lock(self._compute())
        for record in (call, call.row_ids, call.statement_ids):
            self.assertFalse(record.with_user(self.mayor_a).has_access("read"))
        with self.assertRaises(AccessError):
            call.with_user(self.mayor_a).action_lock()
        with self.assertRaises(AccessError):
            call.row_ids[0].with_user(self.mayor_a).action_fix()


@tagged("post_install", "-at_install")
class TestFeeCallHttp(FeeCallCase, HttpCase):
    """The portal pages, and the control list of the staff."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(TODAY):
            cls.commune_a.dpo_engagement_ids.date_from = "2026-05-15"
            cls.service = cls._add_service()
            contract = cls._create_contract(cls.epci)
            cls.assertTrue(contract, contract.coverage_ids)
            cls.env["dpo.contract.coverage"].create(
                {
                    "contract_id": contract.id,
                    "collectivity_id": cls.commune_a.id,
                    "fee_mode": "covered",
                }
            )
            cls._sign(contract)
            cls.call_a = cls._compute()
        cls.page = f"/my/cotisations/{cls.call_a.id}/{cls.commune_a.id}"

    def _lock_now(self):
        with freeze_time(TODAY):
            self.call_a.action_lock()

    def _get(self, url, login="mayor_a"):
        self.authenticate(login, login)
        return self.url_open(url)

    def test_a_call_is_shown_once_locked(self):
        self.assertEqual(self._get(self.page).status_code, 404)
        self._lock_now()
        response = self._get(self.page)
        self.assertEqual(response.status_code, 200)
        self.assertIn("8/12", response.text)
        self.assertIn("Saint-Exemple", response.text)

    def test_the_page_shows_what_another_body_pays_and_no_other_member(self):
        self._lock_now()
        text = self._get(self.page).text
        self.assertIn("CC des Exemples", text)
        self.assertNotIn("Le Modèle", text)

    def test_the_word_facture_never_appears_in_titre_mode(self):
        self._lock_now()
        text = self._get(self.page).text
        self.assertNotIn("facture", text.lower())
        self.assertIn("avis des sommes à payer", text)

    def test_an_epci_sees_the_rows_it_pays_for_its_communes(self):
        self._create_portal("president", self.epci)
        self._lock_now()
        text = self._get(f"/my/cotisations/{self.call_a.id}/{self.epci.id}", "president").text
        self.assertIn("Saint-Exemple", text)
        self.assertNotIn("Le Modèle", text)

    def test_another_collectivity_is_not_found(self):
        self._lock_now()
        other = f"/my/cotisations/{self.call_a.id}/{self.commune_b.id}"
        self.assertEqual(self._get(other).status_code, 404)
        self.assertEqual(self._get(self.page, "mayor_b").status_code, 404)
        self.assertEqual(self._get(other, "mayor_b").status_code, 200)

    def test_who_does_not_see_money_finds_nothing(self):
        self._create_portal("referent", self.commune_a, function="referent")
        self._lock_now()
        self.assertEqual(self._get(self.page, "referent").status_code, 404)
        self.assertNotIn("Appel de contributions", self._get("/my/cotisations", "referent").text)

    def test_access_ends_with_the_habilitation(self):
        self._lock_now()
        self.assertEqual(self._get(self.page).status_code, 200)
        self.mandate_a.date_until = "2025-12-31"
        self.assertEqual(self._get(self.page).status_code, 404)

    def test_excluded_rows_are_not_shown(self):
        self._row(self.call_a, self.commune_a, self.commune_a).action_exclude("motif interne")
        self._lock_now()
        self.assertNotIn("motif interne", self._get(self.page).text)

    def test_the_list_and_the_card_name_the_call(self):
        self._lock_now()
        text = self._get("/my/cotisations").text
        self.assertIn("Appel de contributions 2026", text)
        self.assertIn(self.page, text)
        self.authenticate("mayor_a", "mayor_a")
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["dpo_fee_count"]})
        self.assertEqual(counters["dpo_fee_count"], 1)

    def test_the_control_list_is_for_who_reads_everything(self):
        url = f"/dpo/fee_call/{self.call_a.id}/control.xlsx"
        response = self._get(url, "dpo_reader")
        self.assertEqual(response.status_code, 200)
        rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
        self.assertEqual(len(rows), 1 + len(self.call_a.row_ids))
        for login in ("dpo_officer", "dpo_trainer", "mayor_a"):
            self.assertEqual(self._get(url, login).status_code, 404, login)
