from odoo import models
from odoo.tools import SQL


class DpoExchange(models.Model):
    _name = "dpo.exchange"
    _inherit = ["dpo.exchange", "dpo.day.source.mixin"]
    _dpo_day_fields = ("collectivity_id", "minutes", "day_count", "occurred_at", "channel")

    def _get_day_select(self):
        """The time of all exchanges, as ``dpo.day.entry`` reads it; no word of what was said."""
        return SQL(
            """
            SELECT 'dpo.exchange' AS res_model, id AS res_id, collectivity_id, company_id,
                   (occurred_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Paris')::date AS date,
                   minutes, channel AS kind, theme_id, user_id, day_count, day_row_id, day_called
              FROM dpo_exchange
             WHERE minutes > 0
            """
        )
