import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import IssueCase


@tagged("post_install", "-at_install")
class TestTitres(IssueCase):
    def _prepared(self, **values):
        call = self._locked_call("titre", **values)
        call.with_user(self.billing).action_prepare_titres()
        return call

    def _read_back(self, call, *lines, header="Référence;Numéro;Date;Montant"):
        text = "\n".join([header, *lines]) + "\n"
        document = base64.b64encode(text.encode())
        wizards = self.env["dpo.titre.import"].with_user(self.billing)
        wizard = wizards.create({"call_id": call.id, "document": document})
        wizard.action_read()
        return wizard

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
