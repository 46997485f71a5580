from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.retention import Retention


class DpoDesignation(models.Model):
    """Designation of the data protection officer of one controller (GDPR art. 37).

    One per SIREN: a commune, its CCAS and its EPCI each designate. A convention or a
    coverage says who pays; it designates nobody.
    """

    _name = "dpo.designation"
    _inherit = ["dpo.scoped.mixin", "dpo.approvable.mixin", "mail.thread"]
    _description = "Designation of the DPD"
    _order = "date_from desc, id desc"
    _dpo_same_collectivity = ("approval_id",)
    _rec_name = "cnil_number"
    _dpo_requires_certificate = True
    _dpo_retention = Retention(
        "visa", months=120, start_field="date_until", reason="Preuve de la désignation (art. 37)"
    )

    by_service = fields.Boolean(
        "Our service is the DPD", default=True, help="Unticked: own DPD, or another body."
    )
    dpd_kind = fields.Selection(
        [("body", "Legal person"), ("person", "Natural person")], required=True, default="body"
    )
    dpd_partner_id = fields.Many2one("res.partner", "Designated DPD", ondelete="restrict")
    contact_id = fields.Many2one(
        "res.partner",
        "Named contact",
        ondelete="restrict",
        help="When a legal person is designated, the CNIL asks for a natural person.",
    )
    act_id = fields.Many2one(
        "dpo.act",
        "Designating act",
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    cnil_number = fields.Char("CNIL number")
    declared_on = fields.Date("Declared to the CNIL on")
    date_from = fields.Date("Designated from", required=True)
    date_until = fields.Date("Last day of the mission")
    end_notified_on = fields.Date("End of mission notified to the CNIL on")
    previous_dpd_ended = fields.Boolean("Previous DPD ended at the CNIL")
    publication_url = fields.Char("Contact published at", help="GDPR art. 37(7).")
    poster_on = fields.Date("Poster put up on")
    may_notify_breach = fields.Boolean(
        "May notify a breach to the CNIL",
        help="Standing written authorisation: at night nobody finds the mayor.",
    )
    notify_authorised_on = fields.Date("Authorised on")

    _live_uniq = models.UniqueIndex("(collectivity_id) WHERE date_until IS NULL")

    @api.constrains("may_notify_breach", "notify_authorised_on")
    def _check_authorisation_is_dated(self):
        if any(d.may_notify_breach and not d.notify_authorised_on for d in self):
            raise ValidationError(
                self.env._("A standing authorisation is dated: enter the day it was signed.")
            )

    def _is_live(self, day):
        self.ensure_one()
        return self.date_from <= day and (not self.date_until or self.date_until >= day)

    def action_send_sheet(self):
        """Freeze the designation sheet and send it to the legal representative."""
        self.check_access("write")
        self._request_approval()

    # --- approval ---------------------------------------------------------------------

    def _get_approval_title(self):
        return f"Fiche de désignation du DPD – {self.collectivity_id.name}"

    def _get_approval_summary(self):
        return self.env["ir.qweb"]._render(
            "dpo_base.designation_facts", {"designation": self.sudo()}
        )

    def _get_approval_document(self, approval):
        return approval._render_pdf("dpo_base.pdf_designation", {"designation": self})

    def _prepare_approval_payload(self):
        return {
            "by_service": self.by_service,
            "dpd_kind": self.dpd_kind,
            "dpd": self.dpd_partner_id.name or "",
            "contact": self.contact_id.name or "",
            "act": self.act_id.number or "",
            "date_from": self.date_from,
            "may_notify_breach": self.may_notify_breach,
        }
