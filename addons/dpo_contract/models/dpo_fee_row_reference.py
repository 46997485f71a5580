from odoo import api, fields, models
from odoo.exceptions import UserError

from .dpo_fee_call import BILLING

WAIVED = frozenset({"waived_reason", "waived_by_id", "waived_on"})


class DpoFeeRow(models.Model):
    """A row to issue waits while its debtor's rule needs a reference that is not known.

    It is released by the reference itself, or by an accountant who says why.
    """

    _inherit = "dpo.fee.row"

    waiting_for = fields.Selection(
        [
            ("service", "Service code"),
            ("commitment", "Commitment number"),
            ("either", "Service code or commitment number"),
            ("both", "Service code and commitment number"),
        ],
        "Waiting for",
        compute="_compute_waiting_for",
        store=True,
    )
    waived_reason = fields.Char("Issued without reference because", readonly=True, copy=False)
    waived_by_id = fields.Many2one(
        "res.users", "Decided without reference by", readonly=True, copy=False, ondelete="restrict"
    )
    waived_on = fields.Date("Decided without reference on", readonly=True, copy=False)

    _waiting_idx = models.Index("(call_id) WHERE waiting_for IS NOT NULL")

    @api.depends(
        "state",
        "waived_on",
        "payer_id.dpo_invoicing_rule",
        "payer_id.dpo_commitment_ids.number",
        "payer_id.dpo_commitment_ids.service_id.requires_commitment",
        "payer_id.dpo_paid_contract_ids.state",
        "payer_id.dpo_paid_contract_ids.date_effect",
        "payer_id.dpo_paid_contract_ids.last_day",
        "payer_id.dpo_paid_contract_ids.commitment_number",
        "payer_id.dpo_paid_contract_ids.billing_service_id.requires_commitment",
    )
    def _compute_waiting_for(self):
        for call, rows in self.grouped("call_id").items():
            asked = rows.filtered(lambda row: row.state == "to_issue" and not row.waived_on)
            (rows - asked).waiting_for = False
            found = call._get_missing_references(asked.payer_id) if asked else {}
            for row in asked:
                row.waiting_for = found[row.payer_id]

    def action_waive_reference(self, reason):
        """Issue without the reference that the debtor requires; the reason stays on the call."""
        self.check_access("write")
        self.call_id._check_group(BILLING)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why these rows are issued without the reference."))
        rows = self._with_same_debtor().filtered("waiting_for")
        if not rows:
            raise UserError(self.env._("None of these rows waits for a reference."))
        rows.sudo().write(
            {
                "waived_reason": reason,
                "waived_by_id": self.env.uid,
                "waived_on": self.env["dpo.clock"]._today(),
            }
        )
        for call, mine in rows.grouped("call_id").items():
            call.message_post(
                body=self.env._(
                    "Issued without the reference required by %(payers)s: %(reason)s",
                    payers=", ".join(mine.payer_id.mapped("name")),
                    reason=reason,
                )
            )

    @api.model
    def _get_issuable_domain(self):
        return [*super()._get_issuable_domain(), ("waiting_for", "=", False)]

    def _get_fields_after_lock(self):
        return super()._get_fields_after_lock() | WAIVED
