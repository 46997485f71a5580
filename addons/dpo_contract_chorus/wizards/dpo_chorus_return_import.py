from odoo import fields, models

from ..tools.chorus import columns, parse


class DpoChorusReturnImport(models.TransientModel):
    """Reads the statuses that Chorus Pro exports; bad lines are listed, good ones kept."""

    _name = "dpo.chorus.return.import"
    _inherit = ["dpo.titre.file.mixin"]
    _description = "Statuses read from Chorus Pro"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    read_count = fields.Integer("Statuses recorded")

    def _get_columns(self, header):
        return columns(header)

    def _parse(self, cells, positions):
        return parse(cells, positions)

    def _get_file_words(self):
        return self.env._(
            "This file cannot be read: it needs a first line with the columns Numéro de "
            "facture, Statut and Date du statut, in csv or xlsx."
        )

    def _record_entries(self, entries, problems):
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
                problems.append(self._problem(line, "unknown_number", entry.number))
            elif code := move._get_dpo_return_problem(entry.day):
                problems.append(self._problem(line, code, f"{entry.day:%d/%m/%Y}"))
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

    def _get_problem_words(self, titre):
        return {
            **super()._get_problem_words(titre),
            "no_number": self.env._("the number of the invoice is missing"),
            "status": self.env._("this status is not one of Chorus Pro"),
            "future": self.env._("the date is still to come"),
            "before_invoice": self.env._("the date is long before that of the invoice"),
            "unknown_number": self.env._("no posted invoice to a collectivity has this number"),
        }
