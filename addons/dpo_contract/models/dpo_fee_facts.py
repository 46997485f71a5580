from collections import defaultdict
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

from odoo import models

from ..tools.fee_amount import Measure
from ..tools.liability import Cover
from ..tools.prorata import Period

# A convention sets the conditions of a shared DPD (décret n° 2019-536): without one the
# service has no legal ground, and nothing is called. Other services may be ordered.
NEEDS_CONVENTION = ("delegated",)


@dataclass
class CallFacts:
    """All that the computation of one call reads; collectivities are ids.

    :param engaged: (collectivity, nature) -> days of engagement
    :param engagements: (collectivity, nature) -> the last engagement
    :param coverages: (collectivity, nature) -> coverage records in force
    :param unsigned: (collectivity, nature) of conventions that are not signed yet
    :param prices: (contract, component code) -> special price
    :param measures: (collectivity, kind) -> the figure retained
    :param groupings: collectivity -> its EPCI
    :param previous: (collectivity, component code, payer) -> euros of the year before
    :param had_call: whether anything was called the year before
    :param elsewhere: (collectivity, component code) -> rows of other calls
    :param carried: payer -> rows of earlier calls that wait for this one
    :param days: (contract, collectivity) -> account of the days spent
    :param stand_ins: (collectivity, nature) -> who pays for the engagement, where no
        coverage says so
    """

    engaged: dict = field(default_factory=lambda: defaultdict(list))
    engagements: dict = field(default_factory=dict)
    coverages: dict = field(default_factory=lambda: defaultdict(list))
    unsigned: set = field(default_factory=set)
    prices: dict = field(default_factory=dict)
    measures: dict = field(default_factory=dict)
    groupings: dict = field(default_factory=dict)
    previous: dict = field(default_factory=dict)
    had_call: bool = False
    elsewhere: dict = field(default_factory=lambda: defaultdict(list))
    carried: dict = field(default_factory=lambda: defaultdict(list))
    days: dict = field(default_factory=dict)
    stand_ins: dict = field(default_factory=lambda: defaultdict(list))

    def collectivities(self, nature):
        """Who is engaged or covered for a nature."""
        keys = (*self.engaged, *self.coverages)
        return {collectivity for collectivity, known in keys if known == nature}


