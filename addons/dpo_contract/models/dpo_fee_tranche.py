from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention


class DpoFeeTranche(models.Model):
    """Slice of a marginal scale: a price for each unit from one rank to the next slice."""

    _name = "dpo.fee.tranche"
    _inherit = ["dpo.fee.grid.part"]
    _description = "Fee tranche"
    _order = "rank_from, id"
    _rec_name = "rank_from"
    _dpo_grid_path = "rule_id.component_id.grid_id"
    _dpo_retention = Retention("keep", reason="Barème voté : base de liquidation")

    rule_id = fields.Many2one("dpo.fee.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, precompute=True)
    rank_from = fields.Integer(
        "From the nth", required=True, default=1, help="1 for the first inhabitant or agent."
    )
    rate = fields.Float("Price each", digits=(12, 4), required=True)

    _rank_uniq = models.UniqueIndex("(rule_id, rank_from)", "Two tranches start at one rank.")
    _rank_positive = models.Constraint("CHECK(rank_from >= 1)", "Ranks start at 1.")
    _rate_positive = models.Constraint("CHECK(rate >= 0)", "A price is not negative.")
