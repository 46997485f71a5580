import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessDenied
from odoo.tools import SQL, hmac

from odoo.addons.dpo_base.tools.legal_time import paris
from odoo.addons.dpo_base.tools.retention import Retention

_logger = logging.getLogger(__name__)

#: Days during which a session opened from an address makes it a known one
KNOWN_DAYS = 30


class DpoLoginAttempt(models.Model):
    """A password or a code that is being checked, or was wrong.

    Core counts in the memory of each process: four workers allow four times as many. Here a
    row is committed *before* the check, in a cursor of its own since a refused login rolls its
    transaction back, then the rows are counted: of any number of simultaneous attempts, each
    sees those committed before, so that no more than the limit are ever evaluated. A right
    password deletes the rows of its account; a refused attempt deletes its own, and does not
    make anybody wait longer. Rows are only added and deleted: no lock, no hot row.

    The account is a keyed digest, since people type passwords in the place of logins; what is
    said does not depend on whether it exists.
    """

    _name = "dpo.login.attempt"
    _description = "Wrong password or code"
    _dpo_bookkeeping = True
    _order = "id desc"
    _log_access = False
    _dpo_retention = Retention(
        "delete", months=1, start_field="attempted_at", reason="Sécurité des accès"
    )

    account = fields.Char("Account (digest)", required=True, readonly=True)
    source = fields.Char("Address", required=True, readonly=True)
    attempted_at = fields.Datetime("When", required=True, readonly=True)

    _account_idx = models.Index("(account, attempted_at)")
    _source_idx = models.Index("(source, attempted_at)")

    @api.model
    def _account_key(self, account):
        """What stands for an account in the table."""
        return hmac(self.env(su=True), "dpo-login-attempt", account.strip().casefold())

    @api.model
    def _reserve(self, account, source, known=False):
        """Note that something is about to be checked, and return what ``_forget`` takes.

        Too many wrong ones raise ``AccessDenied`` with the time to come back. ``known`` says
        that this account has worked from this address: what others try from elsewhere does not
        keep its owner out, only what is tried from there.
        """
        attempt_id = self._note(account, source)
        # another transaction, which sees what the others have committed meanwhile
        with self.env.registry.cursor() as cr:
            until = self._get_refused_until(cr, attempt_id, account, source, known)
            if until:
                cr.execute("DELETE FROM dpo_login_attempt WHERE id = %s", [attempt_id])
        self._refuse_until(until, source)
        return attempt_id

    @api.model
    def _check(self, account, source):
        """Refuse as ``_reserve`` does, and note nothing.

        For long random keys, of which many are checked at the same instant: the caller notes
        the wrong ones, and a few more than the limit may be looked at.
        """
        with self.env.registry.cursor() as cr:
            until = self._get_refused_until(cr, 0, account, source, known=False)
        self._refuse_until(until, source)

    @api.model
    def _note(self, account, source):
        """Write an attempt, committed whatever happens to the request; return its id."""
        with self.env.registry.cursor() as cr:
            cr.execute(
                "INSERT INTO dpo_login_attempt (account, source, attempted_at)"
                " VALUES (%s, %s, %s) RETURNING id",
                [self._account_key(account), source, self.env["dpo.clock"]._now()],
            )
            return cr.fetchone()[0]

    def _refuse_until(self, until, source):
        if until:
            _logger.warning("Login attempt ignored from %s until %s", source, until)
            raise AccessDenied(self._say_until(until))

    def _get_refused_until(self, cr, attempt_id, account, source, known):
        """The instant at which the next attempt is checked, or None for now."""
        delay = timedelta(minutes=self._get_setting("login_minutes"))
        since = self.env["dpo.clock"]._now() - delay
        own = SQL("account = %s", self._account_key(account))
        if known:
            own = SQL("%s AND source = %s", own, source)
        recent = SQL("attempted_at > %s AND id <> %s", since, attempt_id)
        instants = [
            self._get_oldest_counted(cr, SQL("%s AND %s", own, recent), "login_failures"),
            self._get_oldest_counted(
                cr, SQL("source = %s AND %s", source, recent), "source_failures"
            ),
        ]
        return max((instant + delay for instant in instants if instant), default=None)

    def _get_oldest_counted(self, cr, condition, setting):
        """The attempt that has to grow old before another one is checked, if any."""
        limit = self._get_setting(setting)
        if not limit:
            return None
        cr.execute(
            SQL(
                "SELECT attempted_at FROM dpo_login_attempt WHERE %s"
                " ORDER BY attempted_at DESC LIMIT 1 OFFSET %s",
                condition,
                limit - 1,
            )
        )
        row = cr.fetchone()
        return row and row[0]

    def _get_setting(self, name):
        defaults = {"login_failures": 10, "source_failures": 50, "login_minutes": 10}
        # sudo: settings of the service, read before anybody has logged in
        stored = self.env["ir.config_parameter"].sudo().get_param(f"dpo_security.{name}")
        return int(stored) if (stored or "").isdigit() else defaults[name]

    @api.model
    def _say_until(self, until):
        """In French whatever the browser says, with the hour of Paris, the minute rounded up."""
        hour = paris(until + timedelta(seconds=59))
        return self.with_context(lang="fr_FR").env._(
            "Too many wrong attempts. You can try again from %s.", f"{hour:%H:%M}"
        )

    @api.model
    def _forget(self, attempt_id, account=None):
        """Delete a row that was not wrong and, with ``account``, those of this account."""
        with self.env.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM dpo_login_attempt WHERE id = %s OR account = %s",
                [attempt_id, self._account_key(account) if account else None],
            )

    @api.model
    def _is_known(self, account, address):
        """Whether a session of this account was opened from this very address lately."""
        self.env.cr.execute(
            "SELECT EXISTS (SELECT FROM res_device_log log JOIN res_users u ON u.id = log.user_id"
            " WHERE u.login = %s AND log.ip_address = %s AND log.last_activity > %s)",
            [account, address, self.env["dpo.clock"]._now() - timedelta(days=KNOWN_DAYS)],
        )
        return self.env.cr.fetchone()[0]
