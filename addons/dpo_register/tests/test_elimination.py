import io
from datetime import date

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-25 09:00:00")
class TestElimination(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retention = cls.canteen.retention_ids
        cls.elimination = cls.env["dpo.elimination"].create(
            {"collectivity_id": cls.commune_a.id, "year": 2026}
        )

    def setUp(self):
        super().setUp()
        self.elimination = self.elimination.with_user(self.officer)

    def _prepare(self):
        self.elimination.action_prepare()
        return self.elimination.line_ids

    def _sign(self):
        self._prepare().write({"volume": 1.5, "year_first": 2015, "year_last": 2024})
        self.elimination.action_request_signature()
        self.elimination.sudo().approval_id._try_freeze()
        self.elimination.sudo().approval_id.with_user(self.mayor_a).action_sign()

    def _send(self):
        self._sign()
        self.elimination.action_send()

    def test_what_is_at_its_end_is_proposed_with_its_day(self):
        line = self._prepare()
        self.assertEqual((line.cutoff, line.fate), (date(2025, 11, 25), "destroy"))
        self.assertEqual(line.activity, "Restauration scolaire")
        self.assertIn("1 an", line.period)

    def test_a_line_does_not_move_to_a_list_that_was_signed(self):
        self._send()
        other = self.elimination.create({"collectivity_id": self.commune_a.id, "year": 2027})
        line = other.line_ids.create({"elimination_id": other.id, "name": "x", "volume": 9})
        with self.assertRaises(UserError):
            line.elimination_id = self.elimination

    def test_a_list_does_not_borrow_the_signature_of_another(self):
        self._sign()
        values = {"collectivity_id": self.commune_a.id, "year": 2027}
        signed = {"approval_id": self.elimination.approval_id.id}
        with self.assertRaises(UserError):
            self.elimination.create({**values, **signed})
        with self.assertRaises(UserError):
            self.elimination.create(values).write(signed)

    def test_ended_activities_are_on_the_list_too(self):
        self.canteen.date_end = "2026-01-01"
        self.assertTrue(self._prepare())

    def test_what_is_kept_or_unknown_is_not_proposed(self):
        self.retention.fate = "keep"
        self.assertFalse(self._prepare())
        self.assertFalse(self.elimination.incomplete_ids)
        self.retention.fate = "undefined"
        self.assertFalse(self._prepare())
        self.elimination.invalidate_recordset()
        self.assertEqual(self.elimination.incomplete_ids, self.retention)

    def test_a_second_preparation_keeps_what_was_filled_in(self):
        line = self._prepare()
        line.volume = 2
        self.retention.duration = 3
        self._prepare()
        self.assertEqual(self.elimination.line_ids, line)
        self.assertEqual((line.volume, line.cutoff), (2, date(2023, 11, 25)))
        line.volume = 0
        self.retention.fate = "keep"
        self.assertFalse(self._prepare())

    def test_files_that_are_not_at_their_end_are_refused(self):
        with self.assertRaises(ValidationError):
            self._prepare().year_last = 2026

    def test_a_volume_is_printed_as_it_was_typed(self):
        line = self._prepare()
        for volume, printed in ((1.2, "1,2 ml"), (0.07, "0,07 ml"), (12, "12 ml")):
            line.volume = volume
            self.assertEqual(line._get_volume_label(), printed)

    def test_nothing_is_signed_without_a_volume(self):
        self._prepare()
        with self.assertRaises(UserError):
            self.elimination.action_request_signature()

    def test_the_mayor_signs_before_the_archives_receive(self):
        with self.assertRaises(UserError):
            self.elimination.action_send()
        self._send()
        self.assertEqual(self.elimination.state, "sent")
        with self.assertRaises(UserError):
            self.elimination.line_ids.volume = 3

    def test_the_year_of_a_list_that_was_sent_stays(self):
        self.elimination.year = 2025
        self.elimination._write_by_action({"state": "sent"})
        with self.assertRaises(UserError):
            self.elimination.year = 2024

    def test_nothing_is_eliminated_before_the_visa(self):
        self._send()
        with self.assertRaises(UserError):
            self.elimination.eliminated_on = "2026-11-25"
        with self.assertRaises(UserError):
            self.elimination.action_eliminate()
        with self.assertRaises(UserError):
            self.elimination.action_receive_visa()
        self.elimination.write({"visa_reference": "2026-12", "visa_on": "2026-12-10"})
        self.elimination.action_receive_visa()
        self.assertEqual(self.elimination.line_ids.verdict, "accepted")
        self.elimination.write({"eliminated_on": "2026-12-09", "eliminated_by": "SARL Broie"})
        with self.assertRaises(UserError):
            self.elimination.action_eliminate()
        self.elimination.eliminated_on = "2026-12-20"
        self.elimination.action_eliminate()
        self.assertEqual(self.elimination.state, "eliminated")
        self.assertTrue(self.canteen.retention_ids)

    def test_the_archives_refuse_line_by_line_with_a_reason(self):
        self._send()
        with self.assertRaises(ValidationError):
            self.elimination.line_ids.verdict = "refused"
        self.elimination.line_ids.write({"verdict": "refused", "refusal": "À verser"})
        self.elimination.write({"visa_reference": "2026-12", "visa_on": "2026-12-10"})
        self.elimination.action_receive_visa()
        self.assertEqual(self.elimination.state, "refused")

    def test_the_archives_do_not_answer_before_they_receive(self):
        line = self._prepare()
        with self.assertRaises(UserError):
            line.verdict = "accepted"
        with self.assertRaises(UserError):
            self.elimination.visa_reference = "2026-12"
        with self.assertRaises(UserError):
            self.elimination.write({"state": "visa"})

    def test_the_commune_reads_and_changes_nothing(self):
        self._prepare()
        seen = self.elimination.with_user(self.agent)
        self.assertTrue(seen.line_ids.mapped("name"))
        with self.assertRaises(AccessError):
            seen.action_prepare()
        others = self.env["dpo.elimination"].with_user(self.mayor_b).search([])
        self.assertFalse(others)

    def test_the_document_tells_files_text_and_visa(self):
        self._prepare().write({"volume": 1.5, "year_first": 2015, "year_last": 2024})
        pages = PdfReader(io.BytesIO(self.elimination._render_working_copy())).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for words in ("L. 214-3", "Dossier d’inscription", "25/11/2025", "2015-2024", "1,5 ml"):
            self.assertIn(words, text)

    def test_the_lists_of_the_year_are_prepared_in_the_background(self):
        self.env["dpo.register"]._get_or_create(self.commune_a)
        self.env["dpo.register"]._get_or_create(self.commune_b)
        self._create_processing(collectivity_id=self.commune_b.id)
        manager = self.staff["manager"]
        prepared = self.env["dpo.elimination.round"].with_user(manager).create({"year": 2026})
        for _twice in range(2):
            prepared.action_prepare()
            self._run_batch(prepared.batch_id)
        self.assertEqual((prepared.elimination_count, prepared.sent_count), (2, 0))
        lists = self.env["dpo.elimination"].search([("year", "=", 2026)])
        self.assertEqual(len(lists.line_ids), 2)
