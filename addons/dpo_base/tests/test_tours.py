from odoo.tests import HttpCase, tagged

from .common import DpoCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, DpoCase):
    def test_an_officer_notes_a_call_and_finds_the_promise_again(self):
        officer = self.staff["officer"]
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_a.id,
                "user_id": officer.id,
                "date_from": "2020-01-01",
            }
        )
        self.start_tour(
            "/odoo/action-dpo_base.dpo_desk_action", "dpo_base_exchange", login=officer.login
        )
        exchange = self.env["dpo.exchange"].search([("collectivity_id", "=", self.commune_a.id)])
        self.assertEqual(exchange.promise, "Envoyer la fiche cantine")
        self.assertTrue(exchange.promise_due)
        self.assertEqual(exchange.user_id, officer)
