from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.fee_draft import Prices

NATURES = ("statutory", "delegated", "support", "audit", "one_off")
MODES = [
    ("flat", "Flat price"),
    ("per_unit", "Per inhabitant or agent"),
    ("marginal", "Marginal tranches"),
    ("per_day", "Per day"),
    ("percent", "Percentage of another component"),
    ("share", "Part of an amount to share"),
    ("free", "Free"),
]
UNITS = [("population", "Inhabitants"), ("agents", "Agents")]


class DpoFeeComponent(models.Model):
    """One priced thing of a grid: membership, shared DPD, audit, days...

    A *contribution* follows the statutes and the budget; the *price of a service*
    has no effect before its deliberation is executory (CE 11/07/2019, no 422577).
    """

    _name = "dpo.fee.component"
    _inherit = ["dpo.fee.grid.part"]
    _description = "Fee component"
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]
    _dpo_retention = Retention("keep", reason="Barème voté : base de liquidation")

    grid_id = fields.Many2one("dpo.fee.grid", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="grid_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True, help="The same from year to year: special prices and former prices use it."
    )
    name = fields.Char(required=True, help="As printed on the call, in French.")
    nature = fields.Selection(
        [("contribution", "Statutory contribution"), ("service", "Price of a service")],
        required=True,
        default="service",
    )
    default_mode = fields.Selection(MODES, "Mode by default", required=True, default="flat")
    default_unit = fields.Selection(
        UNITS, "Counted by default", required=True, default="population"
    )
    for_statutory = fields.Boolean("Due by statutory members")
    for_delegated = fields.Boolean("Due with a delegated DPD")
    for_support = fields.Boolean("Due with support to the member's own DPD")
    for_audit = fields.Boolean("Due with an audit")
    for_one_off = fields.Boolean("Due with a one-off service")
    base_component_id = fields.Many2one(
        "dpo.fee.component",
        "Percentage of",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('grid_id', '=', grid_id), ('id', '!=', id)]",
        help="The component of which the percentages are taken: its price in the grid for the "
        "same body and the whole period, floor, cap and revision included.",
    )
    day_allowance = fields.Float(
        "Days included",
        digits=(6, 2),
        help="Days of service a year that the price of this component includes.",
    )
    is_day_excess = fields.Boolean(
        "Calls the days beyond",
        help="Priced per day: the days spent beyond those included are called, for the "
        "conventions that count time.",
    )
    rule_ids = fields.One2many("dpo.fee.rule", "component_id", "Prices", copy=True)

    _code_uniq = models.UniqueIndex("(grid_id, code)", "A grid has one component of each code.")
    _day_excess_uniq = models.UniqueIndex(
        "(grid_id) WHERE is_day_excess", "A grid calls the days beyond by one component."
    )
    _day_allowance_positive = models.Constraint(
        "CHECK(day_allowance >= 0)", "Days included are not negative."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for component in self:
            component.display_name = f"{component.code or ''} – {component.name or ''}"

    @api.constrains("base_component_id", "grid_id")
    def _check_base_component(self):
        if self._has_cycle("base_component_id"):
            raise ValidationError(
                self.env._("A percentage cannot be taken of a price that depends on it.")
            )
        for component in self:
            base = component.base_component_id
            if base and base.grid_id != component.grid_id:
                raise ValidationError(
                    self.env._("A percentage is taken of a component of the same grid.")
                )

    def _get_natures(self):
        """The natures of engagement that owe this component."""
        self.ensure_one()
        return [nature for nature in NATURES if self[f"for_{nature}"]]

    def _to_prices(self):
        """The pure prices (``tools.fee_draft.Prices``), the base of percentages included."""
        self.ensure_one()
        base = self.base_component_id
        return Prices(tuple(self.rule_ids._to_rules()), base._to_prices() if base else None)
