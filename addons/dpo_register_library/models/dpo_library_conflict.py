from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.retention import Retention


def packed(value):
    """A side of a conflict as the database holds it: what is not there is no value at all."""
    return None if value is None else {"value": value}


def unpacked(stored):
    return stored["value"] if stored else None


class DpoLibraryConflict(models.Model):
    """A place that both the model and the collectivity changed: somebody chooses.

    The local words stay until then; those that are replaced are kept here.
    """

    _name = "dpo.library.conflict"
    _inherit = ["dpo.scoped.mixin", "dpo.guarded.mixin"]
    _description = "Choice between a model and a record"
    _order = "processing_id, id"
    _dpo_same_collectivity = ("processing_id",)
    _dpo_retention = Retention(
        "delete", months=60, start_field="decided_on", reason="Choix fait sur une fiche du registre"
    )
    _dpo_by_action = frozenset(
        {
            "processing_id",
            "version_id",
            "path",
            "base_value",
            "local_value",
            "new_value",
            "state",
            "decided_on",
            "decided_by_id",
        }
    )

    processing_id = fields.Many2one(
        "dpo.processing", "Record", required=True, index=True, ondelete="cascade", readonly=True
    )
    version_id = fields.Many2one(
        "dpo.library.version", "New version", required=True, index=True, ondelete="restrict"
    )
    path = fields.Char(
        required=True, readonly=True, help="Field, or field of lines, key of a line, its field."
    )
    base_value = fields.Json(readonly=True)
    local_value = fields.Json(readonly=True)
    new_value = fields.Json(readonly=True)
    title = fields.Char("Where", compute="_compute_words")
    base_text = fields.Text("Model before", compute="_compute_words")
    local_text = fields.Text("In the register", compute="_compute_words")
    new_text = fields.Text("Model now", compute="_compute_words")
    state = fields.Selection(
        [
            ("open", "To be chosen"),
            ("kept", "Ours kept"),
            ("taken", "Model taken"),
            ("replaced", "Replaced by a later version"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    decided_on = fields.Date(readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, ondelete="restrict")

    _open_uniq = models.UniqueIndex(
        "(processing_id, path) WHERE state = 'open'", "This choice is open already."
    )
    _open_idx = models.Index("(collectivity_id) WHERE state = 'open'")

    @api.depends("processing_id.name", "path")
    def _compute_display_name(self):
        for conflict in self:
            conflict.display_name = f"{conflict.processing_id.name} – {conflict.title}"

    @api.depends("path", "state", "base_value", "local_value", "new_value")
    def _compute_words(self):
        for conflict in self:
            is_open = conflict.state == "open"
            sides = {
                "base_text": unpacked(conflict.base_value),
                "local_text": (
                    conflict._get_local_value() if is_open else unpacked(conflict.local_value)
                ),
                "new_text": unpacked(conflict.new_value),
            }
            conflict.title = conflict._describe_place(sides.values())
            for name, value in sides.items():
                conflict[name] = conflict._describe_value(value)

    def _describe_place(self, sides):
        path = self.path.split("/")
        lines = {}
        if len(path) > 1:
            held = self.processing_id._get_payload([path[0]])[path[0]]
            whole = [side for side in sides if isinstance(side, dict)]
            lines = {path[1]: held.get(path[1]) or next(iter(whole), {})}
        title, label = self.processing_id._describe_path(path, lines)
        return f"{title} – {label}" if label else title

    def _describe_value(self, value):
        """A value, or a whole line field by field, in words; empty for what is not there."""
        path = self.path.split("/")
        if value is None:
            return self.env._("(nothing)")
        if len(path) == 1:
            return self.processing_id._describe_plain_value(path[0], value)
        lines = self.env[self.processing_id._fields[path[0]].comodel_name]
        if len(path) == 3:
            return lines._describe_plain_value(path[2], value)
        return "\n".join(
            f"{lines._fields[name]._description_string(self.env)} : "
            f"{lines._describe_plain_value(name, content)}"
            for name, content in value.items()
            if content and name != "sequence"
        )

    def _get_local_value(self):
        """What the record says there now."""
        name, *rest = self.path.split("/")
        value = self.processing_id._get_copied_payload([name], keep_local=True)[name]
        for step in rest:
            value = None if value is None else value.get(step)
        return value

    # --- steps ------------------------------------------------------------------------------

    def action_keep(self):
        """The words of the register stay."""
        self._check_may_choose()
        self._decide("kept")

    def action_take(self):
        """The words of the model replace those of the register, which are kept here."""
        self._check_may_choose()
        for conflict in self:
            name = conflict.path.split("/")[0]
            section = conflict.processing_id._get_section_of(name)
            payload = {name: conflict._get_taken_value()}
            conflict._decide("taken")
            conflict.processing_id.action_save_section(section, payload)

    def _check_may_choose(self):
        self.check_access("read")
        self.processing_id._check_may_edit()
        if any(conflict.state != "open" for conflict in self):
            raise UserError(self.env._("This choice was made already: look at the list again."))

    def _get_taken_value(self):
        """The content of the field once the model is taken at this place."""
        name, *rest = self.path.split("/")
        new = unpacked(self.new_value)
        if not rest:
            return new
        key, *inside = rest
        # each line is named, with nothing to change in the others
        lines = {line.key: {} for line in self.processing_id[name]}
        if inside and key not in lines:
            raise UserError(self.env._("This line is no longer in the register: keep yours."))
        if inside:
            lines[key] = {inside[0]: new}
        elif new is None:
            lines.pop(key, None)
        else:
            lines[key] = new
        return lines

    def _decide(self, state):
        # sudo: the right to edit the record was checked; the portal writes nothing else
        for conflict in self.sudo():
            conflict._write_by_action(
                {
                    "local_value": packed(conflict._get_local_value()),
                    "state": state,
                    "decided_on": self.env["dpo.clock"]._today(),
                    "decided_by_id": self.env.uid,
                }
            )
