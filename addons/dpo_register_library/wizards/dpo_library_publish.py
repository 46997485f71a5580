from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class DpoLibraryPublish(models.TransientModel):
    """Makes the words of a record the next version of a model, or a model of its own."""

    _name = "dpo.library.publish"
    _description = "Publication of a record as a model"

    processing_id = fields.Many2one("dpo.processing", "Record", required=True, ondelete="cascade")
    model_id = fields.Many2one(
        "dpo.library.model", "Next version of", help="Empty: a new model of our service."
    )
    key = fields.Char(help="Short name in lower case without accents, for a new model.")
    note = fields.Text("What changed", required=True)

    def action_confirm(self):
        """Prepare a draft: its changes are read before it is put in force."""
        self.check_access("write")
        self.ensure_one()
        self.processing_id.check_access("read")
        versions = self.env["dpo.library.version"]
        model = self.model_id or self._create_model()
        values = versions._prepare_record_values(model, self.processing_id, self.note)
        version = versions.create(values)
        return {
            "type": "ir.actions.act_window",
            "res_model": version._name,
            "res_id": version.id,
            "views": [(False, "form")],
        }

    def _create_model(self):
        key = (self.key or "").strip()
        if not key or not key.isascii() or not key.replace("_", "").isalnum():
            raise UserError(
                self.env._("Give the new model a short name: letters without accents and “_”.")
            )
        processing = self.processing_id
        return self.env["dpo.library.model"].create(
            {
                "key": key,
                "name": processing.name,
                "domain_id": processing.domain_id.id,
                "company_id": self.env.company.id,
                "body_type_ids": [Command.set(processing.collectivity_id.dpo_body_type_id.ids)],
            }
        )
