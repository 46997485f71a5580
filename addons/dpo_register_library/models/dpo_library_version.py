from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_register.models.dpo_processing import SECTIONS
from odoo.addons.dpo_register.tools.completeness import CHECKS
from odoo.addons.dpo_register.tools.payload import changes

from ..tools.activity import tidy


@dataclass(frozen=True)
class Template:
    """Values of a record to be: its own, and those of its lines by model of lines."""

    values: dict
    lines: dict


class DpoLibraryVersion(models.Model):
    """One version of a model activity: what a copy started from, for ever.

    A copy remembers its version: the next one is merged from there. Hence what is published
    never changes.
    """

    _name = "dpo.library.version"
    _inherit = ["dpo.guarded.mixin"]
    _description = "Version of a model activity"
    _order = "model_id, number desc"
    _rec_names_search = ["model_id.name"]
    _dpo_by_action = frozenset({"state", "published_on", "published_by_id"})
    _dpo_frozen = ("model_id", "number", "payload", "confidence")

    model_id = fields.Many2one(
        "dpo.library.model", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="model_id.company_id", store=True, precompute=True)
    number = fields.Integer("Version", required=True, readonly=True, aggregator=None)
    payload = fields.Json("Content", required=True, readonly=True)
    note = fields.Text("What changed")
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")],
        "How far the sources were read",
        required=True,
        default="medium",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    published_on = fields.Date(readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users", "Published by", readonly=True, copy=False, ondelete="restrict"
    )
    changes_html = fields.Html("Against the version before", compute="_compute_changes_html")
    content_html = fields.Html("Content in words", compute="_compute_content_html")

    _number_uniq = models.UniqueIndex("(model_id, number)", "This version exists already.")
    _number_positive = models.Constraint("CHECK(number >= 1)", "Versions count from 1.")

    @api.depends("model_id.name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(model)s, version %(number)s", model=version.model_id.name, number=version.number
            )

    def write(self, vals):
        frozen = set(vals).intersection(self._dpo_frozen)
        if frozen and any(version.state == "published" for version in self):
            raise UserError(
                self.env._("A published version does not change: publish a new version.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(version.state == "published" for version in self):
            raise UserError(self.env._("A published version is kept: records were made from it."))

    # --- in words ---------------------------------------------------------------------------

    def _compute_changes_html(self):
        for version in self:
            before = version._get_previous()
            version.changes_html = version._render_changes(before.payload if before else {})

    def _compute_content_html(self):
        for version in self:
            version.content_html = version._render_changes({})

    def _get_previous(self):
        older = self.model_id.version_ids.filtered(lambda other: other.number < self.number)
        return older.sorted("number")[-1:]

    def _render_changes(self, before):
        found = self.env["dpo.processing"]._describe_changes(before or {}, self.payload or {})
        return self.env["ir.qweb"]._render(
            "dpo_register_library.version_changes", {"changes": found, "has_before": bool(before)}
        )

    # --- life -------------------------------------------------------------------------------

    @api.model
    def _prepare_activity_values(self, model, activity):
        return {
            "model_id": model.id,
            "number": activity.number,
            "payload": activity.payload,
            "confidence": activity.confidence,
            "note": activity.note,
        }

    @api.model
    def _prepare_record_values(self, model, processing, note):
        """The next version of ``model``, made of the words of a record."""
        payload = processing._get_copied_payload()
        number = max(model.version_ids.mapped("number"), default=0) + 1
        return {"model_id": model.id, "number": number, "payload": tidy(payload), "note": note}

    @api.model
    def _check_payload(self, payload):
        """Refuse what no record could hold: an unknown field, key or answer."""
        processings = self.env["dpo.processing"]
        processings._prepare_payload_values(payload)
        for name, lines in payload.items():
            if processings._fields[name].type == "one2many":
                line_model = self.env[processings._fields[name].comodel_name]
                for line in lines.values():
                    line_model._prepare_payload_values(line)

    def action_publish(self):
        """Put the drafts in force: what is deployed from now on starts from them."""
        self.check_access("write")
        drafts = self.filtered(lambda version: version.state == "draft")
        drafts._write_by_action(
            {
                "state": "published",
                "published_on": self.env["dpo.clock"]._today(),
                "published_by_id": self.env.uid,
            }
        )
        for model in drafts.model_id:
            published = model.version_ids.filtered(lambda version: version.state == "published")
            latest = published.sorted("number")[-1:]
            model._write_by_action({"version_id": latest.id, "name": latest.payload["name"]})

    # --- copies -----------------------------------------------------------------------------

    def _get_changed_names(self, newer):
        """Fields of the record that differ from this version to ``newer``."""
        found = changes(self.payload, newer.payload)
        return list(dict.fromkeys(path[0] for path, _before, _after in found))

    def _prepare_template(self, sensitive):
        """Values of a copy; what is derived from them is worked out once for all the copies."""
        processings = self.env["dpo.processing"]
        derived = processings._prepare_derived_values(self.payload, sensitive, list(CHECKS))
        values = {
            **processings._prepare_payload_values(self.payload),
            **derived,
            **{f"confidence_{section}": "model" for section in SECTIONS},
            "model_id": self.model_id.id,
            "model_version_id": self.id,
            "changed_on": self.env["dpo.clock"]._today(),
        }
        return Template(values, self._prepare_template_lines())

    def _prepare_template_lines(self):
        lines = {}
        for name, content in self.payload.items():
            field = self.env["dpo.processing"]._fields[name]
            if field.type == "one2many":
                model = self.env[field.comodel_name]
                lines[field.comodel_name] = [
                    {**model._prepare_payload_values(line), "key": key}
                    for key, line in content.items()
                ]
        return lines
