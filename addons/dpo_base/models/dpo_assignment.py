from odoo import api, fields, models

from ..tools.legal_time import OPEN_END, day_expiry, utc_from_paris
from ..tools.retention import Retention


class DpoAssignment(models.Model):
    """An officer's portfolio: a collectivity, from when to when (substitutes included)."""

    _name = "dpo.assignment"
    _inherit = ["dpo.collectivity.mixin"]
    _description = "Portfolio assignment"
    _order = "id"
    _rec_name = "user_id"
    _dpo_retention = Retention(
        "delete", months=36, start_field="date_until", reason="Répartition de la charge"
    )

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict", domain=[("share", "=", False)]
    )
    date_from = fields.Date(required=True, default=lambda self: self.env["dpo.clock"]._today())
    date_until = fields.Date(help="Last day; empty while it runs.")
    access_from = fields.Datetime(
        compute="_compute_access", store=True, precompute=True, required=True
    )
    access_until = fields.Datetime(
        compute="_compute_access", store=True, precompute=True, required=True
    )

    _access_idx = models.Index("(user_id, collectivity_id, access_until)")

    @api.depends("date_from", "date_until")
    def _compute_access(self):
        for record in self:
            record.access_from = utc_from_paris(record.date_from)
            record.access_until = day_expiry(record.date_until) if record.date_until else OPEN_END
