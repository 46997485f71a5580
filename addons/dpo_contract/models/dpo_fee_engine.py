from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo import models

from odoo.addons.dpo_base.tools.canonical import canonical_json, sha256_hex

from ..tools.days import NO_DAYS
from ..tools.fee_draft import Facts, Tariff, draft
from ..tools.fee_flags import ordered
from ..tools.fee_share import Case, with_shares
from ..tools.fee_wording import carried_sentence, free_reason
from ..tools.liability import Cover, liabilities
from ..tools.prorata import Period
from ..tools.snapshot_dict import to_dict
from .dpo_fee_facts import NEEDS_CONVENTION

# A fee that moves more than this from one year to the next deserves a look.
VARIATION_WARNING = 10.0


@dataclass(frozen=True, slots=True)
class RowCase(Case):
    """A row to come, with the records it is about.

    :param base: values that make the row unique
    :param problems: codes of what forbids to call it, whatever its price
    :param is_called: whether another call has it already
    """

    collectivity: models.BaseModel
    base: dict
    problems: list
    is_called: bool


class DpoFeeEngine(models.AbstractModel):
    """Computes the rows of a fee call: adapter between the records and the pure rules.

    Everything is read first (``dpo.fee.facts``) and written last, so that the number of
    queries does not depend on the number of rows.
    """

    _name = "dpo.fee.engine"
    _description = "Computation of fee calls"

    def _build(self, call):
        """Return the values of each row the call should have, by key.

        The key is what makes a fee unique: beneficiary, component code, first day of the
        period, payer (see ``dpo.fee.row._get_key``).
        """
        facts = self.env["dpo.fee.facts"]._load(call)
        days = {row._get_key(): row.days for row in call.row_ids if row.days}
        values = {}
        for component in call._get_components():
            tariff = self._prepare_tariff(call, component)
            cases = self._build_cases(facts, component, tariff, days)
            for vals in self._build_rows(facts, component, tariff, cases):
                values[self._get_key(vals, component.code)] = vals
        payers = {vals["payer_id"] for vals in values.values()}
        values.update(self._build_carried(facts, call, payers))
        return values

    def _get_key(self, vals, code):
        return (vals["collectivity_id"], code, vals["period_start"], vals["payer_id"])

    def _get_beneficiaries(self, facts, natures):
        """Partners that owe a component of these natures, with one common prefetch."""
        ids = {c for nature in natures for c in facts.collectivities(nature)}
        return self.env["res.partner"].browse(sorted(ids))

    def _prepare_tariff(self, call, component):
        grid = call.grid_id
        former = grid._former_component(component)
        prices = component._to_prices()
        former_prices = former._to_prices() if former else None
        return Tariff(
            component=component.code,
            nature=component.nature,
            grid=grid.name,
            period=Period(call.period_from, call.period_to),
            rules=prices.rules,
            former_rules=former_prices.rules if former_prices else None,
            executory_on=grid.executory_on or None,
            first_year=grid.prorata_first_year,
            last_year=grid.prorata_last_year,
            step=grid._step(),
            base=prices.base,
            former_base=former_prices.base if former_prices else None,
            revision=grid._revision(),
            revision_label=grid.revision_label or "",
            former_revision=grid.previous_id._revision(),
        )

    # --- one component, one beneficiary ----------------------------------------------

    def _build_cases(self, facts, component, tariff, days):
        natures = component._get_natures()
        return [
            case
            for collectivity in self._get_beneficiaries(facts, natures)
            for case in self._prepare_cases(facts, component, tariff, collectivity, days)
        ]

    def _build_rows(self, facts, component, tariff, cases):
        """Values of the rows of a component: all are known before an amount is shared."""
        is_begun = any(case.is_called for case in cases)
        for case in with_shares(tariff, cases):
            if not case.is_called:
                yield self._prepare_row_values(facts, component, tariff, case, is_begun)

    def _prepare_cases(self, facts, component, tariff, collectivity, days):
        natures = component._get_natures()
        service, problems = self._get_service(facts, natures, collectivity)
        covers = self._prepare_covers(facts, natures, collectivity)
        owed_rows = liabilities(
            tariff.period,
            service,
            covers,
            collectivity.id,
            tariff.first_year,
            tariff.last_year,
            [cover for n in natures for cover in facts.stand_ins.get((collectivity.id, n), ())],
        )
        seen = set()
        for owed in owed_rows:
            # A payer who stops and starts again owes twice inside one period.
            start = owed.covered.start if owed.payer in seen else tariff.period.start
            seen.add(owed.payer)
            base = {
                "collectivity_id": collectivity.id,
                "payer_id": owed.payer,
                "component_id": component.id,
                "period_start": start,
                "period_end": tariff.period.end,
            }
            key = self._get_key(base, component.code)
            known = self._prepare_facts(facts, component, collectivity, owed, days.get(key))
            if known.owes_nothing:
                continue
            is_called = self._is_called_elsewhere(facts, key)
            if is_called and known.day_count:
                # more days of the same year: the row starts with the first of them
                base["period_start"], is_called = known.day_count.first_day, False
            yield RowCase(
                beneficiary=collectivity.id,
                facts=known,
                owed=owed,
                collectivity=collectivity,
                base=base,
                problems=problems,
                is_called=is_called,
            )

    def _prepare_row_values(self, facts, component, tariff, case, is_begun):
        """Values of one row; ``is_begun``: other calls have rows of this component."""
        key = self._get_key(case.base, component.code)
        row = draft(tariff, case.facts, case.owed)
        reasons = [*case.problems, *row.reasons]
        if is_begun and row.snapshot and row.snapshot.share and not self._get_same(facts, key):
            reasons.append("already_shared")
        if not case.facts.free_reason:
            reasons += self._get_payer_reasons(facts, key, case.owed)
        if case.facts.day_count:  # each intervention is called once, whoever pays
            reasons = [code for code in reasons if code != "called_elsewhere"]
        natures = component._get_natures()
        return {
            **case.base,
            **self._prepare_draft_values(row, case.facts, case.owed),
            **self._prepare_origin_values(facts, natures, case.collectivity, case.owed),
            **self._prepare_history_values(facts, key, row, reasons),
        }

    def _get_service(self, facts, natures, collectivity):
        """Return the days of service, and what forbids to call them.

        A convention in force gives its own days; an engagement gives them where no
        convention is needed, or to show the row that waits for one.
        """
        days, waiting, kept = [], [], []
        for nature in natures:
            key = (collectivity.id, nature)
            coverages = facts.coverages.get(key)
            if coverages:
                days += [self._get_days(row) for row in coverages if not row.runs_on]
                kept += [self._get_days(row) for row in coverages if row.runs_on]
            elif nature in NEEDS_CONVENTION:
                waiting += [(key, span) for span in facts.engaged.get(key, ())]
            else:
                days += facts.engaged.get(key, ())
        problems = []
        if not days and not kept and waiting:
            days = [span for _, span in waiting]
            is_unsigned = any(key in facts.unsigned for key, _ in waiting)
            problems = ["unsigned_convention" if is_unsigned else "no_convention"]
        return self._clip(days, collectivity.dpo_dissolved_on) + kept, problems

    def _get_days(self, coverage):
        return Period(coverage.effective_from, coverage.effective_until or date.max)

    def _clip(self, days, last_day):
        """No fee is owed after the dissolution of a body, but under the conventions that run
        on for its successor."""
        if not last_day:
            return days
        return [
            Period(span.start, min(span.end, last_day)) for span in days if span.start <= last_day
        ]

    def _prepare_covers(self, facts, natures, collectivity):
        return [
            Cover(
                payer=coverage.payer_id.id or collectivity.id,
                start=coverage.effective_from,
                end=coverage.effective_until or None,
                share=Decimal(f"{coverage.share_percent:.2f}"),
                terms=(coverage.contract_id.id, self._get_free_reason(coverage)),
            )
            for nature in natures
            for coverage in facts.coverages.get((collectivity.id, nature), ())
        ]

    def _get_free_reason(self, coverage):
        if coverage.fee_mode != "free":
            return ""
        return free_reason(coverage.note or "", coverage.contract_id.name or "")

    def _prepare_facts(self, facts, component, collectivity, owed, days):
        contract_id, reason = owed.terms or (False, "")
        price = facts.prices.get((contract_id, component.code))
        is_special = price and price.collectivity_id == collectivity
        grid = component.grid_id
        count = None
        if component.is_day_excess and not (is_special or reason):
            count = self._count_days(facts, contract_id, collectivity, owed)
        return Facts(
            body_type=collectivity.dpo_body_type_id.code,
            population=facts.measures.get((collectivity.id, grid.metric_kind)),
            agents=facts.measures.get((collectivity.id, "agents")),
            days=count.days if count else Decimal(f"{days:.2f}") if days else None,
            special_amount=Decimal(f"{price.amount:.2f}") if is_special else None,
            special_reason=price.reason if is_special else "",
            free_reason=reason,
            day_count=count,
        )

    def _count_days(self, facts, contract_id, collectivity, owed):
        """The days to call: none where the convention does not count time."""
        account = facts.days.get((contract_id, collectivity.id))
        return account.count(collectivity.id, owed.covered) if account else NO_DAYS

    # --- values -----------------------------------------------------------------------

    def _prepare_draft_values(self, row, known, owed):
        plain = to_dict(row.snapshot) if row.snapshot else False
        portion = row.result.due.portion if row.result else None
        rule = row.snapshot.rule.key if row.snapshot else ""
        return {
            "covered_from": owed.covered.start,
            "covered_until": owed.covered.end,
            "share_percent": float(owed.shares[owed.share_index]),
            "rule_id": int(rule) if rule.isdigit() else False,
            "base_amount": float(row.result.yearly) if row.result else 0.0,
            "prorata_num": portion.num if portion else 0,
            "prorata_den": portion.den if portion else 0,
            "amount": float(row.amount),
            "is_day_counted": bool(known.day_count),
            **({"days": float(known.days)} if known.day_count else {}),
            "explanation": row.explanation,
            "snapshot": plain,
            "snapshot_sha256": sha256_hex(canonical_json(plain)) if plain else False,
            **self._prepare_measure_values("population", known.population),
            **self._prepare_measure_values("agents", known.agents),
        }

    def _prepare_measure_values(self, name, measure):
        return {
            name: measure.value if measure else 0,
            f"{name}_year": measure.year if measure else 0,
            f"{name}_source": measure.source if measure else False,
        }

    def _prepare_origin_values(self, facts, natures, collectivity, owed):
        engagements = [facts.engagements.get((collectivity.id, nature)) for nature in natures]
        engagement = next(filter(None, engagements), None)
        return {
            "contract_id": owed.terms[0] if owed.terms else False,
            "engagement_id": engagement.id if engagement else False,
            "grouping_id": self._get_grouping(facts, collectivity),
            "body_type_id": collectivity.dpo_body_type_id.id,
        }

    def _get_grouping(self, facts, collectivity):
        """The EPCI under which a row is counted: its own for an EPCI."""
        if collectivity.dpo_body_type_id.category == "epci":
            return collectivity.id
        return facts.groupings.get(collectivity.id, False)

    def _prepare_history_values(self, facts, key, row, reasons):
        collectivity, code, start, payer = key
        previous = facts.previous.get((collectivity, code, payer))
        amount = float(row.amount)
        is_known = previous and row.result
        variation = 100.0 * (amount - previous) / previous if is_known else 0.0
        if abs(variation) > VARIATION_WARNING:
            reasons.append("variation")
        elif previous is None and facts.had_call:
            reasons.append("new")
        former = self._get_same(facts, key)[-1:]
        return {
            "previous_amount": previous or 0.0,
            "variation": variation,
            "reasons": ordered(reasons),
            "revision": former[0].revision + 1 if former else 0,
            "supersedes_id": former[0].id if former else False,
        }

    # --- payers and other calls -------------------------------------------------------

    def _get_payer_reasons(self, facts, key, owed):
        payer = self.env["res.partner"].browse(key[3])
        today = self.env["dpo.clock"]._today()
        reasons = []
        if not payer.active:
            reasons.append("payer_archived")
        if payer.dpo_dissolved_on and payer.dpo_dissolved_on < today:
            reasons.append("payer_dissolved")
        if not payer.company_registry:
            reasons.append("no_siret")
        if self._get_rivals(facts, key, owed):
            reasons.append("called_elsewhere")
        return reasons

    def _get_same(self, facts, key):
        """Rows of other calls with this key, in the order of their revisions."""
        return [row for row in facts.elsewhere.get(key[:2], ()) if row._get_key() == key]

    def _is_called_elsewhere(self, facts, key):
        return any(row._is_live() for row in self._get_same(facts, key))

    def _get_rivals(self, facts, key, owed):
        """Rows of other calls that ask somebody else for the same days."""
        return [
            row
            for row in facts.elsewhere.get(key[:2], ())
            if row.payer_id.id != key[3]
            and row._is_live()
            and row.covered_from <= owed.covered.end
            and row.covered_until >= owed.covered.start
        ]

    def _build_carried(self, facts, call, payers):
        """Rows below the threshold in an earlier call, for who owes something in this one."""
        return {
            row._get_key(): row._prepare_carried_values(
                call, carried_sentence(row.call_id.reference, row.explanation)
            )
            for payer in payers
            for row in facts.carried.get(payer, ())
        }
