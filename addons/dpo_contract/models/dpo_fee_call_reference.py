from odoo import api, fields, models

from ..tools.billing_reference import missing, waiting_code


class DpoFeeCall(models.Model):
    """Rows whose debtor requires a reference wait for it; the others are issued."""

    _inherit = "dpo.fee.call"

    waiting_count = fields.Integer(
        "Waiting for a commitment",
        compute="_compute_waiting_count",
        # sudo: whoever reads the call reads its true figures, portfolio or not
        compute_sudo=True,
    )

    @api.depends("row_ids.waiting_for")
    def _compute_waiting_count(self):
        counts = dict(
            self.env["dpo.fee.row"]._read_group(
                [("call_id", "in", self.ids), ("waiting_for", "!=", False)],
                ["call_id"],
                ["__count"],
            )
        )
        for call in self:
            call.waiting_count = counts.get(call, 0)

    def action_open_waiting(self):
        """Open the rows that wait, debtor by debtor."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_contract.dpo_fee_row_action")
        return {
            **action,
            "name": self.display_name,
            "domain": [("call_id", "=", self.id), ("waiting_for", "!=", False)],
            "context": {"dpo_waiting": True},
        }

    def _get_billing_references(self, payers):
        """Debtor -> ``BillingReference`` that its bills of this call carry."""
        self.ensure_one()
        return payers._dpo_billing_references(self.company_id, self.period_from, self.period_to)

    def _get_missing_references(self, payers):
        """Debtor -> what its rule still asks for, as a value of ``waiting_for`` or False."""
        self.ensure_one()
        # sudo: also asked while the answer of a portal user releases rows
        payers = payers.sudo()
        facts = payers._dpo_billing_facts(self.company_id, self.period_from, self.period_to)
        return {
            payer: waiting_code(
                missing(
                    payer.dpo_invoicing_rule or "none",
                    reference,
                    bool(service and service.requires_commitment),
                )
            )
            or False
            for payer, (reference, service) in facts.items()
        }
