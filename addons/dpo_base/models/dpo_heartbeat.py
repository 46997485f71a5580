from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.retention import Retention

#: Scheduled tasks of Odoo that the suite cannot do without
CORE_TASKS = (
    "base.autovacuum_job",
    "mail.ir_cron_mail_scheduler_action",
    "mail.ir_cron_post_scheduled_message",
    "mail.ir_cron_send_scheduled_message",
)
#: A cron has negative ids nowhere: those of the other signals
JOURNAL, MAILS = -1, -2


class DpoHeartbeat(models.Model):
    """Whether each scheduled task of the service runs: a view on what Odoo notes of them.

    A view of PostgreSQL and not a table: nothing is written at each run, and a check from
    outside reads the same truth when Odoo itself is dead (``dpo_heartbeat_is_ok()``). Its clock
    is that of the database, as that of the tasks: these are no legal deadlines.

    A task is late when its turn has passed by more than its own period (ten minutes at least,
    a day at most) and it shows no sign of life; failing when its last run failed, three times
    in a row for what runs several times a day; stopped when somebody, or Odoo after a week of
    failures, switched it off.
    """

    _name = "dpo.heartbeat"
    _description = "Scheduled task of the service"
    _auto = False
    _order = "rank, id"
    _dpo_retention = Retention("keep", reason="Vue des tâches planifiées : ne conserve rien")
    _depends = {
        "ir.cron": [
            "active",
            "nextcall",
            "interval_number",
            "interval_type",
            "failure_count",
            "dpo_last_success",
            "dpo_failed_at",
            "dpo_last_error",
        ],
        "ir.cron.progress": ["done"],
        "dpo.journal.entry": ["hash", "occurred_at"],
        "mail.mail": ["state"],
    }

    code = fields.Char(readonly=True)
    name = fields.Char("Task", compute="_compute_name")
    period = fields.Char("Expected every", compute="_compute_period")
    interval_number = fields.Integer(readonly=True)
    interval_type = fields.Selection(
        selection=lambda self: (
            self.env["ir.cron"]._fields["interval_type"]._description_selection(self.env)
        ),
        readonly=True,
    )
    last_success = fields.Datetime(readonly=True)
    due_at = fields.Datetime("Late after", readonly=True)
    failed_at = fields.Datetime("Last failure", readonly=True)
    error = fields.Char(readonly=True, groups="base.group_system")
    last_error = fields.Char(compute="_compute_last_error")
    failure_count = fields.Integer("Failures in a row", readonly=True)
    rank = fields.Integer(readonly=True)
    state = fields.Selection(
        [("stopped", "Stopped"), ("late", "Late"), ("failing", "Failing"), ("ok", "Runs")],
        readonly=True,
    )

    def init(self):
        self.env.cr.execute("DROP VIEW IF EXISTS dpo_heartbeat CASCADE")
        self.env.cr.execute(SQL("CREATE VIEW dpo_heartbeat AS %s", self._view_query()))
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION dpo_heartbeat_is_ok() RETURNS boolean
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS
            $$ SELECT NOT EXISTS (SELECT FROM dpo_heartbeat WHERE state <> 'ok') $$
        """)
        return super().init()

    @api.model
    def _view_query(self):
        return SQL(
            """
            WITH clock AS (SELECT timezone('utc', now()) AS now),
            task AS (
                SELECT cron.*, data.module || '.' || data.name AS code,
                       (cron.interval_number || ' ' || cron.interval_type)::interval AS period
                  FROM ir_cron cron
                  JOIN ir_model_data data ON data.model = 'ir.cron' AND data.res_id = cron.id
                 WHERE starts_with(data.module, 'dpo_')
                    OR data.module || '.' || data.name IN %(core)s
            ),
            beat AS (
                SELECT task.*, task.nextcall
                       + LEAST(GREATEST(task.period, INTERVAL '10 minutes'), INTERVAL '1 day')
                       AS due_at
                  FROM task
            ),
            pulse AS (
                SELECT beat.*,
                       CASE WHEN NOT active THEN 'stopped'
                            WHEN due_at < clock.now AND NOT EXISTS (
                                 SELECT FROM ir_cron_progress progress
                                  WHERE progress.cron_id = beat.id AND progress.done > 0
                                    AND progress.write_date > clock.now - (due_at - nextcall))
                            THEN 'late'
                            WHEN dpo_failed_at > COALESCE(dpo_last_success, '-infinity')
                                 AND (failure_count >= 3 OR period >= INTERVAL '1 day')
                            THEN 'failing'
                            ELSE 'ok' END AS state
                  FROM beat, clock
            ),
            signal AS (
                SELECT %(journal)s AS id, 'journal' AS code, MIN(occurred_at) AS since
                  FROM dpo_journal_entry, clock
                 WHERE hash IS NULL AND occurred_at < clock.now - INTERVAL '10 minutes'
                 UNION ALL
                SELECT %(mails)s, 'mails', MIN(create_date)
                  FROM mail_mail, clock
                 WHERE state = 'outgoing' AND create_date < clock.now - INTERVAL '1 hour'
                   AND (scheduled_date IS NULL OR scheduled_date < clock.now - INTERVAL '1 hour')
            )
            SELECT id, code, interval_number, interval_type, dpo_last_success AS last_success,
                   due_at, dpo_failed_at AS failed_at, dpo_last_error AS error,
                   failure_count, state,
                   array_position(ARRAY['stopped', 'late', 'failing', 'ok'], state) AS rank
              FROM pulse
             UNION ALL
            SELECT id, code, NULL, NULL, NULL, since, NULL, NULL, 0,
                   CASE WHEN since IS NULL THEN 'ok' ELSE 'late' END,
                   CASE WHEN since IS NULL THEN 4 ELSE 2 END
              FROM signal
            """,
            core=CORE_TASKS,
            journal=JOURNAL,
            mails=MAILS,
        )

    @api.depends("code")
    def _compute_name(self):
        signals = self._get_signal_labels()
        # sudo: names of the tasks, whose settings are those of the administrator of Odoo
        crons = self.env["ir.cron"].sudo().browse([task.id for task in self if task.id > 0])
        names = {cron.id: cron.name for cron in crons}
        for task in self:
            task.name = signals.get(task.code) or names.get(task.id)

    @api.model
    def _get_signal_labels(self):
        """What is watched beside the tasks: ``{code: label}``."""
        return {
            "journal": self.env._("Journal: entries sealed within ten minutes"),
            "mails": self.env._("Mails: sent within the hour"),
        }

    @api.depends("error")
    @api.depends_context("uid")
    def _compute_last_error(self):
        """An error may name a commune: not that of another OPSN of the same database."""
        told = self._may_tell_errors()
        # sudo: the column is of the administrator of Odoo, this is who else reads it
        for task, task_sudo in zip(self, self.sudo(), strict=True):
            hidden = self.env._("Ask the administrator of Odoo.")
            task.last_error = task_sudo.error and (task_sudo.error if told else hidden)

    @api.model
    def _may_tell_errors(self):
        # sudo: how many OPSN there are, whoever asks
        alone = self.env["res.company"].sudo().search_count([], limit=2) == 1
        return alone or self.env.user.has_group("base.group_system")

    @api.depends("interval_number", "interval_type")
    def _compute_period(self):
        for task in self:
            number = task.interval_number
            task.period = {
                "minutes": self.env._("%s min", number),
                "hours": self.env._("%s h", number),
                "days": self.env._("%s day(s)", number),
                "weeks": self.env._("%s week(s)", number),
                "months": self.env._("%s month(s)", number),
            }.get(task.interval_type)

    def action_restart(self):
        """Switch the task on again and have it run now."""
        self._check_admin()
        # what is not in the view is none of these tasks, whatever the numbers that were given
        tasks = self.search([("id", "in", self.ids), ("id", ">", 0)])
        # sudo: the tasks of the service, not the other settings of Odoo
        crons = self.env["ir.cron"].sudo().browse(tasks.ids)
        crons.write({"active": True, "failure_count": 0, "first_failure_date": False})
        for cron in crons:
            cron._trigger()

    def _check_admin(self):
        if not self.env.user.has_group("dpo_base.group_dpo_admin"):
            raise AccessError(
                self.env._("Only the administrators of the service restart its tasks.")
            )
