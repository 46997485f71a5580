from collections import Counter
from decimal import Decimal

from odoo import models

from ..tools.fee_flags import flag
from ..tools.fee_wording import alphabetical
from ..tools.threshold import Claim, below_threshold
from ..tools.whatif import Change, band, biggest, by_trend, histogram, total
from .dpo_fee_scenario_engine import Cell

BIGGEST = 10


class DpoFeeScenarioResults(models.AbstractModel):
    """Puts before and after side by side: one line a member, and the sums of the committee."""

    _name = "dpo.fee.scenario.results"
    _description = "Results of trials of fee grids"

    def _compute_results(self, scenario):
        """Return the values of the trial and those of its lines."""
        engine = scenario.env["dpo.fee.scenario.engine"]
        rows = engine._compute_rows(scenario, scenario.grid_id, scenario.population_year)
        after = engine._get_cells(rows)
        before, places = self._get_before(scenario, engine)
        places.update(self._get_places(rows))
        keys = self._get_keys(scenario, before, after)
        lines = self._prepare_lines(scenario, before, after, places, keys)
        changes = [self._to_change(line) for line in lines]
        whole = total(changes)
        summary = {
            "components": self._sum_components(scenario, before, after, keys),
            "groupings": self._sum_groupings(lines, changes, scenario.env),
            "trends": {
                trend: [part.count, str(part.before), str(part.after)]
                for trend, part in by_trend(changes).items()
            },
            "histogram": histogram(changes),
            "raised": self._get_biggest(scenario, changes, raised=True),
            "lowered": self._get_biggest(scenario, changes, raised=False),
            "brackets": sum(line["is_bracket_changed"] for line in lines),
            "problems": sorted(Counter(filter(None, (line["problem"] for line in lines))).items()),
            "below": self._sum_below(rows),
        }
        vals = {
            "summary": summary,
            "amount_before": float(whole.before),
            "amount_after": float(whole.after),
        }
        return vals, lines

    def _get_before(self, scenario, engine):
        """(member, code) -> ``Cell`` of the reference, and the EPCI and type of each member."""
        if scenario.reference_kind == "call":
            call = scenario.reference_call_id
            rows = [
                {
                    "collectivity_id": row.collectivity_id.id,
                    "grouping_id": row.grouping_id.id,
                    "body_type_id": row.body_type_id.id,
                }
                for row in call.row_ids
            ]
            return engine._get_call_cells(call)[0], self._get_places(rows)
        year = scenario.reference_population_year
        rows = engine._compute_rows(scenario, scenario.reference_grid_id, year)
        return engine._get_cells(rows), self._get_places(rows)

    def _get_places(self, rows):
        return {
            vals["collectivity_id"]: (vals["grouping_id"], vals["body_type_id"]) for vals in rows
        }

    def _get_keys(self, scenario, before, after):
        """What is compared: against a call, what it called or could have."""
        keys = {**before, **after}
        if scenario.reference_kind == "grid":
            return list(keys)
        call = scenario.reference_call_id
        codes = set(call._get_components().mapped("code"))
        excluded = scenario.env["dpo.fee.scenario.engine"]._get_call_cells(call)[1]
        return [key for key in keys if key[1] in codes and key not in excluded]

    # --- lines ----------------------------------------------------------------------------

    def _prepare_lines(self, scenario, before, after, places, keys):
        codes = {}
        for member, code in keys:
            codes.setdefault(member, []).append(code)
        return [
            self._prepare_line(scenario, member, places[member], before, after, codes[member])
            for member in sorted(codes)
        ]

    def _prepare_line(self, scenario, member, place, before, after, codes):
        pairs = {
            code: (before.get((member, code), Cell()), after.get((member, code), Cell()))
            for code in codes
        }
        old = sum((cell.amount for cell, _ in pairs.values()), Decimal(0))
        new = sum((cell.amount for _, cell in pairs.values()), Decimal(0))
        change = Change(member, old, new)
        return {
            "collectivity_id": member,
            "grouping_id": place[0],
            "body_type_id": place[1],
            "amount_before": float(old),
            "amount_after": float(new),
            "difference": float(change.difference),
            "variation": float(change.percent or 0),
            "trend": change.trend,
            "band": band(change),
            "problem": self._get_problem(scenario, pairs),
            "parts": self._prepare_parts(scenario, pairs),
            **self._prepare_bracket_values(pairs),
        }

    def _get_problem(self, scenario, pairs):
        labels = scenario.env["dpo.fee.reason"]._get_labels()
        codes = [cell.problem for pair in pairs.values() for cell in reversed(pair)]
        code = next(filter(None, codes), "")
        return labels.get(code, code)

    def _prepare_parts(self, scenario, pairs):
        names = self._get_names(scenario)
        return [
            {
                "code": code,
                "name": names.get(code, code),
                "before": str(old.amount),
                "after": str(new.amount),
                "bases": new.explanation,
            }
            for code, (old, new) in pairs.items()
        ]

    def _prepare_bracket_values(self, pairs):
        """The first bracket that changes, else the first one there is."""
        known = [(old, new) for old, new in pairs.values() if old.bracket or new.bracket]
        changed = [(o, n) for o, n in known if o.bracket and n.bracket and o.bracket != n.bracket]
        old, new = next(iter(changed or known or pairs.values()))
        return {
            "population_before": old.population or 0,
            "population_after": new.population or 0,
            "bracket_before": old.bracket,
            "bracket_after": new.bracket,
            "is_bracket_changed": bool(changed),
        }

    # --- sums -----------------------------------------------------------------------------

    def _to_change(self, line):
        parts = line["parts"]
        return Change(
            line["collectivity_id"],
            sum((Decimal(part["before"]) for part in parts), Decimal(0)),
            sum((Decimal(part["after"]) for part in parts), Decimal(0)),
        )

    def _get_names(self, scenario):
        """Component code -> its name, the grid tried first."""
        grids = [scenario.reference_call_id.grid_id, scenario.reference_grid_id, scenario.grid_id]
        return {component.code: component.name for g in grids for component in g.component_ids}

    def _sum_components(self, scenario, before, after, keys):
        names = self._get_names(scenario)
        found = {}
        for key in keys:
            sums = found.setdefault(key[1], [Decimal(0), Decimal(0)])
            sums[0] += before.get(key, Cell()).amount
            sums[1] += after.get(key, Cell()).amount
        return [
            {"code": code, "name": names[code], "before": str(sums[0]), "after": str(sums[1])}
            for code, sums in sorted(found.items(), key=lambda item: list(names).index(item[0]))
        ]

    def _sum_groupings(self, lines, changes, env):
        groups = {}
        for line, change in zip(lines, changes, strict=True):
            groups.setdefault(line["grouping_id"] or 0, []).append(change)
        names = {partner.id: partner.name for partner in env["res.partner"].browse(groups)}
        sums = []
        for key, mine in groups.items():
            whole, trends = total(mine), by_trend(mine)
            sums.append(
                {
                    "name": names[key] if key else "Sans EPCI",
                    "count": whole.count,
                    "before": str(whole.before),
                    "after": str(whole.after),
                    "up": trends["up"].count,
                    "down": trends["down"].count,
                }
            )
        return sorted(
            sums, key=lambda part: (part["name"] == "Sans EPCI", alphabetical(part["name"]))
        )

    def _get_biggest(self, scenario, changes, *, raised):
        moved = biggest(changes, BIGGEST, raised=raised)
        members = scenario.env["res.partner"].browse([change.key for change in moved])
        return [
            {
                "name": member.name,
                "before": str(change.before),
                "after": str(change.after),
                "percent": None if change.percent is None else round(float(change.percent), 1),
            }
            for member, change in zip(members, moved, strict=True)
        ]

    def _sum_below(self, rows):
        """Claims under the threshold of €15, each debtor as a whole: count and euros."""
        claims = [
            Claim(i, vals["payer_id"], vals["amount"])
            for i, vals in enumerate(rows)
            if flag(vals["reasons"]) != "blocked"
        ]
        debtors = below_threshold(claims)
        amounts = [claim.amount for debtor in debtors for claim in debtor.claims]
        return [len(debtors), str(sum(amounts, Decimal(0)))]
