from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.retention import Retention


class DpoMembership(models.Model):
    """Dated membership of a collectivity in a grouping (EPCI, syndicate)."""

    _name = "dpo.membership"
    _inherit = ["dpo.collectivity.mixin"]
    _description = "Membership of a grouping"
    _order = "id"
    _rec_name = "grouping_id"
    _dpo_retention = Retention("keep", reason="Donnée publique (BANATIC)")

    grouping_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("dpo_body_type_id.category", "in", ("epci", "syndicat"))],
    )
    date_from = fields.Date()
    date_until = fields.Date(help="Last day of the membership; empty while it runs.")

    _live_uniq = models.UniqueIndex("(collectivity_id, grouping_id) WHERE date_until IS NULL")

    @api.constrains("collectivity_id", "grouping_id")
    def _check_not_itself(self):
        if any(record.collectivity_id == record.grouping_id for record in self):
            raise ValidationError(self.env._("A body is not a member of itself."))
