import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ChorusCase

HEADER = "Numéro de facture;Statut;Date du statut;Motif\n"


@tagged("post_install", "-at_install")
class TestChorusReturns(ChorusCase):
    """Each status of Chorus Pro has one gesture, done once, by the billing officer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls._locked_call(post_invoices=True)
        cls.moves = cls._issue(cls.call)
        cls.move = cls.moves.filtered(lambda move: move.partner_id == cls.commune_a)

    @classmethod
    def _return(cls, status, day="2026-03-20", move=None, **values):
        return (
            cls.env["dpo.chorus.return"]
            .with_user(cls.billing)
            .create(
                {
                    "move_id": (move or cls.move).id,
                    "status": status,
                    "status_on": day,
                    **values,
                }
            )
        )

    def _wizard(self, record, **values):
        context = record.action_do_gesture()["context"]
        wizards = self.env["dpo.chorus.gesture"].with_user(self.billing).with_context(**context)
        return wizards.create(values)

    def _read(self, lines, user=None):
        wizard = (
            self.env["dpo.chorus.return.import"]
            .with_user(user or self.billing)
            .create(
                {
                    "company_id": self.company.id,
                    "document": base64.b64encode((HEADER + lines).encode()),
                    "document_name": "export.csv",
                }
            )
        )
        wizard.action_read()
        return wizard

    def test_to_recycle_leaves_again_under_the_same_number(self):
        name, total = self.move.name, self.move.amount_total
        record = self._return("recycle", reason="Service inconnu")
        self._commit(self.commune_a, service_id=self._service(self._budget(self.commune_a)).id)
        wizard = self._wizard(record)
        self.assertEqual((wizard.buyer_reference, wizard.purchase_order_reference), ("SG", "EJ-7"))
        wizard.action_apply()
        self.assertEqual(
            (self.move.name, self.move.amount_total, self.move.state), (name, total, "posted")
        )
        self.assertEqual(self.move.buyer_reference, "SG")
        self.assertFalse(record.is_open)
        self.assertIn("SG", record.gesture_done)

    def test_a_day_that_cannot_be_is_listed_and_never_the_latest(self):
        wizard = self._read(
            f"{self.move.name};Rejetée;20/03/2999;\n{self.move.name};Rejetée;20/03/1900;\n"
            f"{self.move.name};Suspendue;20/03/2026;pièce"
        )
        self.assertEqual((wizard.read_count, len(wizard.problems.splitlines())), (1, 2))
        self.assertEqual(self.move.dpo_return_ids.status, "suspended")
        with self.assertRaises(ValidationError):
            self._return("rejected", day="2999-03-20")

    def test_a_rerouted_invoice_gets_a_new_file_and_keeps_the_old_one(self):
        sent = self.env["ir.attachment"].create(
            {
                "name": "facture.xml",
                "raw": b"<Invoice/>",
                "res_model": "account.move",
                "res_id": self.move.id,
                "res_field": "ubl_cii_xml_file",
            }
        )
        self._wizard(self._return("recycle"), buyer_reference="ST").action_apply()
        self.move.invalidate_recordset()
        self.assertFalse(self.move.ubl_cii_xml_file)
        self.assertTrue(sent.exists())

    def test_the_billing_officer_opens_the_window_that_sends(self):
        action = self.move.with_user(self.billing).action_send_and_print()
        self.assertEqual(action["res_model"], "account.move.send.wizard")

    def test_sending_again_without_a_correction_is_refused(self):
        wizard = self._wizard(self._return("recycle"))
        with self.assertRaises(UserError):
            wizard.action_apply()

    def test_suspended_waits_for_its_document(self):
        record = self._return("suspended", reason="Délibération manquante")
        wizard = self._wizard(record)
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.write(
            {
                "document": base64.b64encode(b"Nombre;Valeur\n1;2\n"),
                "document_name": "justificatif.csv",
            }
        )
        wizard.action_apply()
        self.assertEqual(record.done_by_id, self.billing)
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", self.move.id)]
        )
        self.assertIn("justificatif.csv", attachments.mapped("name"))

    def test_a_rejected_invoice_is_cleared_and_its_fee_is_claimed_once(self):
        row = self.move.invoice_line_ids.dpo_fee_row_id
        self._wizard(self._return("rejected")).action_apply()
        self.assertEqual(self.move.payment_state, "reversed")
        lines = self.env["account.move.line"].search(
            [("dpo_fee_row_id", "in", row.ids), ("parent_state", "!=", "cancel")]
        )
        new = lines.move_id
        self.assertEqual((len(new), new.state, new.dpo_replaces_id), (1, "draft", self.move))
        self.assertEqual(new.amount_total, self.move.amount_total)
        self.assertEqual(set(row.mapped("state")), {"drafted"})
        new.action_post()
        self.assertEqual(set(row.mapped("state")), {"issued"})
        self.assertNotEqual(new.name, self.move.name)

    def test_the_credit_note_of_a_replaced_invoice_stays(self):
        self._wizard(self._return("rejected")).action_apply()
        credit = self.move.reversal_move_ids
        with self.assertRaisesRegex(UserError, "asked for again"):
            credit.with_user(self.billing).button_draft()
        # nor once the draft that took the fees is gone: they wait for another invoice
        self.env["account.move"].search([("dpo_replaces_id", "=", self.move.id)]).unlink()
        with self.assertRaisesRegex(UserError, "asked for again"):
            credit.with_user(self.billing).button_draft()

    def test_nobody_writes_what_an_invoice_replaces_nor_what_a_return_asks_for(self):
        record = self._return("recycle")
        with self.assertRaises(AccessError):
            self.move.with_user(self.billing).dpo_replaces_id = self.moves[-1]
        for name, value in (("gesture", "reissue"), ("is_open", False)):
            with self.subTest(name), self.assertRaises(UserError):
                record[name] = value

    def test_a_mayor_does_not_open_the_window_that_sends(self):
        with self.assertRaises(AccessError):
            self.move.with_user(self.mayor_a).action_send_and_print()

    def test_a_return_that_was_answered_is_history(self):
        record = self._return("rejected")
        record.reason = "Débiteur inconnu"
        self._wizard(record).action_apply()
        with self.assertRaises(UserError):
            record.status = "recycle"

    def test_a_paid_invoice_is_not_replaced(self):
        record = self._return("rejected")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.move.ids
        ).create({})._create_payments()
        with self.assertRaises(UserError):
            self._wizard(record).action_apply()

    def test_only_the_latest_status_asks_for_something(self):
        old = self._return("recycle", "2026-03-20")
        self.assertTrue(old.is_open)
        self._return("available", "2026-03-25")
        self.assertFalse(old.is_open)
        self.assertEqual(self.move.dpo_chorus_status, "available")
        with self.assertRaises(UserError):
            old.action_do_gesture()

    def test_a_file_is_read_once_and_its_bad_lines_are_told(self):
        lines = (
            f"{self.move.name};À recycler;20/03/2026;Service inconnu\n"
            f"{self.move.name};Perdue;20/03/2026;\n"
            "INCONNUE/1;Rejetée;20/03/2026;\n"
        )
        wizard = self._read(lines)
        self.assertEqual((wizard.read_count, wizard.unchanged_count), (1, 0))
        self.assertEqual(len(wizard.problems.splitlines()), 2)
        again = self._read(lines)
        self.assertEqual((again.read_count, again.unchanged_count), (0, 1))
        self.assertEqual(self.move.dpo_return_ids.status, "recycle")

    def test_a_file_that_is_no_table_is_refused_in_words(self):
        self._read("")  # header alone is a table
        for content, words in (
            (b"%PDF-1.4", "csv"),
            (b"\xd0\xcf\x11\xe0", "xlsx"),
            (b"Nom;Adresse", "Numéro"),
        ):
            wizard = self.env["dpo.chorus.return.import"].create(
                {"company_id": self.company.id, "document": base64.b64encode(content)}
            )
            with self.assertRaisesRegex(UserError, words):
                wizard.with_user(self.billing).action_read()

    def test_another_company_reads_nothing_here(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        self.billing.company_ids += other
        wizard = (
            self.env["dpo.chorus.return.import"]
            .with_user(self.billing)
            .create(
                {
                    "company_id": other.id,
                    "document": base64.b64encode(
                        f"{HEADER}{self.move.name};Rejetée;20/03/2026;\n".encode()
                    ),
                }
            )
        )
        wizard.action_read()
        self.assertEqual(wizard.read_count, 0)

    def test_what_was_done_is_written_by_the_buttons_only(self):
        record = self._return("recycle")
        with self.assertRaises(UserError):
            record.write({"done_on": "2026-03-21"})

    def test_a_manager_reads_and_does_not_answer(self):
        record = self._return("recycle").with_user(self.staff["manager"])
        self.assertEqual(record.status, "recycle")
        with self.assertRaises(AccessError):
            record.action_do_gesture()

    def test_the_morning_of_the_billing_officer_lists_them(self):
        self._return("rejected")
        desk = self.env["dpo.desk"].with_user(self.billing)
        rows = desk.get_morning("all")["sections"]
        labels = [row["label"] for section in rows for row in section["rows"]]
        self.assertTrue(any(self.move.name in label for label in labels))
