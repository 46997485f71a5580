import logging
import math
import random
import time

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import config

from ..tools.retention import Retention

_logger = logging.getLogger(__name__)

LIVE = ("queued", "running")
RETRIABLE = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)
TRIES = 3
# A chunk aims at a few seconds and at a small part of what the server grants to a cron:
# Odoo may call the cron ten times more after the ten seconds it allots are over.
CHUNK_SECONDS = 8.0
CHUNKS_PER_TIME_LIMIT = 12
LOCK_SPACE = 0x44504F42  # 'DPOB', first half of the key of our advisory locks


class DpoBatch(models.Model):
    """Bulk work that survives poison items, a second worker, cancelling and ``kill -9``.

    The button that asks for it only queues it and wakes the cron. Each chunk is one
    transaction which also moves ``cursor``: a process killed at any point leaves the
    work and its progress as the last commit left them, and the next one goes on there.
    """

    _name = "dpo.batch"
    _description = "Background work"
    _dpo_bookkeeping = True
    _order = "id desc"
    _dpo_retention = Retention(
        "delete", months=24, start_field="ended_at", reason="Compte rendu d’un traitement de masse"
    )

    name = fields.Char(required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record id", model_field="res_model", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Launched by", required=True, readonly=True)
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("running", "Running"),
            ("done", "Finished"),
            ("failed", "Stopped by an error"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="queued",
        readonly=True,
    )
    total = fields.Integer(readonly=True)
    done = fields.Integer("Treated", readonly=True)
    failed = fields.Integer("Not treated", readonly=True)
    cursor = fields.Integer(readonly=True, help="Id of the last item treated.")
    progress = fields.Float(compute="_compute_progress", help="Percentage.")
    message = fields.Char(readonly=True)
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    heartbeat_at = fields.Datetime("Last sign of life", readonly=True)
    line_ids = fields.One2many("dpo.batch.line", "batch_id", "Items not treated", readonly=True)

    _live = models.Index("(heartbeat_at) WHERE state IN ('queued', 'running')")

    @api.depends("total", "done", "failed", "state")
    def _compute_progress(self):
        for batch in self:
            share = 100.0 * (batch.done + batch.failed) / batch.total if batch.total else 0.0
            batch.progress = 100.0 if batch.state == "done" else min(share, 99.0)

    # --- launch, cancel, again ---------------------------------------------------------

    def _queue(self, owner, kind, name):
        """Queue the work ``kind`` of ``owner`` and wake the cron (see dpo.batch.mixin)."""
        # sudo: nobody has the right to create or write a batch, which says who it runs as
        batch_sudo = self.sudo().create(
            {
                "name": name,
                "kind": kind,
                "res_model": owner._name,
                "res_id": owner.id,
                "company_id": self.env.company.id,
                "user_id": self.env.uid,
                "total": owner._batch_handler(kind, "count")(),
            }
        )
        batch_sudo._wake()
        return batch_sudo.with_env(self.env)

    def _wake(self):
        self.env.ref("dpo_base.cron_batch").sudo()._trigger()

    def _is_live(self):
        return self.state in LIVE

    def action_cancel(self):
        """Stop now: the committed chunks stay, the one under way is rolled back."""
        self._check_may_steer()
        live_sudo = self.sudo().filtered(lambda batch: batch._is_live())
        live_sudo.write({"state": "cancelled", "ended_at": self.env["dpo.clock"]._now()})

    def action_retry(self):
        """Go again over what remains, once what blocked has been corrected."""
        self._check_may_steer()
        for batch_sudo in self.sudo().filtered(lambda batch: not batch._is_live()):
            if batch_sudo._owner().batch_id != batch_sudo:
                raise UserError(self.env._("Another work has been launched since this one."))
            batch_sudo.line_ids.unlink()
            batch_sudo.write(
                {
                    "state": "queued",
                    "cursor": 0,
                    "done": 0,
                    "failed": 0,
                    "ended_at": False,
                    "message": False,
                    "total": batch_sudo._owner()._batch_handler(batch_sudo.kind, "count")(),
                }
            )
            batch_sudo._wake()

    def action_open_owner(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }

    def _check_may_steer(self):
        self.check_access("read")
        others = self.user_id - self.env.user
        if others and not self.env.user.has_group("dpo_base.group_dpo_manager"):
            raise AccessError(
                self.env._("Only %s or a manager may do this.", ", ".join(others.mapped("name")))
            )

    def _owner(self):
        """The record that does the work, with the rights of the user who launched it."""
        self.ensure_one()
        if not self.user_id.active and self.user_id.id != SUPERUSER_ID:
            raise UserError(
                self.env._("The account of %s is closed: launch the work again.", self.user_id.name)
            )
        owner = self.env[self.res_model].browse(self.res_id).with_user(self.user_id)
        return owner.with_context(
            lang="fr_FR", tz="Europe/Paris", allowed_company_ids=self.company_id.ids
        )

    # --- runner: time and transactions ---------------------------------------------------

    @api.model
    def _cron_run(self):
        """Treat the live batches, the longest silent first, while the cron has time."""
        live = self.search([("state", "in", LIVE)], order="heartbeat_at nulls first, id")
        for batch_id in live.ids:
            unfinished = self.browse(batch_id)._run()
            if unfinished:
                self._commit(0, 1)
                return

    def _run(self, commit=None, rollback=None):
        """Treat this batch; return True when the time was over before its end.

        ``commit(treated, remaining)`` commits and returns the seconds left,
        ``rollback()`` undoes: arguments, because a test case may do neither.
        """
        self.ensure_one()
        commit = commit or self._commit
        rollback = rollback or self.env.cr.rollback
        seconds_left = commit(0, None)
        limit = self.env[self.res_model]._dpo_batch_first
        while True:
            started = time.monotonic()
            treated = self._run_chunk_safely(limit, rollback)
            seconds_left = commit(treated or 0, 0 if treated is None else 1)
            if treated is None or seconds_left <= 0:
                return treated is not None
            limit = self._next_limit(treated, time.monotonic() - started)

    def _commit(self, treated, remaining):
        return self.env["ir.cron"]._commit_progress(treated, remaining=remaining)

    def _next_limit(self, treated, seconds):
        granted = config["limit_time_real_cron"]
        granted = config["limit_time_real"] if granted < 0 else granted
        target = min(CHUNK_SECONDS, (granted or math.inf) / CHUNKS_PER_TIME_LIMIT)
        return max(1, int(treated * min(4.0, target / max(seconds, 0.001))))

    def _run_chunk_safely(self, limit, rollback):
        """Run a chunk; what is wrong with the work as a whole ends the batch as failed."""
        try:
            return self._retry(lambda: self._run_chunk(limit), rollback)
        except RETRIABLE:
            raise  # the cron comes back later: nothing is wrong with the work
        except Exception as error:
            if self.env.cr.closed:
                raise
            rollback()
            self._end("failed", self._reason(error))
            return None

    def _retry(self, run_chunk, rollback):
        """Run a chunk, again when another transaction was in the way."""
        for tries_left in reversed(range(TRIES)):
            try:
                treated = run_chunk()
                self.env.cr.flush()
                return treated
            except RETRIABLE:
                rollback()
                if not tries_left:
                    raise
                time.sleep(random.uniform(0.0, 0.2 * (TRIES - tries_left)))  # nosec B311

    # --- runner: one chunk ---------------------------------------------------------------

    def _run_chunk(self, limit):
        """Treat at most ``limit`` items; None when nothing is left to do here."""
        if not self._try_lock() or not self.exists() or not self._is_live():
            return None
        owner = self._owner()
        items = owner._batch_handler(self.kind, "remaining")(
            self, min(limit, owner._dpo_batch_size)
        )
        if not items:
            message = owner._batch_handler(self.kind, "done")(self)
            self._end("done", message)
            return None
        failed = self._treat(owner, items)
        self._advance(items, failed)
        return len(items)

    def _try_lock(self):
        """Take the batch for this transaction; must be its first statement.

        A second worker is told no. If the first one commits between our snapshot and
        the lock, our snapshot is stale: `_advance` then updates a row that changed since,
        PostgreSQL refuses and the chunk is rolled back. Not a row lock, under which
        cancelling would wait for the end of a chunk and then be refused itself.
        """
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, self.id])
        return self.env.cr.fetchone()[0]

    def _treat(self, owner, items):
        """Process ``items`` in a savepoint, by halves around a poison one; count failures."""
        try:
            with self.env.cr.savepoint():
                owner._batch_handler(self.kind, "process")(self, items)
            return 0
        except RETRIABLE:
            raise
        except Exception as error:
            if self.env.cr.closed:
                raise
            if len(items) > 1:
                middle = len(items) // 2
                return self._treat(owner, items[:middle]) + self._treat(owner, items[middle:])
            values = owner._prepare_batch_line_values(self, items[0], self._reason(error))
            self.env["dpo.batch.line"].create(values)
            return 1

    def _advance(self, items, failed):
        now = self.env["dpo.clock"]._now()
        self.write(
            {
                "state": "running",
                "started_at": self.started_at or now,
                "heartbeat_at": now,
                "cursor": items[-1].id,
                "done": self.done + len(items) - failed,
                "failed": self.failed + failed,
            }
        )

    def _end(self, state, message=None):
        now = self.env["dpo.clock"]._now()
        self.write({"state": state, "message": message or False, "ended_at": now})
        self._notify_end()

    def _notify_end(self):
        """Tell whoever launched it, wherever they are in the application by now."""
        french = self.with_context(lang="fr_FR").env
        message = self.message or french._(
            "%(done)s treated, %(failed)s not treated", done=self.done, failed=self.failed
        )
        self.user_id._bus_send(
            "simple_notification",
            {
                "title": self.name,
                "message": message,
                "type": "success" if self.state == "done" and not self.failed else "warning",
            },
        )

    def _reason(self, error):
        """The sentence that tells a user why an item, or the whole work, was not treated."""
        french = self.with_context(lang="fr_FR")
        if isinstance(error, UserError):
            return str(error)
        if isinstance(error, IntegrityError):
            return french._sql_error_to_message(error)
        _logger.error("batch %s: unexpected error", self.id, exc_info=error)
        return french.env._(
            "Unexpected error (%(error)s): give the administrator the number %(id)s of this work.",
            error=type(error).__name__,
            id=self.id,
        )
