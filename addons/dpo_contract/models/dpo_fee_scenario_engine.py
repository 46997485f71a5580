from dataclasses import dataclass, replace
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import models

from ..tools.fee_curve import Curve
from ..tools.fee_flags import flag
from ..tools.fee_scale import Scaling, balance
from ..tools.french import bounds


@dataclass
class Cell:
    """What one member owes for one component, added up over its payers.

    :param population: the one retained, None when no price looks at it or it is unknown
    :param problem: code of what forbids to call it; nothing is counted then
    """

    amount: Decimal = Decimal(0)
    explanation: str = ""
    bracket: str = ""
    population: int | None = None
    problem: str = ""


class DpoFeeScenarioEngine(models.AbstractModel):
    """Computes what a grid would call, in memory: the engine of the calls, nothing written."""

    _name = "dpo.fee.scenario.engine"
    _inherit = ["dpo.fee.engine"]
    _description = "Computation of trials of fee grids"

    def _compute_rows(self, scenario, grid, year):
        """Values of each row a call on ``grid`` would have, with the populations of ``year``."""
        facts, parts = self._prepare_trial(scenario, grid, year)
        return [
            {**vals, "code": component.code}
            for component, tariff, cases in parts
            for vals in self._build_rows(facts, component, tariff, cases)
        ]

    def _prepare_trial(self, scenario, grid, year):
        """Return the facts, and (component, tariff, cases) for each component of the grid."""
        call = scenario._new_call(grid)
        loader = self.env["dpo.fee.scenario.facts"].with_context(dpo_population_year=year)
        facts = loader._load(call)
        days = self._get_typed_days(call)
        parts = []
        for component in call._get_components():
            tariff = self._prepare_tariff(call, component)
            parts.append((component, tariff, self._build_cases(facts, component, tariff, days)))
        return facts, parts

    def _get_typed_days(self, call):
        """Days of service as last typed, in the period or in the year before."""
        rows = self.env["dpo.fee.row"].search(
            [
                ("company_id", "=", call.company_id.id),
                ("days", ">", 0),
                ("state", "not in", self.env["dpo.fee.row"]._get_dead_states()),
                ("flag", "!=", "excluded"),
                ("period_start", "<=", call.period_to),
                ("period_end", ">=", call.period_from - relativedelta(years=1)),
            ],
            order="period_start, id",
        )
        return {
            (row.collectivity_id.id, row.component_code, call.period_from, row.payer_id.id): (
                row.days
            )
            for row in rows
        }

    def _prepare_tariff(self, call, component):
        """A grid without an executory act yet is tried as if it had effect from the first day."""
        tariff = super()._prepare_tariff(call, component)
        return replace(tariff, executory_on=tariff.executory_on or tariff.period.start)

    def _prepare_draft_values(self, row, known, owed):
        """Nothing is stored: no proof, only what a trial shows."""
        bracket = row.snapshot.rule.population if row.snapshot else None
        is_bounded = bracket is not None and not bracket.is_unbounded
        return {
            "amount": row.amount,
            "explanation": row.explanation,
            "bracket": bounds(bracket, "population") if is_bounded else "",
            "population": known.population.value if known.population else None,
        }

    # --- results ------------------------------------------------------------------------

    def _get_cells(self, rows):
        """(member, component code) -> ``Cell``."""
        cells = {}
        for vals in rows:
            cell = cells.setdefault((vals["collectivity_id"], vals["code"]), Cell())
            cell.population = vals["population"]
            cell.bracket = vals["bracket"]
            if flag(vals["reasons"]) == "blocked":
                cell.problem = vals["reasons"][0]
                continue
            cell.amount += vals["amount"]
            sentences = filter(None, [cell.explanation, vals["explanation"]])
            cell.explanation = "\n".join(dict.fromkeys(sentences))
        return cells

    def _get_call_cells(self, call):
        """The same from the rows of a real call, and the fees it left out by decision."""
        cells, excluded = {}, set()
        for row in call.row_ids:
            key = (row.collectivity_id.id, row.component_code)
            if row.flag == "excluded":
                excluded.add(key)
                continue
            if row.reasons == ["carried"]:  # comes from another year
                continue
            cell = cells.setdefault(key, Cell(population=row.population or None))
            cell.bracket = row.rule_id.population_words if self._is_bracketed(row.rule_id) else ""
            if row.flag == "blocked":
                cell.problem = row.reason
                continue
            cell.amount += Decimal(f"{row.amount:.2f}")
            sentences = filter(None, [cell.explanation, row.explanation])
            cell.explanation = "\n".join(dict.fromkeys(sentences))
        return cells, excluded

    def _is_bracketed(self, rule):
        return bool(rule.pop_min or rule.pop_max)

    # --- balance ------------------------------------------------------------------------

    def _balance(self, scenario, components, scaling, target):
        """The factor on the prices of these components that brings in nearest to ``target``."""
        facts, parts = self._prepare_trial(scenario, scenario.grid_id, scenario.population_year)
        curve = Curve(scaling, {str(rule.id) for rule in components.rule_ids})
        for component, tariff, cases in parts:
            rows = list(self._build_rows(facts, component, tariff, cases))
            called = [flag(vals["reasons"]) != "blocked" for vals in rows]
            curve.add(tariff, cases, called)
        return balance(curve.total, target)

    def _prepare_scaling(self, scenario):
        return Scaling(Decimal(scenario.price_step), scenario.scale_limits)
