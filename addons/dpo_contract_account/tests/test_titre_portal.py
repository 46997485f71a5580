from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common_titres import TitreCase

SENTENCE = "à régler au SGC d’Avranches"


@tagged("post_install", "-at_install")
class TestTitrePortal(TitreCase, HttpCase):
    """The debtor reads what the titre is and where it is settled, and nothing else."""

    def _page(self, titre, body=None, login="mayor_a"):
        self.mayor_a.lang = "fr_FR"
        self.authenticate(login, login)
        body = body or self.commune_a
        return self.url_open(f"/my/cotisations/{titre.call_id.id}/{body.id}")

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(
            ["dpo_contract", "dpo_contract_account"], ["fr_FR"]
        )
        self.titre = self._issued(self.commune_a)

    def test_the_sentence_and_never_the_word_facture(self):
        text = self._page(self.titre).text
        self.assertIn(f"Titre n° 118 émis le 12/03/2026, {SENTENCE}", text.replace("\xa0", " "))
        for word in ("facture", "retard", "contest", "recouvr"):
            self.assertNotIn(word, text.lower(), word)

    def test_nothing_of_a_dispute_or_of_a_collection_is_shown(self):
        before = self._page(self.titre).text
        self.titre.action_record_event("payment", date(2026, 4, 4), 20)
        self.env["dpo.titre.dispute"].create(
            {"titre_id": self.titre.id, "received_on": "2026-04-04", "grounds": "CANARI"}
        )
        after = self._page(self.titre).text
        self.assertNotIn("CANARI", after)
        self.assertEqual(before.count(SENTENCE), after.count(SENTENCE))

    def test_a_cancelled_titre_asks_for_nothing(self):
        self.titre.action_record_event(
            "cancellation", date(2026, 4, 4), 140, reason="double emploi"
        )
        text = self._page(self.titre).text
        self.assertIn("118", text)
        self.assertNotIn(SENTENCE, text)

    def test_another_commune_is_not_found(self):
        self.assertEqual(self._page(self.titre, self.commune_b).status_code, 404)

    def test_titres_have_no_door_by_rpc(self):
        for record in (self.titre, self.titre.event_ids, self.titre.dispute_ids):
            self.assertFalse(record.with_user(self.mayor_a).has_access("read"))
        with self.assertRaises(AccessError):
            self.titre.with_user(self.mayor_a).action_download_file()
