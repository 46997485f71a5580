from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.dpo_base.tools.retention import Retention


class DpoContractPrice(models.Model):
    """Price agreed with one member instead of the voted grid.

    Members are equal before the tariff: each exception rests on a reason and an act.
    """

    _name = "dpo.contract.price"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Special price"
    _order = "id"
    _rec_name = "component_code"
    _dpo_immutable = ("collectivity_id", "company_id", "contract_id")
    _dpo_same_collectivity = ("contract_id",)
    _dpo_retention = Retention("keep", reason="Preuve du prix appliqué, suit la convention")

    contract_id = fields.Many2one("dpo.contract", required=True, index=True, ondelete="cascade")
    collectivity_id = fields.Many2one(
        related="contract_id.collectivity_id",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    component_code = fields.Char(
        "Component",
        required=True,
        help="Code of the fee component: grids change every year, codes stay.",
    )
    amount = fields.Monetary(
        "Price for the whole period", required=True, help="Before any proration."
    )
    reason = fields.Char(required=True)
    act_id = fields.Many2one(
        "dpo.act",
        "Act of our assembly",
        required=True,
        ondelete="restrict",
        check_company=True,
    )

    _component_uniq = models.UniqueIndex("(contract_id, component_code)")
    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A price is not negative.")

    @api.constrains("reason")
    def _check_reason(self):
        if any(not price.reason.strip() for price in self):
            raise ValidationError(self.env._("A special price has a reason."))

    @api.constrains("contract_id", "component_code", "amount", "reason", "act_id")
    def _check_contract_not_sent(self):
        self.contract_id._check_annexes_open()

    def _prepare_payload(self):
        return {
            "component": self.component_code,
            "amount": str(self._get_amount()),
            "reason": self.reason,
            "act": self.act_id.number,
        }

    def _get_amount(self):
        """The price in euros, exact."""
        return Decimal(str(self.currency_id.round(self.amount)))
