import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.tabular import FileProblem, RowProblem, read_table

from ..tools.titre_numbers import TitreProblem, columns, parse


class DpoTitreImport(models.TransientModel):
    """Reads back the numbers of the finance software; bad lines are listed, good ones kept."""

    _name = "dpo.titre.import"
    _description = "Numbers of the titres read back"

    call_id = fields.Many2one("dpo.fee.call", required=True)
    document = fields.Binary("File (csv or xlsx)", required=True, attachment=False)
    document_name = fields.Char()
    state = fields.Selection([("choose", "Choose"), ("read", "Read")], default="choose")
    read_count = fields.Integer("Numbers recorded", readonly=True)
    unchanged_count = fields.Integer("Already known", readonly=True)
    problems = fields.Text("Lines not recorded", readonly=True)

    def action_read(self):
        self.check_access("write")
        if not self.env.user.has_group("dpo_base.group_dpo_billing"):
            raise AccessError(self.env._("Only a billing officer reads the numbers back."))
        problems = []
        entries = self._read_entries(problems)
        read, unchanged = self._record_entries(entries, problems)
        self.write(
            {
                "state": "read",
                "read_count": read,
                "unchanged_count": unchanged,
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
        except (FileProblem, TitreProblem, ValueError, AttributeError) as error:
            raise UserError(
                self.env._(
                    "This file cannot be read: it needs a first line with the columns "
                    "Référence, Numéro and Date, in csv or xlsx."
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

    def _record_entries(self, entries, problems):
        """Record the good lines; return how many were new and how many known."""
        references = [entry.reference for _line, entry in entries]
        titres = self.env["dpo.titre"].search(
            [("call_id", "=", self.call_id.id), ("reference", "in", references)]
        )
        by_reference = {titre.reference: titre for titre in titres}
        counts = {True: 0, False: 0}
        for line, entry in entries:
            titre = by_reference.get(entry.reference)
            code = titre._check_entry(entry) if titre else "unknown_reference"
            if code:
                problems.append(self._sentence(line, code, entry.reference))
            else:
                counts[titre._record_number(entry)] += 1
        return counts[True], counts[False]

    def _sentence(self, line, code, value):
        reasons = {
            "no_reference": self.env._("our reference is missing"),
            "no_number": self.env._("the number of the titre is missing"),
            "date": self.env._("the date is not a date"),
            "amount": self.env._("the amount is not an amount"),
            "unreadable": self.env._("the line cannot be read"),
            "unknown_reference": self.env._("no titre of this call has this reference"),
            "other_number": self.env._("another number is already recorded: correct it by hand"),
            "other_amount": self.env._("the amount is not the one we sent"),
        }
        return self.env._(
            "Line %(line)s: %(reason)s (%(value)s)", line=line, reason=reasons[code], value=value
        )
