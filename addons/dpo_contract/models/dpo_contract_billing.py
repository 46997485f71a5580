from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.billing_reference import MAX_NUMBER, BillingReference

STAFF = "dpo_base.group_dpo_user"


class DpoContract(models.Model):
    """What the bills of a convention refer to while its payer gives nothing for the year."""

    _inherit = "dpo.contract"

    billing_service_id = fields.Many2one(
        "dpo.payer.service",
        "Service billed",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', payer_id)]",
        groups=STAFF,
    )
    commitment_number = fields.Char(
        "Commitment number",
        size=MAX_NUMBER,
        copy=False,
        groups=STAFF,
        help="Used for a year in which the payer gave no commitment of its own.",
    )
    market_number = fields.Char("Market number", size=MAX_NUMBER, copy=False, groups=STAFF)

    _payer_idx = models.Index("(payer_id)")

    @api.constrains("billing_service_id", "payer_id")
    def _check_billing_service(self):
        for contract in self.sudo():
            debtor = contract.billing_service_id.collectivity_id
            if debtor and debtor != contract.payer_id:
                raise ValidationError(
                    self.env._("The service billed is one of %s, who pays.", contract.payer_id.name)
                )

    def _get_billing_reference(self):
        self.ensure_one()
        return BillingReference(
            service_code=self.billing_service_id.code or "",
            commitment_number=self.commitment_number or "",
            market_number=self.market_number or "",
            siret=self.billing_service_id.budget_id.siret or "",
        )
