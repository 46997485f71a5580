from collections import Counter
from itertools import islice
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ..tools.collectivity_columns import normalise
from ..tools.collectivity_plan import Choices, Refused, plan_row
from ..tools.collectivity_rows import CollectivityRow, DuplicateGuard, RowContext, parse_row
from ..tools.french import number
from ..tools.tabular import FileProblem, Row

PART_ROWS = 500
PREVIEW_ROWS = 12
HOPELESS_ROWS, MAX_ISSUES = 2_000, 50_000


class Item(NamedTuple):
    """A row to load; ``id`` is its line, which the cursor of the batch follows."""

    id: int
    row: CollectivityRow


class Issue(NamedTuple):
    """What a refused row gets in the report."""

    line: int
    column: str
    value: str
    reason: str


class DpoImport(models.Model):
    """The two works of an import: reading and checking the file, then loading its good rows."""

    _inherit = "dpo.import"

    # --- check: one pass over the file, nothing is written about any collectivity -------------

    def _batch_check_remaining(self, batch, limit):
        return self if batch.cursor != self.id else self.browse()

    def _batch_check_process(self, batch, items):
        self._forget_check()
        tally, guard, preview = Counter(), DuplicateGuard(), False
        context, mapping, choices = self._row_context(), self._mapping(), self._choices()
        raw_rows = self._data_rows()
        with self._file_problems():
            while raw := list(islice(raw_rows, PART_ROWS)):
                steps, issues = self._check_rows(raw, mapping, context, choices, guard)
                self._keep_part(steps)
                self._keep_issues(batch, issues)
                tally.update(self._tally(steps, issues))
                self._check_hope(tally)
                preview = preview or self._preview_rows(steps, issues)
                self.env.invalidate_all()  # flushes first; memory stays flat
        self.write(self._prepare_check_values(tally, preview))

    def _check_hope(self, tally):
        """Stop reading what is not the list that its columns were said to hold."""
        if tally["row"] >= HOPELESS_ROWS and tally["refused"] == tally["row"]:
            raise FileProblem("hopeless", rows=HOPELESS_ROWS)
        if tally["issue"] > MAX_ISSUES:
            raise FileProblem("too_many_issues", limit=MAX_ISSUES)

    def _batch_check_done(self, batch):
        self._accept_check(batch)
        return self.env._(
            "%(rows)s rows read: %(new)s to create, %(changed)s to complete, "
            "%(unchanged)s already known, %(refused)s refusals",
            rows=self.row_count,
            new=self.new_count,
            changed=self.changed_count,
            unchanged=self.unchanged_count,
            refused=self.issue_count,
        )

    def _forget_check(self):
        self.part_ids.unlink()

    def _data_rows(self):
        return (row for row in self._read_file().rows if row.line > self.header_line)

    def _mapping(self):
        return {c.target: c.position for c in self.column_ids if c.target}

    def _row_context(self):
        body_types = self.env["dpo.body.type"].search([("active", "=", True)])
        names = {normalise(t.name): t.code for t in body_types}
        return RowContext(
            body_types={**names, **{normalise(t.code): t.code for t in body_types}},
            default_body_type=self.body_type_id.code,
            restore_zero=self.restore_zero,
        )

    def _choices(self):
        communes = (
            self.env["dpo.body.type"]
            .with_context(active_test=False)
            .search([("category", "=", "commune")])
        )
        return Choices(
            commune_types=frozenset(communes.mapped("code")),
            metric_keys=self._metric_keys(),
            replace=self.on_existing == "replace",
            engage=self.create_engagement,
        )

    def _metric_keys(self):
        keys = {}
        for target in self.column_ids.mapped("target"):
            if target == "agents":
                keys[target] = ("agents", self.agents_year, self.date_effective)
            elif target and target.startswith("population"):
                kind = self.population_kind if target == "population" else target
                keys[target] = (kind, self.reference_year, self.date_effective)
        return keys

    def _check_rows(self, raw_rows, mapping, context, choices, guard):
        """The steps of the good rows, and what is wrong with the others."""
        rows, problems = [], []
        for raw in raw_rows:
            found = parse_row(raw, mapping, context) if isinstance(raw, Row) else [raw]
            if isinstance(found, list):
                problems += found
            elif duplicate := guard.check(found):
                problems.append(duplicate)
            else:
                rows.append(found)
        steps, refusals = self._plan(rows, choices)
        return steps, self._issues_of_problems(problems) + self._issues_of_refusals(refusals)

    def _plan(self, rows, choices):
        """The steps of rows, and (row, why) for those that contradict what is on record."""
        book = self.env["dpo.collectivity.loader"]._read_book(rows, choices, self.company_id)
        steps, refusals = [], []
        for row in rows:
            try:
                steps.append(plan_row(row, book, choices))
            except Refused as refused:
                refusals.append((row, refused))
        return steps, refusals

    def _issues_of_problems(self, problems):
        reasons = self.env["dpo.import.reason"]
        titles = {c.target: c.title for c in self.column_ids if c.target}
        titles |= {str(c.position + 1): c.title for c in self.column_ids}
        return [
            Issue(p.line, titles.get(p.column, ""), p.value, reasons._of_row(p.code, other=p.other))
            for p in problems
        ]

    def _issues_of_refusals(self, refusals):
        reasons = self.env["dpo.import.reason"]
        titles = {c.target: c.title for c in self.column_ids if c.target}
        return [
            Issue(
                row.line,
                titles.get(refused.column, ""),
                refused.value,
                reasons._of_row(refused.code, known=refused.known),
            )
            for row, refused in refusals
        ]

    def _keep_part(self, steps):
        """Keep the rows that have something to write."""
        rows = [step.row for step in steps if step.outcome != "unchanged"]
        if rows:
            part = self.env["dpo.import.part"]
            part.create(part._prepare_part_values(self, rows))

    def _keep_issues(self, batch, issues):
        batch.env["dpo.batch.line"].create(
            [
                {
                    "batch_id": batch.id,
                    "position": issue.line,
                    "column": issue.column,
                    "value": issue.value,
                    "reason": issue.reason,
                }
                for issue in issues
            ]
        )

    def _tally(self, steps, issues):
        refused = {issue.line for issue in issues}
        return {
            "row": len(steps) + len(refused),
            "refused": len(refused),
            "issue": len(issues),
            "succession": sum(bool(step.succeeds) for step in steps),
            "kept": sum(step.kept for step in steps),
            **Counter(step.outcome for step in steps),
        }

    def _preview_rows(self, steps, issues):
        labels = {
            "new": self.env._("to create"),
            "changed": self.env._("to complete"),
            "unchanged": self.env._("nothing to do"),
        }
        good = [
            {
                "line": step.row.line,
                "outcome": step.outcome,
                "label": labels[step.outcome],
                "succession": step.succeeds.texts["name"] if step.succeeds else "",
                "cells": self._preview_cells(step.row),
            }
            for step in steps[:PREVIEW_ROWS]
        ]
        bad = [
            {
                "line": issue.line,
                "outcome": "refused",
                "label": self.env._("refused"),
                "reason": issue.reason,
                "cells": [issue.column, issue.value],
            }
            for issue in issues[:PREVIEW_ROWS]
        ]
        return sorted(good + bad, key=lambda row: row["line"])[:PREVIEW_ROWS]

    def _preview_cells(self, row):
        figures = [getattr(row, name) for name in self._metric_keys()]
        shown = [number(figure) for figure in figures if figure is not None]
        return [row.name, row.siren, row.insee, row.body_type, row.epci_name, " / ".join(shown)]

    def _prepare_check_values(self, tally, preview):
        kinds = ("row", "new", "changed", "unchanged", "succession", "kept")
        return {"preview_rows": preview, **{f"{kind}_count": tally[kind] for kind in kinds}}

    # --- load: rows in the order of the file ----------------------------------------------------

    def _batch_load_count(self):
        parts = self.env["dpo.import.part"]
        [(count,)] = parts._read_group([("import_id", "=", self.id)], aggregates=["row_count:sum"])
        return count

    def _batch_load_remaining(self, batch, limit):
        part = self.env["dpo.import.part"].search(
            [("import_id", "=", self.id), ("last_line", ">", batch.cursor)], limit=1
        )
        rows = [row for row in part._rows() if row.line > batch.cursor] if part else []
        return [Item(row.line, row) for row in rows[:limit]]

    def _batch_load_process(self, batch, items):
        steps, refusals = self._plan([item.row for item in items], self._choices())
        for issue in self._issues_of_refusals(refusals):
            # the runner halves the rows until the bad one stands alone
            raise UserError(issue.reason)
        self.env["dpo.collectivity.loader"]._apply(steps, self)

    def _batch_load_done(self, batch):
        if not batch.failed:  # else the failed rows can be tried again
            self._forget_check()
        self.state = "done"

    def _batch_label(self, item):
        return item.row.name if isinstance(item, Item) else super()._batch_label(item)

    def _prepare_batch_line_values(self, batch, item, reason):
        values = super()._prepare_batch_line_values(batch, item, reason)
        if not isinstance(item, Item):
            return values
        return {**values, "res_id": False, "position": item.id, "value": item.row.siren}
