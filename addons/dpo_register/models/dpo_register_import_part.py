import json

from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention


class DpoRegisterImportPart(models.Model):
    """Some hundred items of a checked file, kept until they are loaded, and their outcomes."""

    _name = "dpo.register.import.part"
    _description = "Checked items of an imported register"
    _order = "first_line"
    _rec_name = "first_line"
    _dpo_retention = Retention(
        "delete", months=1, start_field="create_date", reason="Double de travail d’un fichier"
    )

    import_id = fields.Many2one(
        "dpo.register.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True, precompute=True)
    user_id = fields.Many2one(related="import_id.user_id", store=True, precompute=True)
    first_line = fields.Integer(required=True)
    last_line = fields.Integer(required=True)
    item_count = fields.Integer(required=True)
    content = fields.Text(required=True, prefetch=False)
    outcomes = fields.Json(help="Line of an item: what was done of it.")

    def _prepare_part_values(self, job, items):
        return {
            "import_id": job.id,
            "first_line": items[0]["id"],
            "last_line": items[-1]["id"],
            "item_count": len(items),
            "content": json.dumps(items),
        }

    def _items(self):
        return json.loads(self.content)
