from odoo import models
from odoo.fields import Date
from odoo.tools import SQL


class DpoProcessingPayloadMixin(models.AbstractModel):
    """Payloads of many records at once: six queries for their lines, not six per record."""

    # kept apart: the one record and the many are read in two files
    _inherit = "dpo.processing.payload.mixin"  # pylint: disable=consider-merging-classes-inherited

    def _get_payloads(self, names=None):
        """The payload of each record, in order; the same facts as ``_get_payload``.

        Rows are read with the rights of the user but do not go through the cache: an export of
        a whole département keeps its memory.
        """
        names = self._get_content_fields() if names is None else names
        stored = [name for name in names if not self._fields[name].type.endswith("2many")]
        found = {
            row[0]: dict(zip(stored, row[1:], strict=True))
            for row in self._read_plain_rows([("id", "in", self.ids)], stored)
        }
        for name in names:
            field = self._fields[name]
            if field.type == "one2many":
                self._add_lines(field, found)
            elif field.type == "many2many":
                self._add_keys(field, found)
        # the fields in the order of the class, as for one record
        return [
            {name: found[record_id][name] for name in names}
            for record_id in self.ids
            if record_id in found
        ]

    def _read_plain_rows(self, domain, names, order=None):
        """``(id, plain values...)`` of the records of ``domain``."""
        query = self._search(domain, order=order)
        columns = [self._field_to_sql(self._table, name, query) for name in ("id", *names)]
        readers = [self._get_plain_reader(self._fields[name]) for name in names]
        for row_id, *values in self.env.execute_query(query.select(*columns)):
            yield (row_id, *[read(value) for read, value in zip(readers, values, strict=True)])

    def _get_plain_reader(self, field):
        """The function that makes a plain value of a column."""
        match field.type:
            case "many2one" if field.comodel_name == "dpo.processing":
                return int
            case "many2one":
                keys = self._get_keys_by_id(field)
                return lambda value: keys[value] if value else ""
            case "date":
                return lambda value: Date.to_string(value) if value else ""
            case "boolean":
                return bool
            case "integer":
                return lambda value: value or 0
        return lambda value: value or ""

    def _get_keys_by_id(self, field):
        comodel = self.env[field.comodel_name].with_context(active_test=False)
        # sudo: the key of what a readable record names
        query = comodel.sudo()._search([])
        columns = [
            comodel._field_to_sql(comodel._table, n, query) for n in ("id", comodel._dpo_key)
        ]
        return dict(self.env.execute_query(query.select(*columns)))

    def _add_lines(self, field, found):
        lines = self.env[field.comodel_name]
        names = lines._get_content_fields()
        for record in found.values():
            record[field.name] = {}
        rows = lines._read_plain_rows(
            [(field.inverse_name, "in", list(found))],
            [field.inverse_name, "key", *names],
            order=lines._order,
        )
        for _id, record_id, key, *values in rows:
            found[record_id][field.name][key] = dict(zip(names, values, strict=True))

    def _add_keys(self, field, found):
        keys = self._get_keys_by_id(field)
        for record in found.values():
            record[field.name] = []
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, %s FROM %s WHERE %s IN %s",
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                tuple(found) or (0,),
            )
        )
        for record_id, key_id in rows:
            found[record_id][field.name].append(keys[key_id])
        for record in found.values():
            record[field.name].sort()
