import dataclasses
import json
from operator import attrgetter

from odoo import fields, models

from ..tools.collectivity_rows import CollectivityRow
from ..tools.retention import Retention

_values = attrgetter(*(field.name for field in dataclasses.fields(CollectivityRow)))


class DpoImportPart(models.Model):
    """Some hundred good rows of a checked file, kept until they are loaded.

    The file is read once, when it is checked: loading resumes at any line without it.
    """

    _name = "dpo.import.part"
    _description = "Checked rows of an import"
    _order = "first_line"
    _rec_name = "first_line"
    _dpo_retention = Retention(
        "delete", months=1, start_field="create_date", reason="Double de travail d’un fichier"
    )

    import_id = fields.Many2one("dpo.import", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id", store=True, precompute=True)
    first_line = fields.Integer(required=True)
    last_line = fields.Integer(required=True)
    row_count = fields.Integer(required=True)
    content = fields.Text(required=True, prefetch=False)

    def _prepare_part_values(self, job, rows):
        return {
            "import_id": job.id,
            "first_line": rows[0].line,
            "last_line": rows[-1].line,
            "row_count": len(rows),
            "content": json.dumps([_values(row) for row in rows]),
        }

    def _rows(self):
        return [CollectivityRow(*values) for values in json.loads(self.content)]
