import logging

from odoo import api, fields, models

from ..tools.retention import Retention

_logger = logging.getLogger(__name__)


class DpoHeartbeatAlert(models.Model):
    """A task of the service that stopped, failed or was late: told once, closed when it runs."""

    _name = "dpo.heartbeat.alert"
    _description = "Incident of a scheduled task"
    _dpo_bookkeeping = True
    _order = "id desc"
    _rec_name = "task"
    _dpo_retention = Retention(
        "delete", months=12, start_field="closed_at", reason="Suivi technique d'une année"
    )

    code = fields.Char(required=True, readonly=True)
    task = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        selection=lambda self: (
            self.env["dpo.heartbeat"]._fields["state"]._description_selection(self.env)
        ),
        string="Seen as",
        required=True,
        readonly=True,
    )
    error = fields.Char(readonly=True, groups="base.group_system")
    opened_at = fields.Datetime("Seen on", required=True, readonly=True)
    closed_at = fields.Datetime("Runs again since", readonly=True)

    # One incident, one mail, whoever looks
    _open_uniq = models.UniqueIndex("(code) WHERE closed_at IS NULL")

    @api.model
    def _cron_watch(self):
        """Open what is new, close what runs again, and write once about what is new."""
        french = self.with_context(lang="fr_FR").sudo()
        wrong = french.env["dpo.heartbeat"].search([("state", "!=", "ok")])
        known = french.search([("closed_at", "=", False)])
        now = self.env["dpo.clock"]._now()
        known.filtered(lambda alert: alert.code not in wrong.mapped("code")).closed_at = now
        new = french.create(
            [
                {
                    "code": task.code,
                    "task": task.name,
                    "state": task.state,
                    "error": task.last_error if task.failed_at else False,
                    "opened_at": now,
                }
                for task in wrong
                if task.code not in known.mapped("code")
            ]
        )
        if new:
            new._write_to_technicians()
        return new

    def _write_to_technicians(self):
        """One mail for all, sent at once: the task that sends mails may be the dead one."""
        addresses = self._get_technical_addresses()
        if not addresses:
            _logger.error("no technical address to write to: %s", ", ".join(self.mapped("task")))
            return
        values = {"alerts": self, "with_errors": self.env["res.company"].search_count([]) == 1}
        body = self.env["ir.qweb"]._render("dpo_base.heartbeat_alert_mail", values)
        self.env["mail.mail"].create(
            {
                "subject": "Service DPD : une tâche planifiée demande votre attention",
                "body_html": body,
                "email_to": ", ".join(addresses),
                "auto_delete": True,
            }
        ).send()

    @api.model
    def _get_technical_addresses(self):
        companies = self.env["res.company"].search([("active", "=", True)], order="id")
        addresses = companies.filtered("dpo_technical_email").mapped("dpo_technical_email")
        return addresses or companies[:1].filtered("email").mapped("email")
