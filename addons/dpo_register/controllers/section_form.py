"""One section of a record as a form without JavaScript.

What is typed travels as *raw* values: texts, booleans for boxes, lists of keys for the entries
of a catalogue, ``{key: {field: raw}}`` for lines. It is shown again as it was typed whenever
something is refused; ``payload`` makes of it what ``action_save_section`` takes.
"""

import uuid

from odoo.fields import Domain

from odoo.addons.dpo_base.controllers.portal import typed_text

from ..models.dpo_processing import SECTIONS
from ..models.dpo_processing_line_mixin import TITLES
from ..tools.typed_value import typed_count, typed_day

#: Prefixes of the names of inputs: values, keys of lines, lines to delete, categories to add.
VALUE, KEYS, DELETE, TICK = "v", "keys", "del", "tick"


class SectionForm:
    """The form of ``section`` on ``record`` (with full access: who may was checked)."""

    def __init__(self, record, section):
        self.record = record
        self.section = section
        self.env = record.env
        self.names = SECTIONS[section]
        self.errors = {}
        self.choices = {}

    # --- what is recorded, what was typed --------------------------------------------------

    def recorded(self):
        """Raw values of the section as it is recorded."""
        return {
            name: self._raw_lines(value) if isinstance(value, dict) else self._raw(value)
            for name, value in self.record._get_payload(self.names).items()
        }

    def _raw_lines(self, lines):
        return {
            key: {name: self._raw(value) for name, value in line.items() if name != "sequence"}
            for key, line in lines.items()
        }

    def _raw(self, value):
        return value if isinstance(value, bool | list) else str(value or "")

    def typed(self, form):
        """Raw values of a form sent (``werkzeug`` MultiDict)."""
        values = {}
        for name in self.names:
            if self._field(name).type == "one2many":
                values[name] = self._typed_lines(form, name)
            else:
                values[name] = self._typed_value(form, self.record, name, f"{VALUE}.{name}")
        return values

    def _typed_value(self, form, model, name, path):
        match model._fields[name].type:
            case "many2many":
                return form.getlist(path)
            case "boolean":
                return bool(form.get(path))
        return typed_text(form.get(path, "")).replace("\r\n", "\n")

    def _typed_lines(self, form, name):
        model = self._line_model(name)
        keys = form.getlist(f"{KEYS}.{name}")
        # a line that the page did not show is not one that was deleted
        recorded = self._raw_lines(self.record._get_payload([name])[name])
        lines = {key: line for key, line in recorded.items() if key not in keys}
        for key in keys:
            if not form.get(f"{DELETE}.{name}.{key}"):
                lines[key] = {
                    field: self._typed_value(form, model, field, f"{VALUE}.{name}.{key}.{field}")
                    for field in self._line_names(name)
                }
        for term in form.getlist(f"{TICK}.{name}"):
            lines[uuid.uuid4().hex] = {**self._blank_line(name), "category_id": term}
        return lines

    # --- what is saved -----------------------------------------------------------------------

    def payload(self, values):
        """The payload of raw values, blank lines left out; fills ``errors``."""
        return {
            name: self._read_lines(name, value)
            if isinstance(value, dict)
            else self._read(self._field(name), value, name)
            for name, value in values.items()
        }

    def _read_lines(self, name, lines):
        model = self._line_model(name)
        blank = self._blank_line(name)
        read = {}
        for key, line in lines.items():
            if line == blank:
                continue
            read[key] = {
                field: self._read(model._fields[field], value, f"{name}.{key}.{field}")
                for field, value in line.items()
            }
            if read[key].get("product_id"):
                # the vendor is that of the product
                read[key].pop("vendor_id", None)
        return read

    def _read(self, field, value, path):
        if field.type in ("boolean", "many2many"):
            return value
        value = value.strip()
        match field.type:
            case "integer":
                return self._read_count(value, path)
            case "date":
                return self._read_day(value, path)
        if not value and field.required:
            self.errors[path] = self.env._("To be filled in.")
        return value

    def _read_count(self, value, path):
        try:
            return typed_count(value)
        except ValueError:
            self.errors[path] = self.env._("“%s” is not a whole number: write digits only.", value)
            return 0

    def _read_day(self, value, path):
        try:
            day = typed_day(value)
        except ValueError:
            self.errors[path] = self.env._("“%s” is not a day: write it as 31/12/2026.", value)
            return ""
        return day.isoformat() if day else ""

    # --- what is shown -------------------------------------------------------------------------

    def fields(self, values, blank_in=None):
        """What the template shows of raw ``values``, a line more in the field ``blank_in``."""
        return [
            self._show_lines(name, values[name], blank_in)
            if self._field(name).type == "one2many"
            else self._show(self.record, name, values[name], f"{VALUE}.{name}", name)
            for name in self.names
        ]

    def _show(self, model, name, value, path, error_path):
        field = model._fields[name]
        shown = {
            "name": path,
            "id": path.replace(".", "-"),
            "kind": field.type,
            "label": field._description_string(self.env),
            "help": field._description_help(self.env) or "",
            "required": field.required and field.type != "boolean",
            "value": value,
            "error": self.errors.get(error_path, ""),
        }
        if field.type in ("selection", "many2one", "many2many"):
            shown["groups"] = self._choices(model, field)
        return shown

    def _show_lines(self, name, lines, blank_in):
        model, field = self._line_model(name), self._field(name)
        groups = self._term_groups(name)
        lines = dict(lines)
        if not groups and (blank_in == name or not lines):
            lines[uuid.uuid4().hex] = self._blank_line(name)
        return {
            "name": name,
            "id": f"lines-{name}",
            "kind": "lines",
            "label": field._description_string(self.env),
            "added": blank_in == name,
            "lines": [self._show_line(model, name, key, line) for key, line in lines.items()],
            "ticks": self._not_held(groups, lines),
        }

    def _show_line(self, model, name, key, line):
        prefix = f"{VALUE}.{name}.{key}"
        return {
            "key": key,
            "keys_name": f"{KEYS}.{name}",
            "delete_name": f"{DELETE}.{name}.{key}",
            "title": self._line_title(model, line),
            "fields": [
                self._show(
                    model, field, line.get(field, ""), f"{prefix}.{field}", f"{name}.{key}.{field}"
                )
                for field in self._line_names(name)
            ],
        }

    def _line_title(self, model, line):
        name = next((name for name in TITLES if line.get(name)), "")
        if not name or model._fields[name].type != "many2one":
            return line.get(name, "")
        choices = self._choices(model, model._fields[name])
        return next(
            (c["label"] for g in choices for c in g["choices"] if c["value"] == line[name]), ""
        )

    def _term_groups(self, name):
        """The catalogue whose entries become lines by a tick, if the lines are of a category."""
        model = self._line_model(name)
        category = model._fields.get("category_id")
        return self._choices(model, category) if category else []

    def _not_held(self, groups, lines):
        held = {line.get("category_id") for line in lines.values()}
        left = (
            {**group, "choices": [c for c in group["choices"] if c["value"] not in held]}
            for group in groups
        )
        return [group for group in left if group["choices"]]

    # --- choices -----------------------------------------------------------------------------

    def _choices(self, model, field):
        """Groups of choices of ``field``: ``dict(label, choices=[dict(value, label, help)])``."""
        key = (model._name, field.name)
        if key not in self.choices:
            if field.type == "selection":
                pairs = field._description_selection(self.env)
                entries = [{"value": value, "label": label, "help": ""} for value, label in pairs]
                self.choices[key] = [{"label": "", "choices": entries}]
            else:
                self.choices[key] = self._record_choices(model, field)
        return self.choices[key]

    def _record_choices(self, model, field):
        comodel = self.env[field.comodel_name]
        domain = Domain(field.get_comodel_domain(model))
        if "company_id" in comodel._fields:
            domain &= Domain("company_id", "in", [False, self.record.company_id.id])
        found = comodel.search(domain) | self._held(model, field)
        groups = {}
        for entry in found:
            family = entry.family or "" if "family" in comodel._fields else ""
            choice = {
                "value": entry[comodel._dpo_key],
                "label": entry.display_name,
                "help": entry.help_text or "" if "help_text" in comodel._fields else "",
            }
            groups.setdefault(family, []).append(choice)
        return [{"label": family, "choices": choices} for family, choices in groups.items()]

    def _held(self, model, field):
        """What the record holds already, withdrawn from the catalogue or not."""
        lines = next(
            (
                self.record[name]
                for name in self.names
                if self._field(name).comodel_name == model._name
            ),
            self.record,
        )
        return lines.with_context(active_test=False)[field.name]

    # --- fields --------------------------------------------------------------------------------

    def _field(self, name):
        return self.record._fields[name]

    def _line_model(self, name):
        return self.env[self._field(name).comodel_name]

    def _line_names(self, name):
        names = self._line_model(name)._get_content_fields()
        return [field for field in names if field != "sequence"]

    def _blank_line(self, name):
        """Raw values of a line that nobody filled in: its answers by default."""
        model = self._line_model(name)
        names = self._line_names(name)
        defaults = model.default_get(names)
        return {
            field: self._raw_default(model._fields[field], defaults.get(field)) for field in names
        }

    def _raw_default(self, field, value):
        if field.type == "boolean":
            return bool(value)
        return str(value) if value and field.type == "selection" else ""
