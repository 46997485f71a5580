from odoo import api, fields, models
from odoo.exceptions import UserError


class DpoProcessing(models.Model):
    """A record may be the copy of a model activity: it knows which version it started from."""

    _inherit = "dpo.processing"
    _dpo_by_action = frozenset({"model_id", "model_version_id"})
    _dpo_fields = {
        "model_id": "skip",
        "model_version_id": "skip",
        "is_update_available": "skip",
        "conflict_ids": "skip",
    }

    model_id = fields.Many2one(
        "dpo.library.model",
        "Model activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    model_version_id = fields.Many2one(
        "dpo.library.version",
        "Version of the model",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_update_available = fields.Boolean(
        "Newer version of the model",
        compute="_compute_is_update_available",
        search="_search_is_update_available",
    )
    conflict_ids = fields.One2many(
        "dpo.library.conflict", "processing_id", "To be chosen", readonly=True
    )

    _model_uniq = models.UniqueIndex(
        "(collectivity_id, company_id, model_id) WHERE model_id IS NOT NULL AND date_end IS NULL",
        "This model is in the register of the collectivity already.",
    )

    @api.depends("model_version_id", "model_id.version_id")
    def _compute_is_update_available(self):
        for record in self:
            # sudo: only whether a newer version exists
            latest = record.model_id.sudo().version_id
            record.is_update_available = bool(latest and latest != record.model_version_id)

    def _search_is_update_available(self, operator, value):
        if operator != "in":
            return NotImplemented
        latest = (
            self.env["dpo.library.model"].sudo().search([("version_id", "!=", False)]).version_id
        )
        behind = [("model_version_id", "!=", False), ("model_version_id", "not in", latest.ids)]
        return behind if True in value else ["!", "&", *behind]

    def _get_copied_payload(self, names=None, *, keep_local=False):
        """The record as a model would say it, without what only the commune says.

        ``keep_local``: what the commune wrote in a line stays in it, so that a merge sees it.
        """
        names = self._get_content_fields("copy") if names is None else names
        payload = self._get_payload(names)
        for name in names:
            if self._fields[name].type == "one2many":
                local = self[name]._get_content_fields("local")
                payload[name] = {
                    key: {
                        field: value
                        for field, value in line.items()
                        if field not in local or (keep_local and value)
                    }
                    for key, line in payload[name].items()
                }
        return payload

    def action_publish_model(self):
        """Make the words of this record the next version of its model, or a new model."""
        self.ensure_one()
        self.check_access("read")
        if not self.env["dpo.library.version"].has_access("create"):
            raise UserError(self.env._("Ask a manager to publish a model."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Publish as a model"),
            "res_model": "dpo.library.publish",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_processing_id": self.id,
                "default_model_id": self.model_id.id,
            },
        }

    def _prepare_model_lines(self, name, values):
        """Commands for the lines ``name``, each with the only fields that change in it."""
        if name not in values:
            return []
        held = self._get_copied_payload([name], keep_local=True)[name]
        lines = {
            key: {
                field: value
                for field, value in line.items()
                if key not in held or held[key].get(field) != value
            }
            for key, line in values[name].items()
        }
        return self._prepare_lines_commands(name, lines)
