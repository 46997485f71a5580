import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.tabular import FileProblem, RowProblem, read_table

from ..models.dpo_titre import BILLING
from ..tools.titre_file import TitreProblem


class DpoTitreFileMixin(models.AbstractModel):
    """Reads a file of the finance software: bad lines are listed, good ones kept."""

    _name = "dpo.titre.file.mixin"
    _description = "File of the finance software"

    document = fields.Binary("File (csv or xlsx)", required=True, attachment=False)
    document_name = fields.Char()
    state = fields.Selection([("choose", "Choose"), ("read", "Read")], default="choose")
    read_count = fields.Integer("Recorded", readonly=True)
    unchanged_count = fields.Integer("Already known", readonly=True)
    problems = fields.Text("Lines not recorded", readonly=True)

    def action_read(self):
        """Read the file; show what was recorded and what was not."""
        self.check_access("write")
        self.ensure_one()
        if not self.env.user.has_group(BILLING):
            raise AccessError(self.env._("Only a billing officer reads these files."))
        problems = []
        entries = self._read_entries(problems)
        read, unchanged = self._record_entries(entries, problems)
        self.write(
            {
                "state": "read",
                "read_count": read,
                "unchanged_count": unchanged,
                "problems": "\n".join(words for _line, words in sorted(problems)) or False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _read_entries(self, problems):
        """(line, entry) of the good lines; a sentence is added for each bad one."""
        try:
            header, *rows = read_table(base64.b64decode(self.document)).rows
            columns = self._get_columns(header.cells)
        except FileProblem as problem:
            raise UserError(self.env["dpo.import.reason"]._of_file(problem)) from problem
        except (TitreProblem, ValueError, AttributeError) as error:
            raise UserError(self._get_file_words()) from error
        entries = ((row.line, self._parse_row(row, columns, problems)) for row in rows)
        return [(line, entry) for line, entry in entries if entry]

    def _parse_row(self, row, columns, problems):
        if isinstance(row, RowProblem):
            problems.append(self._problem(row.line, "unreadable", row.value))
            return None
        try:
            return self._parse(row.cells, columns)
        except TitreProblem as problem:
            problems.append(self._problem(row.line, problem.code, problem.value))
            return None

    def _record_entries(self, entries, problems):
        """Record the good lines; return how many were new and how many known."""
        found = self._find_titres([entry for _line, entry in entries])
        counts = {True: 0, False: 0}
        for line, entry in entries:
            titre = found.get(entry)
            code = self._check(titre, entry) if titre else "unknown_titre"
            if code:
                problems.append(self._problem(line, code, self._get_key(entry), titre))
            else:
                counts[self._record(titre, entry)] += 1
        return counts[True], counts[False]

    def _problem(self, line, code, value, titre=None):
        """(line, sentence) of a line that is not recorded."""
        words = self._get_problem_words(titre)
        sentence = self.env._(
            "Line %(line)s: %(reason)s (%(value)s)", line=line, reason=words[code], value=value
        )
        return line, sentence

    def _get_problem_words(self, titre):
        return {
            "no_reference": self.env._("our reference is missing"),
            "no_number": self.env._("the number of the titre is missing"),
            "date": self.env._("the date is not a date"),
            "amount": self.env._("the amount is not an amount"),
            "exercise": self.env._("the exercise is not a year"),
            "unreadable": self.env._("the line cannot be read"),
        }
