from odoo import fields, models

from ..tools.payload import changes
from .dpo_processing import SECTIONS


class DpoProcessing(models.Model):
    """What changed since the version under the mayor's last visa, field by field."""

    _inherit = "dpo.processing"  # pylint: disable=consider-merging-classes-inherited
    _dpo_fields = {"changes_html": "skip"}

    changes_html = fields.Html("Since the last visa", compute="_compute_changes_html")

    def _compute_changes_html(self):
        for record in self:
            record.changes_html = self.env["ir.qweb"]._render(
                "dpo_register.processing_changes",
                {
                    "changes": record._get_changes_since_visa(),
                    "register": record._get_register(),
                },
            )

    def _get_register(self):
        """The register that holds this record (recordset of 0 or 1)."""
        # sudo: date of the visa, shown to whoever reads the record
        return (
            self.env["dpo.register"]
            .sudo()
            .search(
                [
                    ("collectivity_id", "=", self.collectivity_id.id),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        )

    def _get_changes_since_visa(self):
        """List of ``dict(title, field, before, after)``; empty without a visa."""
        self.ensure_one()
        approval = self._get_register().visa_approval_id
        if not approval:
            return []
        before = approval._get_content().get("processings", {}).get(str(self.id), {})
        return self._describe_changes(before, self._get_payload())

    def _describe_changes(self, before, after):
        """Changes between two payloads of this record, in words, section by section."""
        order = [name for names in SECTIONS.values() for name in names]
        found = changes(before, after)
        return [
            self._describe_change(path, old, new, before, after)
            for path, old, new in sorted(found, key=lambda change: order.index(change[0][0]))
            if path[-1] != "sequence"
        ]

    def _describe_change(self, path, old, new, before, after):
        lines = (after.get(path[0]) or {}) | (before.get(path[0]) or {}) if len(path) > 1 else {}
        title, label = self._describe_path(path, lines)
        model = self.env[self._fields[path[0]].comodel_name] if len(path) > 1 else self
        return {
            "title": title,
            "field": label,
            "before": model._describe_plain_value(path[-1], old),
            "after": model._describe_plain_value(path[-1], new),
        }
