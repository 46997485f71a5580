from odoo import api, fields, models


class DpoJournalCheck(models.TransientModel):
    """Reads the stored journal again and names the first entry that does not hold."""

    _name = "dpo.journal.check"
    _description = "Check of the journal"

    result = fields.Selection(
        [("holds", "The journal holds"), ("broken", "An entry was altered")], readonly=True
    )
    entry_id = fields.Many2one("dpo.journal.entry", "Altered entry", readonly=True)
    entry_number = fields.Integer("Entry", readonly=True)
    entry_collectivity = fields.Char("Collectivity", readonly=True)
    difference = fields.Selection("_selection_difference", "What differs", readonly=True)
    checked_count = fields.Integer("Entries read", readonly=True)
    late_count = fields.Integer("Entries not sealed in time", compute="_compute_late_count")

    @api.model
    def _selection_difference(self):
        return [
            *{
                "seq": self.env._("Its number: an entry before it is missing, or it comes twice"),
                "link": self.env._("It does not follow the entry before it"),
                "content": self.env._("Its date, kind, record, author or seal"),
                "payload": self.env._("Its content is not what was written"),
            }.items()
        ]

    @api.depends("result")
    def _compute_late_count(self):
        self.late_count = self.env["dpo.journal.entry"]._count_late()

    def action_check(self):
        """Check every chain the user may read, from the stored rows."""
        journal = self.env["dpo.journal.entry"]
        journal.check_access("read")
        entry, reason = journal._find_broken()
        self.write(
            {
                "result": "broken" if reason else "holds",
                "entry_id": entry.id,
                "entry_number": entry.id,
                "entry_collectivity": entry.collectivity_id.name,
                "difference": reason,
                "checked_count": journal.search_count([]),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Check the journal"),
        }
