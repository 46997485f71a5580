from datetime import date
from decimal import Decimal

from odoo import models

from ..tools.days import DayAccount, allowance
from ..tools.prorata import Period

NOTHING = {
    "day_included": 0.0,
    "day_spent": 0.0,
    "day_remaining": 0.0,
    "day_beyond": 0.0,
    "day_to_call": 0.0,
    "day_used": 0,
}


class DpoDayLedger(models.AbstractModel):
    """Opens the account of days of conventions over a year: one query for the time of all.

    A convention that sets its own days has one account for all its beneficiaries; days voted
    in the grid are included for each beneficiary.
    """

    _name = "dpo.day.ledger"
    _description = "Accounts of days"

    def _exact(self, days):
        return Decimal(f"{days or 0:.2f}")

    def _get_year(self, day):
        return Period(date(day.year, 1, 1), date(day.year, 12, 31))

    def _load(self, contracts, year, until, grid):
        """Return ``{(contract id, collectivity id): DayAccount}`` for those that count time.

        ``grid`` is the voted grid that says the days included, none when there is none; the
        caller has checked access.
        """
        # sudo: the days of a convention are one account, whatever the portfolio of the user
        counting = contracts.sudo().filtered(lambda c: c.day_scope != "none")
        keys = {
            (row.contract_id, row.collectivity_id)
            for row in counting.coverage_ids
            if row._has_days()
        }
        times = self._load_times(counting, year, until)
        accounts, result = {}, {}
        for contract, body in keys:
            is_own = contract.day_source == "own"
            pool = (contract.id, 0 if is_own else body.id)
            if pool not in accounts:
                included = self._get_included(contract, body, year, grid)
                entries = times.get(contract.id, {})
                mine = sum(entries.values(), []) if is_own else entries.get(body.id, [])
                accounts[pool] = self._open(contract, included, until, mine)
            result[contract.id, body.id] = accounts[pool]
        return result

    def _load_times(self, contracts, year, until):
        """Entries by contract and collectivity."""
        entries = self.env["dpo.day.entry"].sudo()
        entries.invalidate_model()
        found = entries.search(
            [
                ("contract_id", "in", contracts.ids),
                ("is_counted", "=", True),
                ("date", ">=", year.start),
                ("date", "<=", until),
            ],
            order="date, id",
        )
        times = {}
        for entry in found:
            bodies = times.setdefault(entry.contract_id.id, {})
            bodies.setdefault(entry.collectivity_id.id, []).append(entry)
        return times

    def _open(self, contract, included, until, entries):
        taken = [entry._to_intervention() for entry in entries if entry.fee_row_id]
        new = [entry._to_intervention() for entry in entries if not entry.fee_row_id]
        return DayAccount.open(contract._get_day_terms(), included, until, taken, new)

    def _get_included(self, contract, body, year, grid):
        is_own = contract.day_source == "own"
        rows = contract.coverage_ids.filtered(
            lambda row: row._has_days() and (is_own or row.collectivity_id == body)
        )
        served = [Period(row.effective_from, row.effective_until or date.max) for row in rows]
        yearly = contract._get_own_allowance() if is_own else self._get_voted(contract, grid)
        return allowance(yearly, year, served, by_month=contract.day_prorata == "month")

    def _get_voted(self, contract, grid):
        """Days that the components due under the convention include."""
        due = grid.component_ids.filtered(lambda c: contract.nature in c._get_natures())
        return self._exact(sum(due.mapped("day_allowance")))

    # --- figures on screen ------------------------------------------------------------------

    def _get_figures(self, contracts):
        """Values of the day fields of conventions for the running year, by id."""
        figures = {contract.id: dict(NOTHING) for contract in contracts}
        for contract, accounts in self._get_accounts(contracts).items():
            figures[contract.id] = self._prepare_figures(accounts)
        return figures

    def _get_accounts(self, contracts):
        """The accounts of the running year, by convention."""
        today = self.env["dpo.clock"]._today()
        result = {}
        stored = contracts._origin.filtered("date_effect")
        for company, mine in stored.grouped("company_id").items():
            grid = self._find_grid(company, today)
            year = grid._period() if grid else self._get_year(today)
            for (contract_id, _body), account in self._load(mine, year, today, grid).items():
                accounts = result.setdefault(mine.browse(contract_id), [])
                if all(account is not other for other in accounts):
                    accounts.append(account)
        return result

    def _find_grid(self, company, day):
        """The voted grid of a day."""
        # sudo: days included are no secret for who sees the convention
        grids = self.env["dpo.fee.grid"].sudo()
        return grids.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "voted"),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ],
            limit=1,
        )

    def _prepare_figures(self, accounts):
        included = sum(account.included for account in accounts)
        spent = sum(account.spent for account in accounts)
        return {
            "day_included": float(included),
            "day_spent": float(spent),
            "day_remaining": float(sum(account.remaining for account in accounts)),
            "day_beyond": float(sum(account.beyond for account in accounts)),
            "day_to_call": float(sum(account.to_call for account in accounts)),
            "day_used": max((account.used_percent for account in accounts), default=0),
        }
