from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.retention import Retention


class DpoSuccession(models.Model):
    """One body succeeds another (commune nouvelle, merger of EPCIs, dissolution).

    The tool proposes; a manager confirms. Nothing is rewritten: the old body keeps its
    records and ends, the new one starts its own (CGCT, art. L2113-5).
    """

    _name = "dpo.succession"
    _inherit = ["dpo.collectivity.mixin", "mail.thread"]
    _description = "Succession"
    _order = "id desc"
    _dpo_immutable = ("collectivity_id", "successor_id")
    _dpo_retention = Retention("keep", reason="Chaîne des personnes morales")

    successor_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
    )
    date = fields.Date("Effective on", help="First day of the successor.")
    kind = fields.Selection(
        [
            ("new_commune", "Commune nouvelle"),
            ("epci_merger", "Merger of groupings"),
            ("absorption", "Absorption"),
            ("other", "Other"),
        ],
        required=True,
        default="new_commune",
    )
    insee_code = fields.Char("INSEE code taken over")
    origin = fields.Char(help="File and line that made the tool propose it.")
    state = fields.Selection(
        [("proposed", "Proposed"), ("confirmed", "Confirmed"), ("refused", "Refused")],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
    )

    _pair_uniq = models.UniqueIndex("(collectivity_id, successor_id) WHERE state <> 'refused'")

    @api.constrains("collectivity_id", "successor_id")
    def _check_two_bodies(self):
        if any(record.collectivity_id == record.successor_id for record in self):
            raise ValidationError(self.env._("A body does not succeed itself."))

    @api.depends("collectivity_id", "successor_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.collectivity_id.name} → {record.successor_id.name}"

    def action_confirm(self):
        self.check_access("write")
        if not self.env.user.has_group("dpo_base.group_dpo_manager"):
            raise AccessError(self.env._("Only a manager confirms a succession."))
        self._check_served()
        for record in self.filtered(lambda r: r.state == "proposed"):
            if not record.date:
                raise UserError(self.env._("Enter the first day of the successor."))
            record._apply()
        self.state = "confirmed"

    def _check_served(self):
        """The fact is shared, what it ends is not: only who serves the body dissolves it."""
        strange = self.collectivity_id.filtered(
            lambda body: body._dpo_company() not in self.env.companies
        )
        if strange:
            raise AccessError(
                self.env._("Another OPSN serves %s.", ", ".join(strange.mapped("name")))
            )

    def action_refuse(self):
        self.check_access("write")
        self.filtered(lambda r: r.state == "proposed").state = "refused"

    def _apply(self):
        """End the old body the day before; hand its INSEE code over."""
        last_day = fields.Date.subtract(self.date, days=1)
        codes = self.collectivity_id.dpo_insee_ids.filtered(lambda c: not c.valid_until)
        codes.write({"valid_until": last_day})
        self.env.flush_all()  # the code must be free before the successor takes it
        if self.insee_code and self.insee_code in codes.mapped("code"):
            self.env["dpo.insee.code"].create(
                {
                    "collectivity_id": self.successor_id.id,
                    "code": self.insee_code,
                    "valid_from": self.date,
                }
            )
        self.collectivity_id.dpo_membership_ids.filtered(
            lambda m: not m.date_until
        ).date_until = last_day
        self.collectivity_id.dpo_dissolved_on = last_day
