import logging
import smtplib

from psycopg2.errors import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.ir_cron import CompletionStatus, ListLogHandler
from odoo.addons.base.models.ir_cron import _logger as cron_logger

LONGEST_ERROR = 300
WRAPPED = " while evaluating\n"


class IrCron(models.Model):
    """What core does not keep of a scheduled task: when it last went well, and why it did not.

    ``lastcall`` is written on failure too, and a task that keeps failing is switched off with
    a line in the server log only.
    """

    _inherit = "ir.cron"

    dpo_last_success = fields.Datetime("Last success", readonly=True, copy=False)
    dpo_failed_at = fields.Datetime("Last failure", readonly=True, copy=False)
    dpo_last_error = fields.Char("Last error", readonly=True, copy=False)

    @classmethod
    def _run_job(cls, job):
        with ListLogHandler(cron_logger, logging.ERROR) as records:
            status = super()._run_job(job)
        errors = [record.exc_info[1] for record in records if record.exc_info]
        job["dpo_error"] = errors[-1] if errors else None
        return status

    @api.model
    def _update_failure_count(self, job, status):
        result = super()._update_failure_count(job, status)
        error = job.get("dpo_error")
        # in the row that core updates in this very transaction, under its lock
        if error or status == CompletionStatus.FAILED:
            self.env.cr.execute(
                "UPDATE ir_cron SET dpo_failed_at = %s, dpo_last_error = %s WHERE id = %s",
                [self.env.cr.now(), self._dpo_explain(error)[:LONGEST_ERROR], job["id"]],
            )
        else:
            self.env.cr.execute(
                "UPDATE ir_cron SET dpo_last_success = %s WHERE id = %s",
                [self.env.cr.now(), job["id"]],
            )
        return result

    def _dpo_explain(self, error):
        """The first line of the error, said in French to whoever reads the screen."""
        french = self.with_context(lang="fr_FR").env
        if error and WRAPPED in str(error):
            # what core says of the code of a task hides what went wrong in it
            error = error.__context__ or error
        if error is None:
            return french._("Stopped by the server: the task took too long, three times.")
        text = (str(error).strip() or type(error).__name__).splitlines()[0]
        if isinstance(error, (UserError, AccessError)):
            return text
        if isinstance(error, OperationalError):
            return french._("The database was busy or cut: %s", text)
        if isinstance(error, (smtplib.SMTPException, ConnectionError)):
            return french._("The mail server does not answer: %s", text)
        return french._(
            "Unexpected error (%(kind)s): %(text)s", kind=type(error).__name__, text=text
        )
