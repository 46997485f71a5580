from dataclasses import dataclass, replace
from datetime import date

from odoo import models

from ..tools.fee_amount import Measure
from ..tools.liability import Cover
from ..tools.prorata import Period
from .dpo_fee_facts import CallFacts


@dataclass(frozen=True)
class Covering:
    """A coverage as it is, or as it would be: what the engine reads of a row."""

    contract_id: object
    collectivity_id: object
    nature: str
    payer_id: object
    effective_from: date
    effective_until: date | bool
    share_percent: float
    fee_mode: str
    note: str | bool
    runs_on: bool = False

    @classmethod
    def of(cls, row):
        """The plain facts of a ``dpo.contract.coverage``."""
        return cls(*(row[name] for name in cls.__dataclass_fields__))


@dataclass(frozen=True)
class Engaging:
    """An engagement as it is, or as it would be."""

    collectivity_id: object
    nature: str
    date_from: date
    date_until: date | bool
    payer_id: object


@dataclass
class World:
    """The coverages and engagements of some bodies, in one state of affairs.

    :param heirs: body -> bodies whose figures it adds up while its own are unknown
    """

    coverings: list
    engagings: list
    heirs: dict


class DpoFeeOutlook(models.AbstractModel):
    """Says what would be called if coverages and engagements were otherwise.

    The rows come from the engine of the fee calls itself, on facts that are never stored.
    Left out: days of service, which nobody knows in advance, and parts of a common amount,
    which depend on all members.
    """

    _name = "dpo.fee.outlook"
    _description = "Fees of a state of affairs"

    def _compute(self, company, day, world):
        """Return (grid, rows) for the exercise of ``day``; rows are values of the engine.

        Without a grid voted for that day, the prices are those of the last one.
        """
        grid = self._find_grid(company, day)
        if not grid:
            return grid, []
        period = self._get_exercise(grid, day)
        call = self.env["dpo.fee.call"].new(
            {
                "company_id": company.id,
                "grid_id": grid.id,
                "period_from": period.start,
                "period_to": period.end,
            }
        )
        facts = self._prepare_facts(grid, period, world)
        engine = self.env["dpo.fee.engine"]
        rows = []
        for component in grid.component_ids.filtered(self._is_foreseen):
            tariff = self._prepare_tariff(engine._prepare_tariff(call, component), grid, period)
            cases = engine._build_cases(facts, component, tariff, {})
            rows += engine._build_rows(facts, component, tariff, cases)
        return grid, rows

    def _is_foreseen(self, component):
        return not component.is_day_excess and "share" not in component.rule_ids.mapped("mode")

    def _find_grid(self, company, day):
        # sudo: prices that the assembly voted are no secret for the staff
        grids = self.env["dpo.fee.grid"].sudo()
        voted = grids.search([("company_id", "=", company.id), ("state", "=", "voted")])
        of_the_day = voted.filtered(lambda grid: grid.date_from <= day <= grid.date_to)
        return (of_the_day or voted.sorted("date_to", reverse=True))[:1]

    def _get_exercise(self, grid, day):
        """The exercise of a day: that of the grid, or the same days of another year."""
        own = grid._period()
        years = day.year - own.start.year
        if own.start <= day <= own.end:
            return own
        start = own.start.replace(year=own.start.year + years, day=min(own.start.day, 28))
        if start > day:  # an exercise that does not begin in January
            start = start.replace(year=start.year - 1)
        return Period(start, start.replace(year=start.year + 1) - date.resolution)

    def _prepare_tariff(self, tariff, grid, period):
        """A grid that prices another year is taken as executory on its first day."""
        if period == grid._period():
            return tariff
        return replace(tariff, executory_on=period.start)

    def _prepare_facts(self, grid, period, world):
        facts = CallFacts()
        for covering in world.coverings:
            if self._meets(period, covering.effective_from, covering.effective_until):
                key = (covering.collectivity_id.id, covering.nature)
                facts.coverages[key].append(covering)
        for engaging in world.engagings:
            if self._meets(period, engaging.date_from, engaging.date_until):
                self._add_engaging(facts, engaging, period)
        self._add_measures(facts, grid, period, world)
        contracts = {covering.contract_id.id for covering in world.coverings}
        prices = self.env["dpo.contract.price"].sudo().search([("contract_id", "in", [*contracts])])
        facts.prices = {(price.contract_id.id, price.component_code): price for price in prices}
        return facts

    def _meets(self, period, start, end):
        return start <= period.end and (not end or end >= period.start)

    def _add_engaging(self, facts, engaging, period):
        key = (engaging.collectivity_id.id, engaging.nature)
        end = engaging.date_until or period.end
        facts.engaged[key].append(Period(engaging.date_from, end))
        if engaging.payer_id:
            facts.stand_ins[key].append(
                Cover(engaging.payer_id.id, engaging.date_from, end, terms=(False, ""))
            )

    def _add_measures(self, facts, grid, period, world):
        """Figures in force on the first day, or the last ones known."""
        bodies = self.env["res.partner"].browse(
            {body.id for body in self._get_bodies(world)} | {*world.heirs}
        )
        for kind in (grid.metric_kind, "agents"):
            for body in bodies.sudo():
                known = body._dpo_metric(kind, period.start)
                parts = [
                    old._dpo_metric(kind, period.start) for old in world.heirs.get(body.id, ())
                ]
                if known:
                    measure = Measure(kind, known.value, known.reference_year, known.source)
                elif parts and all(parts):
                    total = sum(part.value for part in parts)
                    measure = Measure(kind, total, parts[0].reference_year, "somme")
                else:
                    continue
                facts.measures[body.id, kind] = measure

    def _get_bodies(self, world):
        return [one.collectivity_id for one in (*world.coverings, *world.engagings)]
