from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools import fee_words
from ..tools.fee_rules import Bracket, Rule, Tranche
from ..tools.french import bounds
from .dpo_fee_component import MODES, UNITS


def _exact(value, digits):
    """The exact Decimal that a stored float stands for."""
    return Decimal(f"{value:.{digits}f}")


class DpoFeeRule(models.Model):
    """Price of a component for some body types, populations and numbers of agents.

    Minimum included, maximum excluded: "de 500 à 999 habitants" is 500 and 1 000.
    """

    _name = "dpo.fee.rule"
    _inherit = ["dpo.fee.grid.part"]
    _description = "Fee rule"
    _order = "sequence, pop_min, agent_min, id"
    _rec_name = "price_words"
    _dpo_grid_path = "component_id.grid_id"
    _dpo_retention = Retention("keep", reason="Barème voté : base de liquidation")

    component_id = fields.Many2one(
        "dpo.fee.component", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="component_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    body_type_ids = fields.Many2many("dpo.body.type", string="Body types", required=True)
    pop_min = fields.Integer("From (inhabitants)", help="Included.")
    pop_max = fields.Integer("Below (inhabitants)", help="Excluded; 0 for no limit.")
    agent_min = fields.Integer("From (agents)", help="Included.")
    agent_max = fields.Integer("Below (agents)", help="Excluded; 0 for no limit.")
    mode = fields.Selection(
        MODES,
        compute="_compute_defaults",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    unit = fields.Selection(
        UNITS,
        "Counted",
        compute="_compute_defaults",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    amount = fields.Float(
        "Price",
        digits=(12, 4),
        help="Euros for the period, per unit, per day or to share among all who owe it; "
        "or a percentage.",
    )
    floor = fields.Monetary("At least", help="For a whole period; 0 for none.")
    cap = fields.Monetary("At most", help="For a whole period; 0 for none.")
    tranche_ids = fields.One2many("dpo.fee.tranche", "rule_id", "Tranches", copy=True)
    population_words = fields.Char("Population", compute="_compute_words")
    agents_words = fields.Char("Agents", compute="_compute_words")
    price_words = fields.Char("Price in words", compute="_compute_words")

    _population_ordered = models.Constraint(
        "CHECK(pop_min >= 0 AND (pop_max = 0 OR pop_max > pop_min))",
        "A bracket of population ends after it begins (0: no limit).",
    )
    _agents_ordered = models.Constraint(
        "CHECK(agent_min >= 0 AND (agent_max = 0 OR agent_max > agent_min))",
        "A bracket of agents ends after it begins (0: no limit).",
    )
    _price_positive = models.Constraint(
        "CHECK(amount >= 0 AND floor >= 0 AND cap >= 0)", "A price is not negative."
    )
    _limits_ordered = models.Constraint(
        "CHECK(cap = 0 OR cap >= floor)", "The least amount is above the greatest."
    )

    _shared_without_limits = models.Constraint(
        "CHECK(mode != 'share' OR (floor = 0 AND cap = 0))",
        "An amount to share has neither a least nor a greatest part: they would change its sum.",
    )

    @api.depends("component_id.default_mode", "component_id.default_unit")
    def _compute_defaults(self):
        for rule in self:
            rule.mode = rule.mode or rule.component_id.default_mode or "flat"
            rule.unit = rule.unit or rule.component_id.default_unit or "population"

    @api.depends(
        "pop_min",
        "pop_max",
        "agent_min",
        "agent_max",
        "mode",
        "unit",
        "amount",
        "floor",
        "cap",
        "tranche_ids.rank_from",
        "tranche_ids.rate",
        "component_id.base_component_id.name",
    )
    def _compute_words(self):
        for rule in self:
            pure = rule._to_rule() if rule._is_complete() else None
            rule.population_words = bounds(pure.population, "population") if pure else ""
            rule.agents_words = bounds(pure.agents, "agents") if pure else ""
            rule.price_words = fee_words.price(pure) if pure else ""

    def _is_complete(self):
        """Whether the rule can price anything; a form being typed may not yet."""
        self.ensure_one()
        limits = [(self.pop_min, self.pop_max), (self.agent_min, self.agent_max)]
        is_ordered = all(low >= 0 and (not high or high > low) for low, high in limits)
        is_ordered = is_ordered and self.amount >= 0 and (not self.cap or self.floor <= self.cap)
        ranks = self.tranche_ids.mapped("rank_from")
        has_tranches = bool(ranks) and min(ranks) == 1 and len(ranks) == len(set(ranks))
        lacks = {
            "marginal": not has_tranches,
            "percent": not self.component_id.base_component_id,
            "share": bool(self.floor or self.cap),
        }
        return is_ordered and not lacks.get(self.mode)

    def _to_rules(self):
        """The pure rules, those that are complete."""
        return [rule._to_rule() for rule in self if rule._is_complete()]

    def _to_rule(self):
        self.ensure_one()
        is_marginal, is_percent = self.mode == "marginal", self.mode == "percent"
        return Rule(
            key=str(self.id),
            body_types=frozenset(self.body_type_ids.mapped("code")),
            population=Bracket(self.pop_min, self.pop_max or None),
            agents=Bracket(self.agent_min, self.agent_max or None),
            mode=self.mode,
            amount=_exact(0 if is_marginal else self.amount, 4),
            floor=_exact(self.floor, 2) if self.floor else None,
            cap=_exact(self.cap, 2) if self.cap else None,
            tranches=tuple(self._to_tranches()) if is_marginal else (),
            unit=self.unit,
            percent_of=(self.component_id.base_component_id.name or "") if is_percent else "",
        )

    def _scale(self, scaling, factor):
        """Write the prices under a factor (``tools.fee_scale.Scaling``); drafts only."""
        for rule in self.filtered(lambda rule: rule._is_complete()):
            scaled = scaling.apply(rule._to_rule(), factor)
            rule.write(
                {
                    "amount": float(scaled.amount),
                    "floor": float(scaled.floor or 0),
                    "cap": float(scaled.cap or 0),
                }
            )
            tranches = rule.tranche_ids.sorted("rank_from")
            for tranche, slice_ in zip(tranches, scaled.tranches, strict=False):
                tranche.rate = float(slice_.rate)

    def _to_tranches(self):
        """Each tranche ends where the next begins: no gap can be typed."""
        ordered = self.tranche_ids.sorted("rank_from")
        starts = [0, *ordered.mapped("rank_from")[1:]]
        ends = [*starts[1:], None]
        for tranche, start, end in zip(ordered, starts, ends, strict=True):
            yield Tranche(Bracket(start, end), _exact(tranche.rate, 4))
