from odoo import fields, models

from ..tools.titre_numbers import columns, parse


class DpoTitreImport(models.TransientModel):
    """Reads back the numbers of the finance software; bad lines are listed, good ones kept."""

    _name = "dpo.titre.import"
    _inherit = ["dpo.titre.file.mixin"]
    _description = "Numbers of the titres read back"

    call_id = fields.Many2one("dpo.fee.call", required=True)

    def _get_columns(self, cells):
        return columns(cells)

    def _parse(self, cells, positions):
        return parse(cells, positions)

    def _get_file_words(self):
        return self.env._(
            "This file cannot be read: it needs a first line with the columns "
            "Référence, Numéro and Date, in csv or xlsx."
        )

    def _find_titres(self, entries):
        """Entry -> the titre of this call with that reference."""
        titres = self.env["dpo.titre"].search(
            [
                ("call_id", "=", self.call_id.id),
                ("reference", "in", [entry.reference for entry in entries]),
            ]
        )
        known = {titre.reference: titre for titre in titres}
        return {entry: known[entry.reference] for entry in entries if entry.reference in known}

    def _check(self, titre, entry):
        return titre._check_entry(entry)

    def _record(self, titre, entry):
        return titre._record_number(entry)

    def _get_key(self, entry):
        return entry.reference

    def _get_problem_words(self, titre):
        return super()._get_problem_words(titre) | {
            "unknown_titre": self.env._("no titre of this call has this reference"),
            "other_number": self.env._(
                "another number is already recorded: correct it on the titre, with a reason"
            ),
            "other_amount": self.env._("the amount is not the one we sent"),
            "other_date": self.env._(
                "another day of issue is already recorded: correct it on the titre, with a reason"
            ),
            "number_taken": self.env._("another titre of this call already has this number"),
            **self.env["dpo.titre"]._get_issue_words(),
        }
