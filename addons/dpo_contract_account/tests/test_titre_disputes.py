from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_titres import TitreCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 09:00:00")
class TestTitreDisputes(TitreCase):
    def _contest(self, titre, **values):
        disputes = self.env["dpo.titre.dispute"].with_user(self.billing)
        return disputes.create(
            {"titre_id": titre.id, "kind": "gracious", "received_on": "2026-04-30", **values}
        )

    def test_a_contested_titre_says_so_until_the_decision(self):
        titre = self._issued()
        dispute = self._contest(titre)
        self.assertEqual(titre.situation, "contested")
        dispute.write({"decided_on": "2026-05-20", "outcome": "rejected"})
        self.assertEqual((titre.situation, titre.to_correct), ("issued", False))

    def test_silence_rejects_a_claim_after_two_months_and_only_a_court_suspends(self):
        dispute = self._contest(self._issued())
        self.assertEqual(dispute.next_on, date(2026, 6, 30))
        self.assertFalse(dispute.is_suspensive)
        dispute.write({"kind": "court", "hearing_on": "2026-11-03"})
        self.assertEqual(dispute.next_on, date(2026, 11, 3))
        self.assertTrue(dispute.is_suspensive)

    def test_what_the_decision_gives_up_waits_for_its_correction(self):
        titre = self._issued()
        dispute = self._contest(titre)
        dispute.write({"decided_on": "2026-05-20", "outcome": "partly", "granted_amount": 20})
        self.assertTrue(titre.to_correct)
        wizards = self.env["dpo.titre.event.add"].with_user(self.billing)
        wizard = wizards.create({"titre_id": titre.id, "reason": "recours"})
        self.assertEqual((wizard.amount, wizard.kind), (20, "reduction"))
        wizard.action_apply()
        self.assertEqual((titre.to_correct, titre.amount_net), (False, 400))

    def test_a_correction_answers_a_dispute_of_its_own_titre(self):
        titre = self._issued()
        other = titre.call_id.titre_ids - titre
        self._read_back(titre.call_id, f"{other[0].reference};119;12/03/2026;")
        strange = self._contest(other[0])
        with self.assertRaises(ValidationError):
            titre.action_record_event(
                "reduction", date(2026, 5, 20), 20, dispute_id=strange.id, reason="recours"
            )

    def test_granted_means_the_whole_titre(self):
        titre = self._issued()
        self._contest(titre, decided_on="2026-05-20", outcome="granted")
        self.assertEqual(titre.dispute_ids.granted_amount, 420)
        self.assertTrue(titre.to_correct)

    def test_a_decision_has_a_day_and_an_outcome(self):
        dispute = self._contest(self._issued())
        for values in ({"decided_on": "2026-05-20"}, {"outcome": "rejected"}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                dispute.write(values)
                self.env.flush_all()

    def test_impossible_disputes_are_refused(self):
        titre = self._issued()
        for values in (
            {"received_on": "2026-03-01"},
            {"decided_on": "2026-05-20", "outcome": "partly"},
            {"decided_on": "2026-05-20", "outcome": "partly", "granted_amount": 420.01},
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self._contest(titre, **values)

    def test_only_the_billing_officer_notes_a_dispute(self):
        dispute = self._contest(self._issued())
        for role in ("reader", "officer_all", "manager"):
            with self.assertRaises(AccessError):
                dispute.with_user(self.staff[role]).write({"grounds": "x"})
        self.assertFalse(dispute.with_user(self.mayor_a).has_access("read"))
