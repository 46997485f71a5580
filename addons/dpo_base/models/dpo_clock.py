from odoo import api, fields, models

from ..tools.legal_time import paris_day


class DpoClock(models.AbstractModel):
    """The only reader of the wall clock: every rule takes its day or instant from here."""

    _name = "dpo.clock"
    _description = "Clock"

    @api.model
    def _now(self):
        """Current instant, naive UTC as Odoo stores it."""
        return fields.Datetime.now()

    @api.model
    def _today(self):
        """Current day in Europe/Paris, whatever the time zone of the user or of a cron."""
        return paris_day(self._now())
