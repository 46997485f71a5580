from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import MIN_DELTA_BEFORE_DEACTIVATION

from .common import DpoCase


@tagged("post_install", "-at_install")
class TestHeartbeat(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dpo_technical_email = "technique@opsn.example"
        cls.now = cls.env.cr.now().replace(microsecond=0)
        crons = cls.env["ir.cron"].search([])
        crons.write({"nextcall": cls.now + timedelta(hours=1), "active": True})
        cls.cron = cls.env.ref("dpo_base.cron_seal_journal")
        cls.daily = cls.env.ref("dpo_base.cron_retention")

    def _task(self, cron=None):
        self.env.invalidate_all()
        return self.env["dpo.heartbeat"].browse((cron or self.cron).id)

    def _ago(self, **delta):
        return self.now - timedelta(**delta)

    def _run(self, cron, error=None):
        """Run the task as the scheduler does, its work replaced."""
        effect = error and patch.object(
            type(self.env["dpo.journal.entry"]), "_cron_seal", side_effect=error
        )
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
            if effect:
                with effect:
                    cron.method_direct_trigger()
            else:
                cron.method_direct_trigger()
        self.env.invalidate_all()

    def _watch(self):
        self.env.flush_all()
        return self.env["dpo.heartbeat.alert"]._cron_watch()

    # --- what is seen -------------------------------------------------------------------

    def test_every_task_of_the_suite_and_the_mail_queue_are_watched(self):
        ours = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=like", "dpo\\_%")]
        )
        codes = self.env["dpo.heartbeat"].search([]).mapped("code")
        self.assertLessEqual({*ours.mapped("complete_name")}, {*codes})
        self.assertIn("mail.ir_cron_mail_scheduler_action", codes)
        self.assertEqual({*self.env["dpo.heartbeat"].search([]).mapped("state")}, {"ok"})

    def test_a_task_is_late_when_its_turn_passed_by_its_period(self):
        self.cron.nextcall = self._ago(minutes=9)
        self.daily.nextcall = self._ago(hours=23)
        self.assertEqual(self._task().state, "ok")
        self.assertEqual(self._task(self.daily).state, "ok")
        self.cron.nextcall = self._ago(minutes=11)
        self.daily.nextcall = self._ago(hours=25)
        self.assertEqual(self._task().state, "late")
        self.assertEqual(self._task(self.daily).state, "late")

    def test_a_long_work_that_moves_on_is_not_late(self):
        self.cron.nextcall = self._ago(hours=3)
        progress = self.env["ir.cron.progress"].create({"cron_id": self.cron.id, "done": 0})
        self.assertEqual(self._task().state, "late", "starting again and again is no progress")
        progress.done = 40
        self.assertEqual(self._task().state, "ok")

    def test_success_and_failure_are_told_apart(self):
        self._run(self.cron)
        self.assertTrue(self._task().last_success)
        self.assertFalse(self._task().failed_at)
        before = self._task().last_success
        self._run(self.cron, ValueError("chain"))
        self.assertEqual(self.cron.lastcall, self._task().failed_at.replace(microsecond=0))
        self.assertEqual(self._task().last_success, before)
        self.assertIn("Erreur imprévue (ValueError)", self._task().last_error)

    def test_the_error_of_a_rule_is_said_as_it_is(self):
        self._run(self.cron, UserError("Le sceau est refusé"))
        self.assertEqual(self._task().last_error, "Le sceau est refusé")

    def test_one_failure_of_a_frequent_task_is_not_an_incident_three_are(self):
        for failures, state in ((1, "ok"), (2, "ok"), (3, "failing")):
            self._run(self.cron, ValueError("again"))
            self.assertEqual(self._task().failure_count, failures)
            self.assertEqual(self._task().state, state)
        self._run(self.cron)
        self.cron.dpo_last_success = self.now + timedelta(seconds=1)  # the test has one instant
        self.assertEqual(self._task().state, "ok")

    def test_a_daily_task_that_failed_once_is_an_incident(self):
        self.daily.dpo_failed_at = self._ago(minutes=1)
        self.assertEqual(self._task(self.daily).state, "failing")

    def test_a_task_that_odoo_switched_off_is_stopped(self):
        first = self.now - MIN_DELTA_BEFORE_DEACTIVATION - timedelta(hours=1)
        self.cron.write({"failure_count": 4, "first_failure_date": first})
        self._run(self.cron, ValueError("a week"))
        self.assertFalse(self.cron.active)
        self.assertEqual(self._task().state, "stopped")
        self.assertEqual(self.env["dpo.heartbeat"].search([], limit=1), self._task())

    def test_an_unsealed_entry_older_than_ten_minutes_is_a_signal(self):
        self._write_entry(minutes=9)
        self.assertTrue(self._is_ok())
        self._write_entry(minutes=11)
        late = self.env["dpo.heartbeat"].search([("state", "!=", "ok")])
        self.assertEqual(late.mapped("code"), ["journal"])
        self.assertFalse(self._is_ok())

    def _write_entry(self, **delta):
        document = self.env["dpo.document"].create(
            {"collectivity_id": self.commune_a.id, "name": "Note", "body": "Note"}
        )
        clock = patch.object(type(self.env["dpo.clock"]), "_now", lambda _self: self._ago(**delta))
        with clock:
            self.env["dpo.journal.entry"]._record("approval_submitted", document, {"a": 1})
        self.env.flush_all()

    def _is_ok(self):
        """What a check from outside asks."""
        self.env.flush_all()
        self.env.cr.execute("SELECT dpo_heartbeat_is_ok()")
        return self.env.cr.fetchone()[0]

    # --- who is told --------------------------------------------------------------------

    def test_one_mail_for_an_incident_and_another_for_the_next(self):
        self.cron.active = False
        sent = []
        send = patch.object(
            type(self.env["mail.mail"]),
            "send",
            lambda mails, *args, **kwargs: sent.extend(mails.mapped("email_to")),
        )
        with send:
            self.assertEqual(self._watch().mapped("code"), ["dpo_base.cron_seal_journal"])
            self.assertFalse(self._watch())
            self.cron.active = True
            self.assertFalse(self._watch())
            self.cron.active = False
            self.assertTrue(self._watch())
        self.assertEqual(sent, ["technique@opsn.example"] * 2)
        alerts = self.env["dpo.heartbeat.alert"].search([])
        self.assertEqual([bool(alert.closed_at) for alert in alerts], [False, True])

    def test_the_morning_of_the_manager_shows_it_and_no_other(self):
        self.cron.active = False
        self.env.flush_all()
        for role, sees in (("manager", True), ("admin", True), ("officer", False)):
            desk = self.env["dpo.desk"].with_user(self.staff[role])
            sections = {section["key"]: section for section in desk.get_morning()["sections"]}
            self.assertEqual("service" in sections, sees, role)
            if sees:
                self.assertTrue(sections["service"]["rows"][0]["urgent"])

    def test_a_morning_without_incident_has_no_such_section(self):
        desk = self.env["dpo.desk"].with_user(self.staff["manager"]).get_morning()
        self.assertNotIn("service", [section["key"] for section in desk["sections"]])

    def test_the_administrator_restarts_a_stopped_task(self):
        self.cron.active = False
        task = self._task()
        with self.assertRaises(AccessError):
            task.with_user(self.staff["manager"]).action_restart()
        task.with_user(self.staff["admin"]).action_restart()
        self.assertTrue(self.cron.active)

    def test_other_tasks_of_odoo_are_not_restarted_from_here(self):
        other = self.daily.copy({"active": False})
        self._task(other).with_user(self.staff["admin"]).action_restart()
        self.assertFalse(other.active)

    def test_an_error_is_not_told_to_another_opsn(self):
        self.daily.write({"dpo_failed_at": self.now, "dpo_last_error": "Saint-Exemple"})
        self.env.flush_all()
        task = self._task(self.daily).with_user(self.staff["manager"])
        if self.env["res.company"].search_count([]) == 1:
            self.assertEqual(task.last_error, "Saint-Exemple")
        self.env["res.company"].create({"name": "Autre OPSN"})
        self.env.invalidate_all()
        self.assertNotIn("Exemple", task.last_error)
        self.assertEqual(
            task.with_user(self.env.ref("base.user_admin")).last_error, "Saint-Exemple"
        )
