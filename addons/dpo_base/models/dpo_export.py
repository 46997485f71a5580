from odoo import models

from ..tools.export_safe import Column, Sheet, xlsx_bytes

SLICE = 500
KINDS = {
    "integer": "integer",
    "float": "number",
    "monetary": "money",
    "date": "date",
    "datetime": "datetime",
}


class DpoExport(models.AbstractModel):
    """The one exporter of the suite: typed sheets that cannot run a formula."""

    _name = "dpo.export"
    _description = "Spreadsheet export"

    def _xlsx(self, sheets, title=""):
        """Workbook (bytes) of ``tools.export_safe.Sheet``; see ``_sheet``."""
        return xlsx_bytes(sheets, title=title)

    def _sheet(self, name, records, field_names):
        """Sheet of ``records`` with one column per field, titles in the user's language.

        Read in slices, with the rights of the user: memory does not grow with the rows.
        """
        fields = [records._fields[field] for field in field_names]
        columns = [
            Column(field._description_string(self.env), KINDS.get(field.type, "text"))
            for field in fields
        ]
        return Sheet(name, columns, self._rows(records, fields))

    def _rows(self, records, fields):
        for start in range(0, len(records), SLICE):
            for record in records[start : start + SLICE]:
                yield [self._cell(record, field) for field in fields]
            records.env.invalidate_all()

    def _cell(self, record, field):
        value = record[field.name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        empty = value is False and field.type != "boolean"
        return None if empty else value
