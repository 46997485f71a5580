from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import DatabaseError, IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools.canonical import chain_hash
from .common import DpoCase

NOW = "2026-03-10 09:00:00"


@tagged("post_install", "-at_install")
class TestJournal(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["dpo.journal.entry"]
        with freeze_time(NOW):
            cls.entries_a = cls._write(cls.mandate_a, 3)
            cls.entries_b = cls._write(cls.mandate_b, 2)
        cls.journal._seal()

    @classmethod
    def _create_record(cls, collectivity, **values):
        return cls.env["dpo.signal"].create(
            {
                "collectivity_id": collectivity.id,
                "kind": "test",
                "label": "Adhésion",
                "date": "2026-01-05",
                **values,
            }
        )

    @classmethod
    def _write(cls, mandate, count):
        record = cls._create_record(mandate.collectivity_id)
        entries = cls.journal
        for number in range(count):
            payload = {"code": f"É{number}", "montant": "12.50"}
            entries += cls.journal._record("approval_signed", record, payload, mandate)
        return entries

    def _tamper(self, query, *params):
        """What somebody with the keys of the database would do."""
        self.env.flush_all()
        self.cr.execute("ALTER TABLE dpo_journal_entry DISABLE TRIGGER USER")
        self.cr.execute(query, params)
        self.env.invalidate_all()

    def _refused_by_postgres(self, query, *params):
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(DatabaseError), self.cr.savepoint():
            self.cr.execute(query, params)

    # --- sealing ----------------------------------------------------------------------

    def test_each_collectivity_has_its_own_chain(self):
        self.assertEqual(self.entries_a.mapped("seq"), [1, 2, 3])
        self.assertEqual(self.entries_b.mapped("seq"), [1, 2])
        self.assertEqual(self.entries_a[1].prev_hash, self.entries_a[0].hash)
        self.assertEqual(self.entries_b[0].prev_hash, "0" * 64)

    def test_each_company_has_its_own_chain(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        record = self._create_record(self.commune_a, company_id=other.id)
        entry = self.journal._record("approval_signed", record, {"code": "X"})
        self.journal._seal()
        self.assertEqual((entry.company_id, entry.seq), (other, 1))

    def test_sealing_goes_on_where_it_stopped(self):
        more = self._write(self.mandate_a, 1)
        self.assertFalse(more.hash)
        self.assertEqual(self.journal._seal(), 1)
        self.assertEqual((more.seq, more.prev_hash), (4, self.entries_a[2].hash))
        self.assertEqual(self.journal._seal(), 0)

    def test_a_chain_cannot_fork(self):
        """Two sealers that both saw the same head: the second one is refused."""
        rival = self._write(self.mandate_a, 1)
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE dpo_journal_entry SET seq = 3, prev_hash = %s, hash = 'x' WHERE id = %s",
                [self.entries_a[1].hash, rival.id],
            )

    def test_sealing_is_a_few_queries_whatever_the_number(self):
        self._write(self.mandate_a, 5)
        self.env.invalidate_all()
        with self.assertQueryCount(5):
            self.journal._seal()
            self.env.flush_all()
        self._write(self.mandate_a, 60)
        self.env.invalidate_all()
        with self.assertQueryCount(5):
            self.journal._seal()
            self.env.flush_all()

    def test_writing_wakes_the_sealer(self):
        cron = self.env.ref("dpo_base.cron_seal_journal")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self._write(self.mandate_a, 1)
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_an_event_without_content_is_refused(self):
        with self.assertRaises(ValueError):
            self.journal._record("approval_signed", self.entries_a, {})

    # --- the wall in the database --------------------------------------------------------

    def test_postgres_refuses_to_delete(self):
        self._refused_by_postgres(
            "DELETE FROM dpo_journal_entry WHERE id = %s", self.entries_a[0].id
        )
        self._refused_by_postgres("TRUNCATE dpo_journal_entry")

    def test_postgres_refuses_to_change_what_is_written(self):
        for column, value in {
            "occurred_at": "2025-01-01",
            "user_id": 2,
            "kind": "approval_refused",
            "payload_digest": "0" * 64,
            "payload": '{"code": "faux"}',
            "salt": "00",
            "seq": 9,
            "hash": None,
        }.items():
            with self.subTest(column):
                self._refused_by_postgres(
                    f"UPDATE dpo_journal_entry SET {column} = %s WHERE id = %s",
                    value,
                    self.entries_a[0].id,
                )

    def test_nobody_writes_through_the_orm(self):
        entry = self.entries_a[0].with_user(self.staff["admin"])
        for operation in (lambda: entry.write({"kind": "approval_refused"}), entry.unlink):
            with self.assertRaises(AccessError):
                operation()
        with self.assertRaises(AccessError):
            self.journal.with_user(self.staff["admin"]).create({"kind": "approval_signed"})
        self.assertFalse(entry.with_user(self.mayor_a).has_access("read"))

    # --- the check ------------------------------------------------------------------------

    def test_an_untouched_journal_holds(self):
        self._write(self.mandate_b, 1)
        self.assertEqual(self.journal._find_broken(), (self.journal, None))

    def test_the_check_names_the_altered_entry_and_what_differs(self):
        attacks = {
            "content": "UPDATE dpo_journal_entry SET occurred_at = '2025-01-01' WHERE id = %s",
            "payload": 'UPDATE dpo_journal_entry SET payload = \'{"code": "faux"}\' WHERE id = %s',
            "link": "UPDATE dpo_journal_entry SET prev_hash = repeat('1', 64) WHERE id = %s",
        }
        for reason, query in attacks.items():
            with self.subTest(reason), self.cr.savepoint() as savepoint:
                self._tamper(query, self.entries_a[1].id)
                self.assertEqual(self.journal._find_broken(), (self.entries_a[1], reason))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_check_sees_a_deleted_entry(self):
        self._tamper("DELETE FROM dpo_journal_entry WHERE id = %s", self.entries_a[1].id)
        self.assertEqual(self.journal._find_broken(), (self.entries_a[2], "seq"))

    def test_the_check_sees_a_resealed_entry(self):
        """Whoever recomputes one seal must recompute all those that follow."""
        entry = self.entries_a[1]
        self._tamper("UPDATE dpo_journal_entry SET res_id = 0, hash = NULL WHERE id = %s", entry.id)
        forged = chain_hash(entry.prev_hash, 2, *entry._get_sealed_facts())
        self._tamper("UPDATE dpo_journal_entry SET hash = %s WHERE id = %s", forged, entry.id)
        self.assertEqual(self.journal._find_broken(), (self.entries_a[2], "link"))

    def test_the_check_reads_content_that_is_not_sealed_yet(self):
        entry = self._write(self.mandate_a, 1)
        self._tamper(
            'UPDATE dpo_journal_entry SET payload = \'{"code": "faux"}\' WHERE id = %s', entry.id
        )
        self.assertEqual(self.journal._find_broken(), (entry, "payload"))

    def test_the_check_is_read_slice_by_slice(self):
        with patch("odoo.addons.dpo_base.models.dpo_journal_entry.SLICE", 2):
            self.assertEqual(self.journal._find_broken(), (self.journal, None))
            self._tamper(
                "UPDATE dpo_journal_entry SET res_id = 0 WHERE id = %s", self.entries_a[2].id
            )
            self.assertEqual(self.journal._find_broken(), (self.entries_a[2], "content"))

    def test_staff_check_the_journal(self):
        self._tamper("UPDATE dpo_journal_entry SET res_id = 0 WHERE id = %s", self.entries_a[2].id)
        check = Form(self.env["dpo.journal.check"].with_user(self.staff["manager"])).save()
        check.action_check()
        self.assertEqual(check.result, "broken")
        self.assertEqual((check.entry_id, check.difference), (self.entries_a[2], "content"))
        self.assertEqual(check.entry_collectivity, "Saint-Exemple")

    # --- alert, retention -------------------------------------------------------------------

    def test_an_entry_unsealed_for_ten_minutes_is_an_alert(self):
        with freeze_time(NOW) as clock:
            entry = self._write(self.mandate_a, 1)
            clock.tick(timedelta(minutes=10))
            self.assertEqual((entry.seal_state, self.journal._count_late()), ("waiting", 0))
            clock.tick(timedelta(seconds=1))
            entry.invalidate_recordset()
            self.assertEqual((entry.seal_state, self.journal._count_late()), ("late", 1))

    @freeze_time("2036-03-12 09:00:00")
    def test_the_content_is_erased_at_the_end_and_the_chain_holds(self):
        entry = self.entries_a[0]
        self.env["dpo.retention"]._cron_apply()
        self.env.flush_all()
        self.cr.execute("SELECT payload, salt FROM dpo_journal_entry WHERE id = %s", [entry.id])
        self.assertEqual(self.cr.fetchone(), (None, None))
        self.assertTrue(entry.payload_digest)
        self.assertEqual(self.journal._find_broken(), (self.journal, None))

    @freeze_time("2036-03-09 09:00:00")
    def test_the_content_stays_until_then(self):
        self.env["dpo.retention"]._cron_apply()
        self.assertTrue(self.entries_a[0].payload)

    def test_half_an_erasure_is_an_alteration(self):
        self._tamper(
            "UPDATE dpo_journal_entry SET payload = NULL WHERE id = %s", self.entries_a[0].id
        )
        self.assertEqual(self.journal._find_broken(), (self.entries_a[0], "payload"))
