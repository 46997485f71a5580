from odoo import api, fields, models

from ..tools.retention import Retention


class DpoMetric(models.Model):
    """A figure of a collectivity, with the year it describes and the day it applies.

    The legal populations in force on 1 January 2026 describe 2023: a fee needs both.
    """

    _name = "dpo.metric"
    _inherit = ["dpo.collectivity.mixin"]
    _description = "Metric"
    _order = "date_effective desc, reference_year desc, id desc"
    _dpo_retention = Retention("keep", reason="Base de liquidation des cotisations")

    kind = fields.Selection(
        [
            ("population_municipal", "Municipal population"),
            ("population_total", "Total population"),
            ("population_dgf", "DGF population"),
            ("agents", "Agents"),
        ],
        required=True,
    )
    value = fields.Integer(required=True, help="Inhabitants or agents.")
    reference_year = fields.Integer(required=True, help="The year the figure describes.")
    date_effective = fields.Date(
        "In force on", required=True, help="The day from which the figure applies."
    )
    source = fields.Char(required=True, help="INSEE, DGFiP, declared by the collectivity...")

    _figure_uniq = models.UniqueIndex("(collectivity_id, kind, reference_year, date_effective)")
    _value_positive = models.Constraint("CHECK(value >= 0)", "A population is not negative.")
    _year_plausible = models.Constraint(
        "CHECK(reference_year BETWEEN 1900 AND 2200)", "Give the reference year in four digits."
    )

    @api.depends("kind", "value", "reference_year")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for metric in self:
            metric.display_name = (
                f"{labels.get(metric.kind, '')} {metric.reference_year} : {metric.value}"
            )