class DpoFeeFacts(models.AbstractModel):
    """Reads what a fee call needs, each kind of fact by one query whatever the rows."""

    _name = "dpo.fee.facts"
    _description = "Facts of a fee call"

    def _load(self, call):
        """Return the ``CallFacts`` of a call; the caller has checked access."""
        facts = CallFacts()
        self._load_engagements(facts, call)
        self._load_coverages(facts, call)
        self._load_unsigned(facts, call)
        self._load_prices(facts, call)
        self._load_metrics(facts, call)
        self._load_groupings(facts, call)
        self._load_previous(facts, call)
        self._load_elsewhere(facts, call)
        self._load_carried(facts, call)
        self._load_days(facts, call)
        return facts

    def _get_natures(self, call):
        components = call._get_components()
        return sorted({nature for c in components for nature in c._get_natures()})

    def _get_overlap_domain(self, call, start, end):
        return [
            ("company_id", "=", call.company_id.id),
            (start, "<=", call.period_to),
            "|",
            (end, "=", False),
            (end, ">=", call.period_from),
        ]

    def _load_engagements(self, facts, call):
        natures = ("nature", "in", self._get_natures(call))
        domain = self._get_overlap_domain(call, "date_from", "date_until")
        for engagement in self.env["dpo.engagement"].search([natures, *domain]):
            key = (engagement.collectivity_id.id, engagement.nature)
            end = engagement.date_until or call.period_to
            facts.engaged[key].append(Period(engagement.date_from, end))
            facts.engagements[key] = engagement
            if engagement.payer_id:
                facts.stand_ins[key].append(
                    Cover(engagement.payer_id.id, engagement.date_from, end, terms=(False, ""))
                )

    def _load_coverages(self, facts, call):
        coverages = self.env["dpo.contract.coverage"]._overlapping(
            call.company_id, call.period_from, call.period_to
        )
        natures = self._get_natures(call)
        for coverage in coverages:
            if coverage.contract_id.nature in natures:
                key = (coverage.collectivity_id.id, coverage.contract_id.nature)
                facts.coverages[key].append(coverage)

    def _load_unsigned(self, facts, call):
        missing = [c for (c, nature) in facts.engaged if nature in NEEDS_CONVENTION]
        contracts = self.env["dpo.contract"].search(
            [
                ("company_id", "=", call.company_id.id),
                ("state", "in", ("draft", "sent")),
                ("collectivity_id", "in", missing),
            ]
        )
        facts.unsigned = {(c.collectivity_id.id, c.nature) for c in contracts}

    def _load_prices(self, facts, call):
        contracts = {c.contract_id.id for rows in facts.coverages.values() for c in rows}
        codes = call._get_components().mapped("code")
        prices = self.env["dpo.contract.price"].search(
            [("contract_id", "in", list(contracts)), ("component_code", "in", codes)]
        )
        facts.prices = {(p.contract_id.id, p.component_code): p for p in prices}

    def _get_beneficiaries(self, facts):
        return list({collectivity for collectivity, _ in (*facts.engaged, *facts.coverages)})

    def _get_metric_domain(self, call):
        """The figures among which the latest in force is retained."""
        day = call.grid_id._metric_day(self.env["dpo.clock"]._today())
        kinds = (call.grid_id.metric_kind, "agents")
        return [("kind", "in", kinds), ("date_effective", "<=", day)]

    def _load_metrics(self, facts, call):
        beneficiaries = ("collectivity_id", "in", self._get_beneficiaries(facts))
        metrics = self.env["dpo.metric"].search(
            [beneficiaries, *self._get_metric_domain(call)],
            order="date_effective, reference_year, id",
        )
        for metric in metrics:  # the latest in force comes last and stays
            facts.measures[metric.collectivity_id.id, metric.kind] = Measure(
                metric.kind, metric.value, metric.reference_year, metric.source
            )

    def _load_groupings(self, facts, call):
        memberships = self.env["dpo.membership"].search(
            [
                ("collectivity_id", "in", self._get_beneficiaries(facts)),
                ("grouping_id.dpo_body_type_id.category", "=", "epci"),
                "|",
                ("date_from", "=", False),
                ("date_from", "<=", call.period_to),
                "|",
                ("date_until", "=", False),
                ("date_until", ">=", call.period_from),
            ],
            order="date_from nulls first, id",
        )
        facts.groupings = {m.collectivity_id.id: m.grouping_id.id for m in memberships}

    def _load_previous(self, facts, call):
        year = relativedelta(years=1)
        rows = self.env["dpo.fee.row"].search(
            [
                ("company_id", "=", call.company_id.id),
                ("state", "not in", ["draft", *self.env["dpo.fee.row"]._get_dead_states()]),
                ("flag", "!=", "excluded"),
                ("period_start", ">=", call.period_from - year),
                ("period_start", "<=", call.period_to - year),
            ]
        )
        facts.had_call = bool(rows)
        for row in rows:
            key = (row.collectivity_id.id, row.component_code, row.payer_id.id)
            facts.previous[key] = facts.previous.get(key, 0.0) + row.amount

    def _load_elsewhere(self, facts, call):
        """Rows of the same components in other calls, cancelled ones included.

        By code: another grid voted for the same year prices the same thing.
        """
        rows = self.env["dpo.fee.row"].search(
            [
                ("company_id", "=", call.company_id.id),
                ("component_code", "in", call._get_components().mapped("code")),
                ("call_id", "!=", call.id),
                ("period_start", "<=", call.period_to),
                ("period_end", ">=", call.period_from),
            ],
            order="revision, id",
        )
        for row in rows:
            facts.elsewhere[row.collectivity_id.id, row.component_code].append(row)

    def _load_carried(self, facts, call):
        for row in self.env["dpo.fee.row"].search(call._get_carried_domain()):
            facts.carried[row.payer_id.id].append(row)

    def _load_days(self, facts, call):
        if not any(component.is_day_excess for component in call._get_components()):
            return
        rows = [row.id for found in facts.coverages.values() for row in found]
        facts.days = self.env["dpo.day.ledger"]._load(
            self.env["dpo.contract.coverage"].browse(rows).contract_id,
            call.grid_id._period(),
            min(call.period_to, self.env["dpo.clock"]._today()),
            call.grid_id,
        )
