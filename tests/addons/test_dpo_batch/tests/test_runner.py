import math
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.dpo_base.models import dpo_batch
from odoo.addons.dpo_base.tests.common import DpoCase


@tagged("post_install", "-at_install")
class TestRunner(DpoCase):
    def setUp(self):
        super().setUp()
        self.job = self.env["test.dpo.job"].with_user(self.staff["officer"]).create({})

    def _add_items(self, count, poisons=()):
        return self.env["test.dpo.job.item"].create(
            [{"job_id": self.job.id, "name": str(n), "poison": n in poisons} for n in range(count)]
        )

    def _launch(self, kind):
        return self.job.action_launch(kind)

    # --- the work ------------------------------------------------------------------------

    def test_every_item_once_then_the_end(self):
        items = self._add_items(120)
        batch = self._launch("hit")
        self.assertEqual((batch.state, batch.total), ("queued", 120))
        self._run_batch(batch)
        self.assertEqual(set(items.mapped("hits")), {1})
        self.assertEqual((batch.state, batch.done, batch.failed), ("done", 120, 0))
        self.assertEqual((batch.progress, batch.cursor), (100.0, items[-1].id))
        self.assertEqual(self.job.finished, 1)

    def test_poison_items_are_listed_and_the_others_done(self):
        poisons = set(range(0, 1000, 100))
        items = self._add_items(1000, poisons)
        batch = self._launch("hit")
        self._run_batch(batch)
        self.assertEqual(sum(items.mapped("hits")), 990)
        self.assertEqual((batch.state, batch.done, batch.failed), ("done", 990, 10))
        lines = batch.sudo().line_ids
        self.assertEqual(lines.mapped("res_id"), items.filtered("poison").ids)
        self.assertEqual(lines[1].reason, "poison 100")
        self.assertEqual((lines[1].label, lines[1].user_id), ("100", self.staff["officer"]))

    def test_retry_treats_only_what_was_not_treated(self):
        items = self._add_items(100, {3, 70})
        batch = self._launch("hit")
        self._run_batch(batch)
        items.poison = False
        batch.action_retry()
        self.assertEqual((batch.state, batch.total, batch.failed), ("queued", 2, 0))
        self._run_batch(batch)
        self.assertEqual(set(items.mapped("hits")), {1})
        self.assertFalse(batch.sudo().line_ids)

    def test_unexpected_error_hides_its_detail_from_the_user(self):
        batch = self._launch("broken")
        with self.assertLogs("odoo.addons.dpo_base.models.dpo_batch", "ERROR"):
            self._run_batch(batch)
        self.assertEqual(batch.state, "failed")
        self.assertIn(str(batch.id), batch.message)
        self.assertNotIn("secret", batch.message)

    def test_work_runs_as_who_launched_it(self):
        seen = []
        job_class = type(self.job)
        self._add_items(1)

        def process(job, batch, items):
            seen.append((job.env.user, job.env.su, job.env.lang, job.env.tz.zone, job.env.company))

        with patch.object(job_class, "_batch_hit_process", process):
            self._run_batch(self._launch("hit"))
        self.assertEqual(
            seen, [(self.staff["officer"], False, "fr_FR", "Europe/Paris", self.company)]
        )

    def test_closed_account_stops_the_work(self):
        self._add_items(1)
        batch = self._launch("hit")
        self.staff["officer"].active = False
        self._run_batch(batch)
        self.assertEqual(batch.sudo().state, "failed")
        self.assertFalse(self.job.sudo().item_ids.hits)

    # --- launching and steering ------------------------------------------------------------

    def test_second_launch_gives_the_running_work(self):
        self._add_items(2)
        batch = self._launch("hit")
        self.assertEqual(self._launch("hit"), batch)
        self._run_batch(batch)
        self.assertNotEqual(self._launch("hit"), batch)

    def test_launch_wakes_the_cron(self):
        self._add_items(1)
        cron = self.env.ref("dpo_base.cron_batch")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self._launch("hit")
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - triggers
        self.assertEqual(len(woken), 1)

    def test_only_declared_work_is_queued(self):
        with self.assertRaises(KeyError):
            self.job._launch_batch("unlink", "Bad")
        batch = self._launch("hit")
        batch.sudo().kind = "unlink"
        with self.assertLogs("odoo.addons.dpo_base.models.dpo_batch", "ERROR"):
            self._run_batch(batch)
        self.assertEqual(batch.state, "failed")

    def test_user_can_neither_write_nor_create_a_batch(self):
        batch = self._launch("hit")
        with self.assertRaises(AccessError):
            batch.write({"user_id": self.env.ref("base.user_admin").id})
        with self.assertRaises(AccessError):
            batch.copy()

    def test_only_the_launcher_or_a_manager_cancels(self):
        batch = self._launch("hit")
        with self.assertRaises(AccessError):
            batch.with_user(self.staff["billing"]).action_cancel()
        with self.assertRaises(AccessError):
            batch.with_user(self.mayor_a).action_cancel()
        batch.with_user(self.staff["manager"]).action_cancel()
        self.assertEqual(batch.state, "cancelled")

    def test_cancelled_work_is_not_touched(self):
        items = self._add_items(5)
        batch = self._launch("hit")
        batch.action_cancel()
        self._run_batch(batch)
        self.assertEqual((batch.state, sum(items.mapped("hits"))), ("cancelled", 0))

    def test_failures_of_others_are_hidden(self):
        self._add_items(1, {0})
        batch = self._launch("hit")
        self._run_batch(batch)
        domain = [("batch_id", "=", batch.id)]
        seen = {
            role: self.env["dpo.batch.line"].with_user(user).search_count(domain)
            for role, user in self.staff.items()
        }
        self.assertEqual(
            seen,
            {
                "officer": 1,
                "manager": 1,
                "admin": 1,
                "billing": 1,
                "reader": 0,
                "officer_all": 0,
                "trainer": 0,
            },
        )

    # --- time and concurrency ----------------------------------------------------------------

    def test_serialization_failure_is_tried_again(self):
        items = self._add_items(3)
        batch = self._launch("hit")
        rollbacks = []
        self._run_batch_against(batch, failures=2, rollbacks=rollbacks)
        self.assertEqual((len(rollbacks), batch.state), (2, "done"))
        self.assertEqual(set(items.mapped("hits")), {1})

    def test_third_serialization_failure_leaves_the_work_for_later(self):
        self._add_items(3)
        batch = self._launch("hit")
        rollbacks = []
        with self.assertRaises(SerializationFailure):
            self._run_batch_against(batch, failures=3, rollbacks=rollbacks)
        self.assertEqual((len(rollbacks), batch.state, batch.failed), (3, "queued", 0))

    def _run_batch_against(self, batch, failures, rollbacks):
        remaining = type(self.job)._batch_hit_remaining

        def failing(job, batch, limit):
            if len(rollbacks) < failures:
                raise SerializationFailure()
            return remaining(job, batch, limit)

        with (
            patch.object(type(self.job), "_batch_hit_remaining", failing),
            patch.object(dpo_batch.time, "sleep"),
        ):
            batch.sudo()._run(lambda treated, remaining: math.inf, lambda: rollbacks.append(1))

    def test_time_over_leaves_the_rest_to_the_next_call(self):
        self._add_items(120)
        batch = self._launch("hit").sudo()
        self.assertTrue(batch._run(lambda treated, remaining: 0, lambda: None))
        self.assertEqual((batch.state, batch.done), ("running", self.job._dpo_batch_first))
        self.assertFalse(batch._run(lambda treated, remaining: math.inf, lambda: None))
        self.assertEqual((batch.state, batch.done), ("done", 120))

    def test_chunk_follows_the_pace_of_the_items(self):
        batch = self.env["dpo.batch"]
        self.assertEqual(batch._next_limit(50, seconds=2 * dpo_batch.CHUNK_SECONDS), 25)
        self.assertEqual(batch._next_limit(50, seconds=0.1), 200, "four times more at most")
        self.assertEqual(batch._next_limit(1, seconds=60.0), 1)

    def test_queries_do_not_grow_with_the_items(self):
        counts = []
        for size in (1, 10, 50):
            self._add_items(size)
            batch = self._launch("trace")
            before = self.env.cr.sql_log_count
            self._run_batch(batch)
            counts.append(self.env.cr.sql_log_count - before)
            self.job.item_ids.sudo().job_id = False
        self.assertEqual(counts[1], counts[2])
