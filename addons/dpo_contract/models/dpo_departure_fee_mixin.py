from dataclasses import replace
from decimal import Decimal

from odoo import models

from ..tools.departure import Balance
from .dpo_fee_outlook import Covering, Engaging, World


class DpoDepartureFeeMixin(models.AbstractModel):
    """The last fee of a member that leaves: prorated by the grid, against what was called."""

    _name = "dpo.departure.fee.mixin"
    _description = "Last fee of a member"

    def _get_last_fees(self):
        """What is due for the last exercise, component by component, against what was called."""
        grid, rows = self.env["dpo.fee.outlook"]._compute(
            self.company_id, self.date_end, self._get_world()
        )
        called = self._get_called(grid)
        components = {row["component_id"]: [] for row in rows}
        for row in rows:
            components[row["component_id"]].append(row)
        result = []
        for component in self.env["dpo.fee.component"].browse(components):
            mine = components[component.id]
            due = sum((Decimal(f"{row['amount']:.2f}") for row in mine), Decimal(0))
            balance = Balance(due, called.get(component.code, Decimal(0)))
            bases = [row["explanation"] for row in mine if row["explanation"]]
            result.append({"name": component.name, "bases": bases, "balance": balance})
        return result

    def _get_world(self):
        """The last exercise, as the departure leaves it."""
        body, last = self.collectivity_id, self.date_end
        rows = self.env["dpo.contract.coverage"].search(
            [("contract_id", "in", self.contract_ids.ids), ("effective_from", "<=", last)]
        )
        coverings = []
        for row in rows:
            until = min(row.effective_until or last, last)
            if row.effective_from <= until:
                coverings.append(replace(Covering.of(row), effective_until=until))
        engagements = self.env["dpo.engagement"].search(
            [
                ("collectivity_id", "=", body.id),
                ("company_id", "=", self.company_id.id),
                ("nature", "!=", "delegated"),
                ("date_from", "<=", last),
            ]
        )
        engagings = [
            Engaging(
                body, one.nature, one.date_from, min(one.date_until or last, last), one.payer_id
            )
            for one in engagements
        ]
        return World(coverings, engagings, {})

    def _get_called(self, grid):
        """Euros of the exercise that live rows of locked calls ask for, by component code."""
        # sudo: sums of one's own fees; not every officer reads the calls
        rows = self.env["dpo.fee.row"].sudo()
        found = rows.search(
            [
                ("collectivity_id", "=", self.collectivity_id.id),
                ("company_id", "=", self.company_id.id),
                ("component_code", "in", grid.component_ids.mapped("code")),
                ("period_start", "<=", self.date_end),
                ("period_end", ">=", self.date_end),
                ("state", "not in", ["draft", *rows._get_dead_states()]),
            ]
        )
        called = {}
        for row in found:
            amount = Decimal(f"{row.amount_called:.2f}")
            called[row.component_code] = called.get(row.component_code, Decimal(0)) + amount
        return called
