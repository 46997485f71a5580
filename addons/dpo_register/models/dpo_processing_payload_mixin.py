from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Date, Domain
from odoo.tools import format_date, ormcache


class DpoProcessingPayloadMixin(models.AbstractModel):
    """A record as plain data and back (format: ``tools.payload``).

    ``_dpo_fields`` says of each field what becomes of it when a model is copied to communes:
    ``copy`` (the model says it, the commune may change it), ``local`` (each commune says it)
    or ``skip`` (not content). It is the only list of fields: copying, merging, comparing,
    importing and exporting read it.
    """

    _name = "dpo.processing.payload.mixin"
    _description = "Record as plain data"
    _dpo_fields = {}

    @api.model
    def _get_content_fields(self, *kinds):
        """Names of the fields of these kinds (by default all the content), in order."""
        kinds = kinds or ("copy", "local")
        return [name for name, kind in self._get_field_kinds().items() if kind in kinds]

    @api.model
    @ormcache()
    def _get_field_kinds(self):
        """``{field: class}``; each file that extends the model classifies the fields it adds."""
        kinds = {}
        for cls in reversed(type(self).mro()):
            kinds.update(vars(cls).get("_dpo_fields", {}))
        return kinds

    def _get_payload(self, names=None):
        """The record as a dictionary of plain values, for the fields ``names``."""
        self.ensure_one()
        names = self._get_content_fields() if names is None else names
        return {name: self._get_plain_value(self._fields[name]) for name in names}

    def _get_plain_value(self, field):
        value = self[field.name]
        match field.type:
            case "one2many":
                return {line.key: line._get_payload() for line in value}
            case "many2many":
                return sorted(record[record._dpo_key] for record in value)
            case "many2one":
                return value[value._dpo_key] if value else ""
            case "date":
                return Date.to_string(value) if value else ""
            case "boolean" | "integer":
                return value
        return value or ""

    # --- back ---------------------------------------------------------------------------

    @api.model
    def _prepare_payload_values(self, payload):
        """Values for ``create`` or ``write``, lines left out; refuse what the model has not."""
        values = {}
        for name, value in payload.items():
            field = self._get_content_field(name)
            if field.type != "one2many":
                values[name] = self._read_plain_value(field, value)
        return values

    def _get_content_field(self, name):
        if self._get_field_kinds().get(name) not in ("copy", "local"):
            raise UserError(self.env._("Unknown field: %s.", name))
        return self._fields[name]

    def _read_plain_value(self, field, value):
        match field.type:
            case "many2many":
                return [Command.set(self._find_by_keys(field, value or []))]
            case "many2one":
                return self._find_by_keys(field, [value])[0] if value else False
            case "selection":
                return self._check_selected(field, value)
            case "integer":
                return int(value or 0)
        return value or False

    def _check_selected(self, field, value):
        if value and value not in field.get_values(self.env):
            raise UserError(
                self.env._(
                    "“%(value)s” is not one of the answers to “%(field)s”.",
                    value=value,
                    field=field._description_string(self.env),
                )
            )
        return value or False

    def _find_by_keys(self, field, keys):
        """Ids of the records of a catalogue, by their key; an unknown key is refused."""
        known = self._get_ids_by_key(field)
        unknown = [key for key in keys if key not in known]
        if unknown:
            raise UserError(
                self.env._(
                    "“%(key)s” is not in the list of “%(field)s”.",
                    key=unknown[0],
                    field=field._description_string(self.env),
                )
            )
        return [known[key] for key in keys]

    def _get_ids_by_key(self, field):
        """``{key: id}`` of the records that ``field`` may hold.

        Bulk work gives a dictionary in the context (``dpo_ids_by_key``): each catalogue is then
        read once for all its records.
        """
        known = self.env.context.get("dpo_ids_by_key", {})
        if field not in known:
            comodel = self.env[field.comodel_name].with_context(active_test=False)
            domain = field.get_comodel_domain(self)
            found = comodel.search_fetch(domain, [comodel._dpo_key])
            known[field] = {record[comodel._dpo_key]: record.id for record in found}
        return known[field]

    def _prepare_lines_commands(self, name, lines):
        """Commands that make the lines of this record those of a payload, by their key."""
        self.ensure_one()
        current = {line.key: line for line in self[name]}
        commands = [Command.delete(line.id) for key, line in current.items() if key not in lines]
        for key, values in lines.items():
            line = current.get(key)
            prepared = self[name]._prepare_payload_values(values)
            if not line:
                commands.append(Command.create({**prepared, "key": key}))
            elif any(line._get_payload([field])[field] != values[field] for field in values):
                commands.append(Command.update(line.id, prepared))
        return commands

    def _prepare_changes(self, payload):
        """Values for ``write`` that bring this record to ``payload``, only where it differs."""
        self.ensure_one()
        values = {}
        for name, value in payload.items():
            field = self._get_content_field(name)
            if field.type == "one2many":
                commands = self._prepare_lines_commands(name, value or {})
                values.update({name: commands} if commands else {})
            elif self._get_plain_value(field) != value:
                values[name] = self._read_plain_value(field, value)
        return values

    # --- in words -----------------------------------------------------------------------

    def _describe_plain_value(self, name, value):
        """A plain value as a person reads it, in the language of the context."""
        field = self._fields[name]
        if value is None or value == "" or value == []:
            return ""
        match field.type:
            case "many2many" | "many2one":
                return self._describe_keys(field, value if isinstance(value, list) else [value])
            case "selection":
                return dict(field._description_selection(self.env)).get(value, value)
            case "boolean":
                return self.env._("Yes") if value else self.env._("No")
            case "date":
                return format_date(self.env, value)
        return str(value)

    def _describe_field(self, name):
        """A field of this record as a person reads it: ``dict(label, text)``, ``dict(label,
        items)`` or ``dict(label, lines)``; None when it says nothing."""
        field, value = self._fields[name], self[name]
        if not value:
            return None
        label = field._description_string(self.env)
        match field.type:
            case "one2many":
                return {"label": label, "lines": [line._describe_reading() for line in value]}
            case "many2many":
                return {"label": label, "items": value.mapped("display_name")}
            case "many2one":
                return {"label": label, "text": value.display_name}
        text = self._describe_plain_value(name, self._get_plain_value(field))
        return {"label": label, "text": text}

    def _describe_keys(self, field, keys):
        comodel = self.env[field.comodel_name].with_context(active_test=False)
        domain = Domain(field.get_comodel_domain(self)) & Domain(comodel._dpo_key, "in", keys)
        return ", ".join(comodel.search(domain).mapped("display_name"))

    def _describe_path(self, path, lines=None):
        """``(title, field title)`` of a place: a field, or a field of a line.

        ``lines`` gives the lines of a payload, to name the one that ``path`` leads to.
        """
        field = self._fields[path[0]]
        label = field._description_string(self.env)
        if len(path) == 1:
            return label, ""
        line_model = self.env[field.comodel_name]
        line = (lines or {}).get(path[1]) or {}
        name = line_model._describe_line(line)
        title = f"{label}: {name}" if name else label
        if len(path) == 2:
            return title, ""
        return title, line_model._fields[path[2]]._description_string(self.env)

    def _describe_line(self, line):
        """The few words that name a line of a payload."""
        for name in ("name", "category_id", "product_id", "vendor_id"):
            if line.get(name):
                return self._describe_plain_value(name, line[name])
        return ""
