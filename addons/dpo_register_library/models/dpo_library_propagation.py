from collections import Counter
from dataclasses import dataclass
from json import dumps

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_register.models.dpo_processing import SECTIONS
from odoo.addons.dpo_register.tools.merge import MISSING, merge
from odoo.addons.dpo_register.tools.payload import to_json, to_merge

from .dpo_library_conflict import packed
from .dpo_library_deployer import QUIET


@dataclass(frozen=True)
class Change:
    """What a new version changes in one copy, and what it leaves to be chosen."""

    copy: models.Model
    values: dict
    conflicts: tuple


class DpoLibraryPropagation(models.Model):
    """A new version of a model brought to its live copies, three ways.

    Base: the version each copy started from; local: the record; new: this version. What the
    commune left as the model wrote it follows the model; what both changed is to be chosen.
    """

    _name = "dpo.library.propagation"
    _inherit = ["dpo.batch.mixin", "dpo.guarded.mixin"]
    _description = "Propagation of a version"
    _order = "id desc"
    _rec_name = "version_id"
    _dpo_batch_kinds = ("propagate",)
    _dpo_batch_inputs = frozenset({"version_id"})
    # one field of five hundred copies takes less than a second
    _dpo_batch_first = 500
    _dpo_by_action = frozenset(
        {"state", "copy_count", "field_count", "conflict_count", "preview", "treated_count"}
    )

    version_id = fields.Many2one(
        "dpo.library.version",
        "New version",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "=", "published")],
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    changes_html = fields.Html(related="version_id.changes_html")
    state = fields.Selection(
        [("draft", "To prepare"), ("previewed", "Previewed"), ("launched", "Launched")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    copy_count = fields.Integer("Records behind", readonly=True, copy=False)
    field_count = fields.Integer("Changes taken as they are", readonly=True, copy=False)
    conflict_count = fields.Integer("To be chosen", readonly=True, copy=False)
    preview = fields.Text(readonly=True, copy=False)
    treated_count = fields.Integer("Records up to date", readonly=True, copy=False)
    open_count = fields.Integer("Choices still open", compute="_compute_open_count")

    def _compute_open_count(self):
        groups = self.env["dpo.library.conflict"]._read_group(
            [("version_id", "in", self.version_id.ids), ("state", "=", "open")],
            ["version_id"],
            ["__count"],
        )
        counts = {version.id: count for version, count in groups}
        for propagation in self:
            propagation.open_count = counts.get(propagation.version_id.id, 0)

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_conflicts(self):
        self.check_access("read")
        self.ensure_one()
        xmlid = "dpo_register_library.dpo_library_conflict_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("version_id", "=", self.version_id.id)]}

    # --- what changes -----------------------------------------------------------------------

    def _get_behind_domain(self):
        return [
            ("model_id", "=", self.version_id.model_id.id),
            ("company_id", "=", self.company_id.id),
            ("date_end", "=", False),
            ("model_version_id", "!=", self.version_id.id),
            ("model_version_id.number", "<", self.version_id.number),
        ]

    def _get_changes(self, copies):
        """What the version changes in each copy; only the fields that it changed are read."""
        found = []
        for base, records in copies.grouped("model_version_id").items():
            names = base._get_changed_names(self.version_id)
            before, new = (
                to_merge({name: version.payload[name] for name in names if name in version.payload})
                for version in (base, self.version_id)
            )
            for record in records:
                found.append(self._get_change(record, names, before, new))
        return found

    def _get_change(self, record, names, before, new):
        local = record._get_copied_payload(names, keep_local=True)
        merged = merge(before, to_merge(local), new)
        payload = to_json(merged.payload)
        return Change(
            record,
            {name: payload[name] for name in names if payload[name] != local[name]},
            # an order that both changed is no matter of choice
            tuple(one for one in merged.conflicts if one.path[-1] != "sequence"),
        )

    def action_preview(self):
        """Count the copies, what they take as it is, and what is to be chosen."""
        self.check_access("write")
        self.ensure_one()
        if self.batch_id._is_live():
            raise UserError(self.env._("The propagation is running: wait for its end."))
        copies = self.env["dpo.processing"].search(self._get_behind_domain())
        found = self._get_changes(copies)
        self._write_by_action(
            {
                "state": "previewed",
                "copy_count": len(copies),
                "field_count": sum(len(change.values) for change in found),
                "conflict_count": sum(len(change.conflicts) for change in found),
                "preview": self._describe_changes(found),
                "treated_count": 0,
            }
        )

    def _describe_changes(self, found):
        fields_ = self.env["dpo.processing"]._fields
        taken = Counter(name for change in found for name in change.values)
        asked = Counter(one.path[0] for change in found for one in change.conflicts)
        return "\n".join(
            self.env._(
                "%(field)s: %(taken)s records follow the model, %(asked)s choices",
                field=fields_[name]._description_string(self.env),
                taken=taken[name],
                asked=asked[name],
            )
            for name in dict.fromkeys([*taken, *asked])
        )

    def action_launch(self):
        """Bring the version to the copies, in the background."""
        self.check_access("write")
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("Look at the preview first."))
        if self.version_id.state != "published":
            raise UserError(self.env._("Publish the version first."))
        self._launch_batch("propagate", self.env._("Propagation: %s", self.version_id.display_name))
        self._write_by_action({"state": "launched"})

    # --- background work --------------------------------------------------------------------

    def _batch_propagate_count(self):
        return self.env["dpo.processing"].search_count(self._get_behind_domain())

    def _batch_propagate_remaining(self, batch, limit):
        domain = [*self._get_behind_domain(), ("id", ">", batch.cursor)]
        return self.env["dpo.processing"].search(domain, order="id", limit=limit)

    def _batch_propagate_process(self, batch, copies):
        copies = copies.with_context(**QUIET, dpo_ids_by_key={})
        found = self._get_changes(copies)
        self._apply(found)
        self._queue_conflicts(found)
        copies._write_by_action({"model_version_id": self.version_id.id})
        self._write_by_action({"treated_count": self.treated_count + len(copies)})

    def _batch_propagate_done(self, batch):
        return self.env._("%s records up to date.", self.treated_count)

    def _apply(self, found):
        """Write what changes: once for all the copies that take the same values."""
        self._write_fields(found)
        self._write_lines(found)
        by_sections = {}
        for change in found:
            sections = frozenset(change.copy._get_section_of(name) for name in change.values)
            if sections:
                by_sections.setdefault(sections, change.copy.browse())
                by_sections[sections] += change.copy
        for sections, copies in by_sections.items():
            self._mark_changed(copies, sections)

    def _write_fields(self, found):
        groups = {}
        for change in found:
            values = {
                name: value
                for name, value in change.values.items()
                if change.copy._fields[name].type != "one2many"
            }
            if values:
                group = groups.setdefault(dumps(values, sort_keys=True), (values, []))
                group[1].append(change.copy.id)
        for values, ids in groups.values():
            copies = found[0].copy.browse(ids)
            copies._write_by_action(copies._prepare_payload_values(values))

    def _write_lines(self, found):
        """Lines of all the copies together: created, changed by identical values, removed."""
        for name in {name for change in found for name in change.values}:
            if found[0].copy._fields[name].type != "one2many":
                continue
            lines = found[0].copy[name].browse()
            created, removed, changed = [], [], {}
            for change in found:
                for code, id_, values in change.copy._prepare_model_lines(name, change.values):
                    if code == 0:
                        created.append({**values, "processing_id": change.copy.id})
                    elif code == 1:
                        group = changed.setdefault(repr(sorted(values.items())), (values, []))
                        group[1].append(id_)
                    else:
                        removed.append(id_)
            lines.browse(removed)._unlink_from_model()
            lines._create_from_model(created)
            for values, ids in changed.values():
                lines.browse(ids)._write_from_model(values)

    def _mark_changed(self, copies, sections):
        """The consequences of an edit; what the commune had not declared is from the model."""
        said = [f"confidence_{section}" for section in SECTIONS]
        for section in sections:
            name = f"confidence_{section}"
            verified = copies.filtered(lambda copy, name=name: copy[name] == "verified")
            verified._write_by_action({name: "model"})
        copies._on_content_changed(sections, said=said)
        body = self.env._("Model updated by your DPD: %s.", self.version_id.display_name)
        copies._message_log_batch({id_: body for id_ in copies.ids})

    # --- what is to be chosen ---------------------------------------------------------------

    def _queue_conflicts(self, found):
        """One open choice a place: a later version takes over what was not chosen yet."""
        conflicts = self.env["dpo.library.conflict"]
        pairs = [(change.copy, one) for change in found for one in change.conflicts]
        if not pairs:
            return
        copies = found[0].copy.union(*(copy for copy, _one in pairs))
        paths = {(copy.id, "/".join(one.path)) for copy, one in pairs}
        older = conflicts.search([("processing_id", "in", copies.ids), ("state", "=", "open")])
        older = older.filtered(lambda one: (one.processing_id.id, one.path) in paths)
        older._write_by_action({"state": "replaced", "decided_on": self.env["dpo.clock"]._today()})
        self.env.flush_all()  # one open choice a place, says the index
        conflicts._create_by_action(
            [self._prepare_conflict_values(copy, one) for copy, one in pairs]
        )

    @api.model
    def _prepare_conflict_values(self, copy, conflict):
        return {
            "processing_id": copy.id,
            "collectivity_id": copy.collectivity_id.id,
            "company_id": copy.company_id.id,
            "version_id": self.version_id.id,
            "path": "/".join(conflict.path),
            "base_value": _stored(conflict.base),
            "new_value": _stored(conflict.new),
        }


def _stored(value):
    """A side of a conflict of the merge as the queue holds it."""
    if value is MISSING:
        return packed(None)
    return packed(sorted(value) if isinstance(value, frozenset) else value)
