from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_titres import TitreCase


@tagged("post_install", "-at_install")
@freeze_time("2026-09-01 09:00:00")
class TestTitreStatuses(TitreCase):
    """Statuses of the finance software, in the words of the trade."""

    def test_good_lines_are_recorded_and_bad_ones_listed_in_order(self):
        titre = self._issued()
        wizard = self._read_statuses(
            "118;Partiellement recouvré;100,50;02/06/2026",
            "999;Soldé;;02/06/2026",
            "118;zarbi;;02/06/2026",
            "118;Soldé;;hier",
            "118;Partiel;;02/06/2026",
            ";Soldé;;02/06/2026",
            "118;Recouvré;9999;02/07/2026",
        )
        self.assertEqual((titre.collection, titre.amount_reported), ("partial", 100.5))
        lines = wizard.problems.splitlines()
        self.assertEqual([line.split(":")[0][-1] for line in lines], list("345678"))
        self.assertIn("zarbi", lines[1])
        self.assertEqual(wizard.read_count, 1)

    def test_the_same_file_twice_changes_nothing(self):
        titre = self._issued()
        lines = (
            "118;Pris en charge;;18/03/2026",
            "118;Réduit;20;04/05/2026",
            "118;Recouvré;;02/06/2026",
        )
        self.assertEqual(self._read_statuses(*lines).read_count, 3)
        again = self._read_statuses(*lines)
        self.assertEqual((again.read_count, again.unchanged_count), (0, 3))
        self.assertEqual((titre.amount_net, titre.amount_reported), (400, 400))
        self.assertEqual(str(titre.taken_on), "2026-03-18")

    def test_a_titre_settled_the_day_of_an_instalment_is_settled(self):
        titre = self._issued()
        self._read_statuses("118;Partiel;100;02/06/2026", "118;Soldé;;02/06/2026")
        self.assertEqual(titre.collection, "full")

    def test_a_titre_cancelled_the_day_of_a_reduction_is_cancelled(self):
        titre = self._issued()
        self._read_statuses("118;Réduit;20;04/05/2026", "118;Annulé;;04/05/2026")
        self.assertTrue(titre.is_cancelled)

    def test_unknown_is_an_honest_value(self):
        titre = self._issued()
        wizard = self._read_statuses("118;Inconnu;;", "118;;;")
        self.assertEqual((wizard.unchanged_count, wizard.problems), (2, False))
        self.assertEqual((titre.situation, titre.event_ids.ids), ("issued", []))

    def test_a_cancellation_read_is_the_document_of_its_exercise(self):
        titre = self._issued()
        self._read_statuses("118;Annulé;;04/05/2026")
        self.assertEqual(titre.event_ids.kind, "cancellation")
        self.assertEqual(titre.event_ids.source, "file")
        self.assertEqual(set(titre.row_ids.mapped("state")), {"reversed"})

    def test_a_cancellation_of_an_earlier_exercise_is_a_payment_order(self):
        titre = self._issued()
        with freeze_time("2027-05-05 09:00:00"):
            self._read_statuses("118;Annulé;;04/05/2027")
        self.assertEqual(titre.event_ids.kind, "mandate_673")

    def test_what_the_assembly_decides_is_recorded_by_hand_with_its_act(self):
        self._issued()
        wizard = self._read_statuses(
            "118;Admis en non-valeur;420;04/05/2026", "118;Remise gracieuse;420;04/05/2026"
        )
        self.assertEqual((wizard.read_count, len(wizard.problems.splitlines())), (0, 2))

    def test_a_dispute_read_from_a_file_does_not_say_more_than_the_file(self):
        titre = self._issued()
        self._read_statuses("118;Contesté;;04/05/2026", "118;Contesté;;05/05/2026")
        self.assertEqual(titre.dispute_ids.kind, "unsaid")
        self.assertFalse(titre.dispute_ids.is_suspensive)

    def test_a_dispute_decided_is_not_opened_again_by_the_same_file(self):
        titre = self._issued()
        self._read_statuses("118;Contesté;;04/05/2026")
        titre.dispute_ids.write({"decided_on": "2026-07-01", "outcome": "rejected"})
        self.assertEqual(self._read_statuses("118;Contesté;;04/05/2026").unchanged_count, 1)
        self.assertEqual((len(titre.dispute_ids), titre.is_contested), (1, False))

    def test_a_cancellation_said_again_on_another_day_is_known(self):
        titre = self._issued()
        self._read_statuses("118;Annulé;;04/05/2026")
        self.assertEqual(self._read_statuses("118;Annulé;;05/05/2026").unchanged_count, 1)
        self.assertEqual(len(titre.event_ids), 1)

    def test_a_day_to_come_and_a_sum_that_is_none_are_listed(self):
        titre = self._issued()
        wizard = self._read_statuses(
            "118;Pris en charge;;18/03/2999",
            "118;Contesté;;04/05/2999",
            *(f"118;Partiel;{sum_};02/06/2026" for sum_ in ("-5", "1e9", "1e999999", "NaN", "1_0")),
        )
        self.assertEqual((wizard.read_count, len(wizard.problems.splitlines())), (0, 7))
        self.assertFalse(titre.taken_on or titre.dispute_ids or titre.event_ids)

    def test_a_number_of_two_exercises_needs_the_exercise(self):
        first = self._issued()
        self._read_statuses("118;Annulé;;04/05/2026")
        again = self._lock(self._compute())
        again.with_user(self.billing).action_prepare_titres()
        second = again.titre_ids.with_user(self.billing)
        second.action_download_file()
        with freeze_time("2027-09-01 09:00:00"):
            self._read_back(again, f"{second.reference};118;12/03/2027;")
            self.assertTrue(self._read_statuses("118;Soldé;;02/06/2027").problems)
            header = "Exercice;Numéro;Statut;Date"
            self._read_statuses("2027;118;Soldé;02/06/2027", header=header)
        self.assertEqual((first.situation, second.situation), ("cancelled", "collected"))

    def test_our_reference_names_the_titre_too_and_a_titre_not_issued_is_told(self):
        call = self._prepared()
        wizard = self._read_statuses(
            f"{call.titre_ids[0].reference};Soldé;02/06/2026", header="Référence;Statut;Date"
        )
        self.assertTrue(wizard.problems)
        self.assertEqual(call.titre_ids[0].collection, "unknown")

    def test_a_file_of_another_kind_is_refused_with_the_remedy(self):
        with self.assertRaises(UserError):
            self._read_statuses("X;Y", header="Nom;Adresse")

    def test_only_the_billing_officer_reads(self):
        for role in ("officer_all", "manager"):
            with self.assertRaises(AccessError):
                self.env["dpo.titre.status.import"].with_user(self.staff[role]).create(
                    {"document": b"eA=="}
                ).action_read()
