from odoo import api, fields, models

from ..tools.retention import Retention


class DpoEngagement(models.Model):
    """On which footing a collectivity is served: it decides what is owed and guarded.

    A statutory member has no convention and still owes a fee; a member with its own
    DPD must never be checked in its place.
    """

    _name = "dpo.engagement"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Engagement"
    _order = "id"
    _rec_name = "nature"
    _dpo_retention = Retention(
        "visa", months=120, start_field="date_until", reason="Adhésion : pièce justificative"
    )

    nature = fields.Selection(
        [
            ("statutory", "Statutory membership"),
            ("delegated", "Delegated DPD"),
            ("support", "Support to the member's own DPD"),
            ("audit", "Audit"),
            ("one_off", "One-off service"),
        ],
        required=True,
    )
    date_from = fields.Date(required=True, default=lambda self: self.env["dpo.clock"]._today())
    date_until = fields.Date(help="Last day; empty while it runs.")
    act_id = fields.Many2one("dpo.act", "Founding act", ondelete="restrict", check_company=True)

    _live_uniq = models.UniqueIndex(
        "(collectivity_id, company_id, nature) WHERE date_until IS NULL"
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_until IS NULL OR date_until >= date_from)",
        "An engagement ends after it begins.",
    )

    @api.depends("nature", "collectivity_id.name")
    def _compute_display_name(self):
        natures = dict(self._fields["nature"]._description_selection(self.env))
        for engagement in self:
            label = natures.get(engagement.nature, "")
            engagement.display_name = f"{label} – {engagement.collectivity_id.name or ''}"

    def _is_live(self, day):
        self.ensure_one()
        return self.date_from <= day and (not self.date_until or self.date_until >= day)
