import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.tabular import FileProblem, RowProblem, read_table
from odoo.addons.dpo_contract_account.tools.titre_file import TitreProblem

from ..models.dpo_chorus_return import BILLING
from ..tools.chorus import columns, parse


class DpoChorusReturnImport(models.TransientModel):
    """Reads the statuses that Chorus Pro exports; bad lines are listed, good ones kept."""

    _name = "dpo.chorus.return.import"
    _description = "Statuses read from Chorus Pro"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    document = fields.Binary("File (csv or xlsx)", required=True, attachment=False)
    document_name = fields.Char()
    state = fields.Selection([("choose", "Choose"), ("read", "Read")], default="choose")
    read_count = fields.Integer("Statuses recorded", readonly=True)
    unchanged_count = fields.Integer("Already known", readonly=True)
    problems = fields.Text("Lines not recorded", readonly=True)

    def action_read(self):
        self.check_access("write")
        if not self.env.user.has_group(BILLING):
            raise AccessError(self.env._("Only a billing officer reads the returns of Chorus Pro."))
        problems = []
        new, known = self._record(self._read_entries(problems), problems)
        self.write(
            {
                "state": "read",
                "read_count": new,
                "unchanged_count": known,
                "problems": "\n".join(problems) or False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _read_entries(self, problems):
        """(line, entry) of the good lines; a sentence is added for each bad one."""
        try:
            header, *rows = read_table(base64.b64decode(self.document)).rows
            positions = columns(header.cells)
        except FileProblem as problem:
            raise UserError(self.env["dpo.import.reason"]._of_file(problem)) from problem
        except (TitreProblem, ValueError, AttributeError) as error:
            raise UserError(
                self.env._(
                    "This file cannot be read: it needs a first line with the columns Numéro de "
                    "facture, Statut and Date du statut, in csv or xlsx."
                )
            ) from error
        entries = ((row.line, self._parse_row(row, positions, problems)) for row in rows)
        return [(line, entry) for line, entry in entries if entry]

    def _parse_row(self, row, positions, problems):
        if isinstance(row, RowProblem):
            problems.append(self._sentence(row.line, "unreadable", row.value))
            return None
        try:
            return parse(row.cells, positions)
        except TitreProblem as problem:
            problems.append(self._sentence(row.line, problem.code, problem.value))
            return None

    def _record(self, entries, problems):
        """Record the good lines; return how many were new and how many known."""
        moves = self._get_moves({entry.number for _line, entry in entries})
        known = {
            (record.move_id.id, record.status, record.status_on)
            for record in self.env["dpo.chorus.return"].search([("move_id", "in", moves.ids)])
        }
        by_number = {move.name: move for move in moves}
        found, repeated = {}, 0
        for line, entry in entries:
            move = by_number.get(entry.number)
            key = move and (move.id, entry.status, entry.day)
            if not move:
                problems.append(self._sentence(line, "unknown_number", entry.number))
            elif code := move._get_dpo_return_problem(entry.day):
                problems.append(self._sentence(line, code, f"{entry.day:%d/%m/%Y}"))
            elif key in known or key in found:
                repeated += 1
            else:
                found[key] = entry.reason
        self.env["dpo.chorus.return"].create(
            [
                {"move_id": move, "status": status, "status_on": day, "reason": reason}
                for (move, status, day), reason in found.items()
            ]
        )
        return len(found), repeated

    def _get_moves(self, numbers):
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("name", "in", list(numbers)),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
            ]
        )
        return moves.filtered(lambda move: move._is_dpo_chorus())

    def _sentence(self, line, code, value):
        reasons = {
            "no_number": self.env._("the number of the invoice is missing"),
            "status": self.env._("this status is not one of Chorus Pro"),
            "date": self.env._("the date is not a date"),
            "future": self.env._("the date is still to come"),
            "before_invoice": self.env._("the date is long before that of the invoice"),
            "unreadable": self.env._("the line cannot be read"),
            "unknown_number": self.env._("no posted invoice to a collectivity has this number"),
        }
        return self.env._(
            "Line %(line)s: %(reason)s (%(value)s)", line=line, reason=reasons[code], value=value
        )
