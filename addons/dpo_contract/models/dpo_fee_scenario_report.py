from decimal import Decimal

from odoo import models

from odoo.addons.dpo_base.tools.export_safe import Column, Sheet
from odoo.addons.dpo_base.tools.french import NBSP, money, number

from ..tools.bar_chart import chart
from ..tools.whatif import BOUNDS, TRENDS, band_label

TREND_WORDS = {
    "up": "paient davantage",
    "down": "paient moins",
    "same": "inchangés",
    "new": "commencent à payer",
    "gone": "ne paient plus",
}


def _sum_words(before, after):
    """Before, after and the difference, as they are printed."""
    old, new = Decimal(before), Decimal(after)
    return {
        "before": money(old, cents=True),
        "after": money(new, cents=True),
        "difference": _signed(new - old),
        "percent": _percent(100 * (new - old) / old) if old else "",
    }


def _signed(amount):
    return f"+{money(amount, cents=True)}" if amount > 0 else money(amount, cents=True)


def _percent(value):
    rounded = round(Decimal(value), 1)
    sign = "+" if rounded > 0 else ""
    return f"{sign}{number(rounded, 1)}{NBSP}%"


class DpoFeeScenarioReport(models.AbstractModel):
    """The results of a trial on screen, as a note (PDF) and as a spreadsheet.

    One French text for all three: what the committee reads is what the screen shows.
    """

    _name = "dpo.fee.scenario.report"
    _description = "Reports of trials of fee grids"

    def _render_screen(self, scenario):
        values = self._prepare_values(scenario)
        return self.env["ir.qweb"]._render("dpo_contract.fee_scenario_results", values)

    def _render_note(self, scenario):
        """PDF of the note, one or two pages."""
        scenario = self.env["dpo.pdf"]._french(scenario)
        return self.env["dpo.pdf"]._render(
            "dpo_contract.fee_scenario_note",
            {"scenario": scenario, **self._prepare_values(scenario)},
            title=scenario.name,
            company=scenario.company_id,
        )

    def _prepare_values(self, scenario):
        summary = scenario.summary
        return {
            "total": _sum_words(f"{scenario.amount_before:.2f}", f"{scenario.amount_after:.2f}"),
            "trend_words": self._get_trend_words(summary),
            "components": [
                {**part, **_sum_words(part["before"], part["after"])}
                for part in summary["components"]
            ],
            "groupings": [
                {**part, **_sum_words(part["before"], part["after"])}
                for part in summary["groupings"]
            ],
            "raised": self._prepare_members(summary["raised"]),
            "lowered": self._prepare_members(summary["lowered"]),
            "chart": self._get_chart(summary["histogram"]),
            "problem_words": self._get_problem_words(summary["problems"]),
            "below_words": self._get_below_words(*summary["below"]),
            "scale_words": scenario.scale_words or "",
        }

    def _get_trend_words(self, summary):
        """How many members pay more, less... and how many change bracket."""
        parts = []
        for key in TRENDS:
            count, before, after = summary["trends"][key]
            if count:
                gap = "" if key == "same" else f" ({_signed(Decimal(after) - Decimal(before))})"
                parts.append(f"{TREND_WORDS[key]}{NBSP}: {count}{gap}")
        if summary["brackets"]:
            parts.append(f"changent de tranche{NBSP}: {summary['brackets']}")
        words = f"{NBSP}; ".join(parts)
        return f"{words[:1].upper()}{words[1:]}."

    def _get_problem_words(self, problems):
        if not problems:
            return ""
        listed = ", ".join(f"{label.lower()} ({count})" for label, count in problems)
        return f"Comptés pour zéro, faute de pouvoir être appelés{NBSP}: {listed}."

    def _get_below_words(self, count, amount):
        if not count:
            return ""
        noun = "débiteur" if count == 1 else "débiteurs"
        return (
            f"Dont {money(Decimal(amount), cents=True)} dus par {count} {noun} sous le seuil de "
            f"mise en recouvrement de 15{NBSP}€ (CGCT, art. D1611-1)."
        )

    def _prepare_members(self, members):
        return [{**member, **_sum_words(member["before"], member["after"])} for member in members]

    def _get_chart(self, histogram):
        bars = [(band_label(key), count, self._get_bar_kind(key)) for key, count in histogram]
        return chart(bars)

    def _get_bar_kind(self, key):
        if key == "zero":
            return "same"
        rises = ["none", *(f"from_{bound}" for bound in BOUNDS if bound >= 0)]
        return "up" if key in rises else "down"

    def _prepare_parts_values(self, line):
        """Values of the detail of one member."""
        return {
            "parts": [
                {**part, **_sum_words(part["before"], part["after"])} for part in line.parts or []
            ]
        }

    # --- spreadsheet ------------------------------------------------------------------------

    def _prepare_sheets(self, scenario):
        """Sheets for the committee: sums, EPCI, members, detail by component."""
        scenario = scenario.with_context(lang="fr_FR")
        summary = scenario.summary
        lines = scenario.line_ids
        return [
            Sheet("Composantes", self._get_component_columns(), self._get_component_rows(scenario)),
            Sheet(
                "EPCI",
                self._get_grouping_columns(),
                (self._get_grouping_row(part) for part in summary["groupings"]),
            ),
            Sheet(
                "Membres",
                self._get_member_columns(),
                (self._get_member_row(line) for line in lines),
            ),
            Sheet(
                "Détail",
                self._get_detail_columns(),
                (row for line in lines for row in self._get_detail_rows(line)),
            ),
        ]

    def _get_component_columns(self):
        return [
            Column("Code", width=12),
            Column("Composante", width=40),
            Column("Avant", "money"),
            Column("Après", "money"),
            Column("Écart", "money"),
        ]

    def _get_component_rows(self, scenario):
        for part in scenario.summary["components"]:
            yield [part["code"], part["name"], *self._get_amounts(part["before"], part["after"])]
        amounts = (f"{scenario.amount_before:.2f}", f"{scenario.amount_after:.2f}")
        yield ["", "Total général", *self._get_amounts(*amounts)]

    def _get_amounts(self, before, after):
        old, new = Decimal(before), Decimal(after)
        return [old, new, new - old]

    def _get_grouping_columns(self):
        return [
            Column("EPCI", width=40),
            Column("Membres", "integer"),
            Column("Paient davantage", "integer"),
            Column("Paient moins", "integer"),
            Column("Avant", "money"),
            Column("Après", "money"),
            Column("Écart", "money"),
        ]

    def _get_grouping_row(self, part):
        counts = [part["count"], part["up"], part["down"]]
        return [part["name"], *counts, *self._get_amounts(part["before"], part["after"])]

    def _get_member_columns(self):
        return [
            Column("Membre", width=36),
            Column("SIREN", width=12),
            Column("Type", width=22),
            Column("EPCI", width=34),
            Column("Avant", "money"),
            Column("Après", "money"),
            Column("Écart", "money"),
            Column("Variation (%)", "number"),
            Column("Effet", width=18),
            Column("Population avant", "integer"),
            Column("Population après", "integer"),
            Column("Tranche avant", width=28),
            Column("Tranche après", width=28),
            Column("Non calculé", width=28),
        ]

    def _get_member_row(self, line):
        trends = dict(line._fields["trend"]._description_selection(line.env))
        return [
            line.collectivity_id.name,
            line.collectivity_id.dpo_siren or "",
            line.body_type_id.name or "",
            line.grouping_id.name or "",
            *self._get_amounts(f"{line.amount_before:.2f}", f"{line.amount_after:.2f}"),
            round(Decimal(line.variation), 1) if line.trend not in ("new", "same") else None,
            # what is not computed is not unchanged
            "" if line.problem and line.trend == "same" else trends[line.trend],
            line.population_before,
            line.population_after,
            line.bracket_before or "",
            line.bracket_after or "",
            line.problem or "",
        ]

    def _get_detail_columns(self):
        return [
            Column("Membre", width=36),
            Column("Code", width=12),
            Column("Composante", width=30),
            Column("Avant", "money"),
            Column("Après", "money"),
            Column("Écart", "money"),
            Column("Bases de liquidation du barème essayé", width=70),
        ]

    def _get_detail_rows(self, line):
        for part in line.parts or []:
            amounts = self._get_amounts(part["before"], part["after"])
            name = line.collectivity_id.name
            yield [name, part["code"], part["name"], *amounts, part["bases"]]
