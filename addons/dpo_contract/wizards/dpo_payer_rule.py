from odoo import fields, models
from odoo.exceptions import AccessError

from ..models.dpo_fee_call import BILLING


class DpoPayerRule(models.TransientModel):
    """Records what chosen debtors require on their bills.

    An accountant reads the files of the collectivities and changes nothing in them but this.
    """

    _name = "dpo.payer.rule"
    _description = "What debtors require on bills"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Debtors",
        default=lambda self: self.env.context.get("active_ids"),
        domain=[("dpo_body_type_id", "!=", False)],
    )
    rule = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["dpo_invoicing_rule"]._description_selection(self.env)
        ),
        string="Required on bills",
        required=True,
    )

    def action_apply(self):
        self.ensure_one()
        if not self.env.user.has_group(BILLING):
            raise AccessError(self.env._("Only a billing officer records what debtors require."))
        partners = self.partner_ids.filtered("dpo_body_type_id")
        partners.check_access("read")
        if any(partner._dpo_company() not in self.env.companies for partner in partners):
            # the card is one for all: another OPSN's bills would wait for a reference
            raise AccessError(self.env._("Another OPSN serves some of these debtors."))
        # sudo: this field alone, after the check of the role
        partners.sudo().dpo_invoicing_rule = self.rule
        return {"type": "ir.actions.act_window_close"}
