from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestTransfer(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls._copy(cls.canteen_model)
        cls.act = cls.env["dpo.act"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "number": "2025-12",
                "subject": "Transfert",
                "date": "2025-06-01",
            }
        )

    def _transfer(self, **values):
        return self.env["dpo.library.transfer"].create(
            {
                "collectivity_id": self.commune_a.id,
                "question_id": self._question("periscolaire").id,
                "body_id": self.epci.id,
                "date": "2025-09-01",
                "act_id": self.act.id,
                **values,
            }
        )

    def test_records_end_here_and_open_there(self):
        transfer = self._transfer()
        transfer.action_transfer()
        self.assertEqual(str(self.copy.date_end), "2025-09-01")
        opened = transfer.opened_ids
        self.assertEqual((opened.collectivity_id, opened.model_id), (self.epci, self.canteen_model))
        self.assertEqual(transfer.ended_ids, self.copy)

    def test_both_questionnaires_say_it(self):
        self._transfer().action_transfer()
        answers = self.env["dpo.library.answer"].search([])
        said = {answer.collectivity_id: answer for answer in answers}
        self.assertEqual(said[self.commune_a].answer, "epci")
        self.assertEqual(said[self.commune_a].body_id, self.epci)
        self.assertEqual(said[self.epci].answer, "exercised")

    def test_the_proof_is_in_the_journal(self):
        transfer = self._transfer()
        transfer.action_transfer()
        entry = self.env["dpo.journal.entry"].search([("kind", "=", "power_transferred")])
        self.assertEqual(entry.payload["ended"], self.copy.ids)
        self.assertEqual(entry.payload["on"], "2025-09-01")
        self.assertIn("2025-12", entry.payload["act"])

    def test_a_recorded_transfer_stays(self):
        transfer = self._transfer()
        transfer.action_transfer()
        for step in (transfer.action_transfer, transfer.unlink):
            with self.subTest(step.__name__), self.assertRaises(UserError):
                step()
        with self.assertRaises(UserError):
            transfer.date = "2025-10-01"

    def test_a_day_to_come_waits(self):
        with self.assertRaises(UserError):
            self._transfer(date="2999-01-01").action_transfer()
        self.assertFalse(self.copy.date_end)

    def test_the_body_keeps_the_copy_it_has(self):
        held = self._copy(self.canteen_model, self.epci)
        transfer = self._transfer()
        transfer.action_transfer()
        self.assertFalse(transfer.opened_ids)
        self.assertFalse(held.date_end)
