import base64
import io

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_titres import ISSUED, TitreCase


@tagged("post_install", "-at_install")
class TestTitres(TitreCase):
    def test_one_titre_per_debtor_and_the_total_to_the_cent(self):
        call = self._prepared()
        self.assertEqual(call.titre_ids.collectivity_id, call.row_ids.payer_id)
        self.assertEqual(sum(call.titre_ids.mapped("amount")), call.amount_total)
        self.assertEqual(set(call.row_ids.mapped("state")), {"sent"})

    def test_preparing_twice_makes_no_second_titre(self):
        call = self._prepared()
        with self.assertRaises(UserError):
            call.with_user(self.billing).action_prepare_titres()
        self.assertEqual(len(call.titre_ids), len(call.row_ids.payer_id))

    def test_the_file_states_the_bases_and_marks_the_titres_sent(self):
        call = self._prepared()
        action = call.titre_ids.with_user(self.billing).action_download_file()
        attachment_id = int(action["url"].split("/")[3].split("?")[0])
        content = self.env["ir.attachment"].browse(attachment_id).raw
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        lines = list(sheet.iter_rows(min_row=2, values_only=True))
        self.assertEqual(len(lines), len(call.titre_ids))
        self.assertIn(call.row_ids[0].explanation, "\n".join(line[-1] for line in lines))
        self.assertEqual(set(call.titre_ids.mapped("state")), {"sent"})

    def test_numbers_are_read_back_by_our_reference(self):
        call = self._prepared()
        titre = call.titre_ids[0]
        wizard = self._read_back(call, f"{titre.reference};118;12/03/2026;{titre.amount}")
        self.assertEqual((titre.number, str(titre.issued_on)), ("118", "2026-03-12"))
        self.assertEqual((wizard.read_count, wizard.problems), (1, False))
        self.assertEqual(set(titre.row_ids.mapped("state")), {"issued"})

    @freeze_time("2027-02-01 09:00:00")
    def test_the_date_of_prise_en_charge_may_come_back_later(self):
        call = self._prepared()
        reference = call.titre_ids[0].reference
        header = "Référence;Numéro;Date;Prise en charge;Exercice"
        self._read_back(call, f"{reference};118;12/01/2027;;2026", header=header)
        wizard = self._read_back(call, f"{reference};118;12/01/2027;18/01/2027;", header=header)
        titre = call.titre_ids[0]
        self.assertEqual((str(titre.taken_on), titre.exercise), ("2027-01-18", 2026))
        self.assertEqual((wizard.read_count, wizard.problems), (1, False))

    def test_a_number_is_typed_once_sent_and_corrected_with_a_reason(self):
        titre = self._prepared().titre_ids[0].with_user(self.billing)
        with self.assertRaises(UserError):
            titre.action_record_number("118", ISSUED)
        titre.action_download_file()
        titre.action_record_number("118", ISSUED, bordereau="12")
        with self.assertRaises(UserError):
            titre.action_record_number("119", ISSUED)
        titre.action_record_number("119", ISSUED, reason="faute de frappe")
        self.assertEqual(titre.number, "119")
        self.assertIn("118", titre.story)

    def test_the_window_proposes_the_year_of_the_issue_and_keeps_a_known_exercise(self):
        call = self._prepared()
        titre = call.titre_ids[0].with_user(self.billing)
        wizard = self.env["dpo.titre.number"].new({"titre_id": titre.id})
        self.assertFalse(wizard.exercise)
        wizard.issued_on = "2026-01-12"
        self.assertEqual(wizard.exercise, 2026)
        header = "Référence;Numéro;Date;Exercice"
        self._read_back(call, f"{titre.reference};118;12/01/2026;2025", header=header)
        wizard = self.env["dpo.titre.number"].new({"titre_id": titre.id})
        self.assertEqual(wizard.exercise, 2025)

    def test_nobody_writes_a_number_past_the_buttons(self):
        titre = self._prepared().titre_ids[0].with_user(self.billing)
        for values in ({"state": "issued"}, {"number": "118"}, {"issued_on": ISSUED}):
            with self.assertRaises(UserError):
                titre.write(values)

    def test_a_titre_asks_for_the_total_of_its_rows_and_for_nothing_typed(self):
        titre = self._prepared().titre_ids[0].with_user(self.billing)
        for name, value in (("amount", 1.0), ("reference", "X"), ("subject", "X")):
            with self.subTest(name), self.assertRaises(UserError):
                titre[name] = value
        with self.assertRaises(UserError):
            titre.create(
                {
                    "collectivity_id": titre.collectivity_id.id,
                    "call_id": titre.call_id.id,
                    "reference": "X",
                    "subject": "X",
                    "amount": 1.0,
                }
            )
        self.assertEqual(titre.amount, sum(titre.row_ids.mapped("amount_called")))

    def test_the_same_file_twice_changes_nothing(self):
        call = self._prepared()
        line = f"{call.titre_ids[0].reference};118;12/03/2026;"
        self._read_back(call, line)
        self.assertEqual(self._read_back(call, line).unchanged_count, 1)

    def test_bad_lines_are_listed_and_good_ones_kept(self):
        call = self._prepared()
        one, two, three = call.titre_ids[:3]
        wizard = self._read_back(
            call,
            f"{one.reference};118;12/03/2026;",
            "AC-INCONNU;119;12/03/2026;",
            f"{two.reference};120;hier;",
            f"{three.reference};121;12/03/2026;0,01",
        )
        self.assertEqual(wizard.read_count, 1)
        self.assertEqual(len(wizard.problems.splitlines()), 3)
        self.assertEqual((two | three).mapped("number"), [False, False])

    def test_dates_that_cannot_be_are_listed_and_not_recorded(self):
        call = self._prepared()
        one = call.titre_ids[0]
        header = "Référence;Numéro;Date;Prise en charge;Exercice"
        wizard = self._read_back(
            call,
            f"{one.reference};118;12/03/2999;;",
            f"{one.reference};118;12/03/1900;;",
            f"{one.reference};118;31/02/2026;;",
            f"{one.reference};118;12/03/2026;01/03/2026;",
            f"{one.reference};118;12/03/2026;;2062",
            header=header,
        )
        self.assertEqual((wizard.read_count, len(wizard.problems.splitlines())), (0, 5))
        self.assertFalse(one.number)

    def test_dates_typed_by_hand_follow_the_same_rule(self):
        call = self._prepared()
        titre = call.titre_ids[0].with_user(self.billing)
        titre.action_download_file()
        for day, dates in (
            ("2999-03-12", {}),
            ("1900-03-12", {}),
            ("2026-03-12", {"taken_on": "2026-03-01"}),
            ("2026-03-12", {"exercise": -5}),
        ):
            with self.assertRaises(UserError):
                titre.action_record_number("118", day, **dates)
        self.assertEqual(titre.state, "sent")

    def test_one_number_names_one_titre_of_a_call(self):
        call = self._prepared()
        first, second = call.titre_ids[:2]
        wizard = self._read_back(
            call, f"{first.reference};118;12/03/2026;", f"{second.reference};118;12/03/2026;"
        )
        self.assertEqual((first.number, second.number), ("118", False))
        self.assertIn(second.reference, wizard.problems)

    def test_another_day_for_a_known_number_is_not_passed_over_in_silence(self):
        call = self._prepared()
        reference = call.titre_ids[0].reference
        self._read_back(call, f"{reference};118;12/03/2026;")
        self.assertTrue(self._read_back(call, f"{reference};118;13/03/2026;").problems)
        self.assertEqual(str(call.titre_ids[0].issued_on), "2026-03-12")

    def test_a_file_that_is_no_table_says_what_to_do(self):
        call = self._prepared()
        for content, words in ((b"\xd0\xcf\x11\xe0", "xlsx"), (b"%PDF-1.7", "csv")):
            wizard = (
                self.env["dpo.titre.import"]
                .with_user(self.billing)
                .create({"document": base64.b64encode(content), "call_id": call.id})
            )
            with self.assertRaises(UserError) as refused:
                wizard.action_read()
            self.assertIn(words, str(refused.exception))
            self.assertNotRegex(str(refused.exception), "(?i)r.f.rence")

    def test_a_recorded_number_is_never_overwritten(self):
        call = self._prepared()
        reference = call.titre_ids[0].reference
        self._read_back(call, f"{reference};118;12/03/2026;")
        self.assertTrue(self._read_back(call, f"{reference};999;12/03/2026;").problems)
        self.assertEqual(call.titre_ids[0].number, "118")

    def test_a_file_without_our_columns_is_refused_with_the_remedy(self):
        with self.assertRaises(UserError):
            self._read_back(self._prepared(), "X;Y", header="Nom;Adresse")

    def test_only_the_billing_officer_prepares(self):
        call = self._locked_call("titre")
        with self.assertRaises(AccessError):
            call.with_user(self.staff["officer_all"]).action_prepare_titres()
