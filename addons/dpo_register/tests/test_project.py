from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_portal import RegisterPortalCase


@tagged("post_install", "-at_install")
class TestProject(RegisterPortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls._announce()

    @classmethod
    def _announce(cls, **values):
        projects = cls.env["dpo.project"].with_user(cls.agent)
        values = {"name": "Caméras de l’école", "kind": "cameras", **values}
        return projects.action_announce(cls.commune_a.id, values).sudo()

    def test_nobody_announces_for_another_commune(self):
        projects = self.env["dpo.project"].with_user(self.agent)
        with self.assertRaises(AccessError):
            projects.action_announce(self.commune_b.id, {"name": "x", "kind": "other"})

    def test_an_announcement_says_what_is_planned_and_nothing_else(self):
        for values in ({"name": " "}, {"kind": "weapons"}, {"state": "advised"}):
            with self.subTest(values), self.assertRaises(UserError):
                self._announce(**values)

    def test_a_product_of_another_service_is_no_product(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        vendor = self.env["dpo.vendor"].create({"name": "Secret", "company_id": other.id})
        product = self.env["dpo.product"].create({"name": "Secret", "vendor_id": vendor.id})
        for product_id in (product.id, 10**14):
            with self.subTest(product_id), self.assertRaises(UserError) as refused:
                self._announce(product_id=product_id)
            self.assertNotIn("Secret", str(refused.exception))

    def test_the_dpd_advises_the_collectivity_decides(self):
        with self.assertRaises(AccessError):
            self.project.with_user(self.agent).action_give_advice("Oui")
        with self.assertRaises(UserError):
            self.project.with_user(self.officer).action_give_advice(" ")
        self.project.with_user(self.officer).action_give_advice("Une AIPD d’abord")
        self.assertEqual(
            (self.project.state, self.project.advised_by_id), ("advised", self.officer)
        )
        self.project.with_user(self.agent).action_drop("Trop cher")
        self.assertEqual((self.project.state, self.project.drop_reason), ("dropped", "Trop cher"))
        with self.assertRaises(UserError):
            self.project.with_user(self.officer).action_give_advice("Trop tard")

    def test_the_service_does_not_advise_in_the_place_of_the_own_dpd(self):
        self.designation.by_service = False
        own, _mandate = self._create_portal("dpd_a", self.commune_a, "own_dpd")
        with self.assertRaises(AccessError):
            self.project.with_user(self.officer).action_give_advice("Non")
        self.project.with_user(own).action_give_advice("Oui")
        self.assertEqual(self.project.advised_by_id, own)

    def test_a_project_carried_out_becomes_a_draft_of_the_register(self):
        vendor = self.env["dpo.vendor"].create({"name": "Installateur"})
        product = self.env["dpo.product"].create({"name": "Caméras", "vendor_id": vendor.id})
        project = self._announce(product_id=product.id, reason="Vols", data_note="Passants")
        action = project.with_user(self.officer).action_make_processing()
        record = project.processing_id
        self.assertEqual((action["res_id"], record.state), (record.id, "draft"))
        self.assertEqual(record.party_ids.vendor_id, vendor)
        self.assertEqual((record.summary, record.person_note), ("Vols", "Passants"))
        self.assertEqual(project.state, "processing")

    def test_an_advice_is_not_deleted(self):
        self.project.with_user(self.officer).action_give_advice("Une AIPD d’abord")
        with self.assertRaises(UserError):
            self.project.with_user(self.officer).unlink()

    def test_the_morning_page_shows_what_waits_for_advice(self):
        def labels():
            desk = self.env["dpo.desk"].with_user(self.officer).get_morning(None)
            mine = next(one for one in desk["sections"] if one["key"] == "mine")
            return " ".join(row["label"] for row in mine["rows"])

        self.assertIn("Caméras de l’école", labels())
        self.project.with_user(self.officer).action_give_advice("Une AIPD d’abord")
        self.assertNotIn("Caméras de l’école", labels())

    def test_the_officer_advises_through_the_button(self):
        wizards = self.env["dpo.project.reason"].with_user(self.officer)
        values = {"project_id": self.project.id, "gesture": "action_give_advice", "text": "AIPD"}
        wizards.create(values).action_apply()
        self.assertEqual(self.project.advice, "AIPD")

    # --- on the portal --------------------------------------------------------------------

    def test_a_project_is_announced_and_its_advice_read_on_the_portal(self):
        self._log_in(self.agent)
        typed = {"collectivity_id": str(self.commune_a.id), "name": "Badges", "kind": "premises"}
        page = self._post("/my/projets/nouveau", **typed, planned_on="demain", reason="Accès")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Badges", page.text)
        self.assertIn("demain", page.text)
        answer = self._post("/my/projets/nouveau", **typed, planned_on="31/12/2026")
        project = self.env["dpo.project"].search([("name", "=", "Badges")])
        self.assertIn(f"/my/projets/{project.id}", answer.headers["Location"])
        self.assertEqual(project.announced_by_id, self.agent)
        project.with_user(self.officer).action_give_advice("Pas d’empreintes")
        self.assertIn("Pas d’empreintes", self.url_open(f"/my/projets/{project.id}").text)

    def test_the_own_dpd_advises_and_registers_on_the_portal(self):
        own, _mandate = self._create_portal("dpd_a", self.commune_a, "own_dpd")
        self._log_in(own)
        url = f"/my/projets/{self.project.id}"
        self._post(f"{url}/avis", text="Oui, avec un panneau")
        self.assertEqual(self.project.advice, "Oui, avec un panneau")
        answer = self._post(f"{url}/fiche")
        self.assertIn(self._url(record=self.project.processing_id), answer.headers["Location"])

    def test_the_agent_drops_with_a_reason_and_does_not_advise(self):
        self._log_in(self.agent)
        url = f"/my/projets/{self.project.id}"
        self.assertNotIn(f"{url}/avis", self.url_open(url).text)
        self._post(f"{url}/avis", text="Je conseille")
        self.assertFalse(self.project.advice)
        self._post(f"{url}/abandon", text="Trop cher")
        self.assertEqual(self.project.state, "dropped")
        self.assertNotIn("Caméras de l’école", self.url_open("/my/projets").text)
        self.assertIn("Caméras de l’école", self.url_open("/my/projets?closed=1").text)

    def test_the_project_of_another_commune_is_not_found(self):
        self._log_in(self.mayor_b)
        self.assertEqual(self.url_open(f"/my/projets/{self.project.id}").status_code, 404)
        self.assertEqual(
            self._post(f"/my/projets/{self.project.id}/abandon", text="x").status_code, 404
        )
        self.assertNotIn("Caméras de l’école", self.url_open("/my/projets?closed=1").text)
