"""Core's own exports, made safe: a name that begins with ``=`` is text, for every user.

Core writes strings with xlsxwriter's defaults, which turn them into formulas and links; its
csv escapes ``= + -`` only (ASVS 5.0.0-1.2.10 asks for more).
"""

import json

from odoo.http import route

from odoo.addons.web.controllers.export import CSVExport, ExcelExport, GroupExportXlsxWriter
from odoo.addons.web.controllers.pivot import TableExporter

from ..tools.export_safe import safe_text


def _safe(value):
    """Neutralise every text of a JSON-like value; numbers and dates stay as they are."""
    match value:
        case bytes():
            return _safe(value.decode())
        case str():
            # what xlsxwriter takes for an array formula is none for a csv
            return f"'{value}" if value.startswith("{=") else safe_text(value)
        case dict():
            return {key: _safe(item) for key, item in value.items()}
        case list() | tuple():
            return [_safe(item) for item in value]
    return value


class SafeXlsxWriter(GroupExportXlsxWriter):
    """Writes text as text; what looks like a formula is marked as quoted, so that editing
    the cell does not wake it up and the value comes back unchanged when imported.
    """

    def __init__(self, fields, columns_headers, row_count):
        super().__init__(fields, columns_headers, row_count)
        self.quoted_style = self.workbook.add_format({"text_wrap": True, "quote_prefix": True})

    def write(self, row, column, cell_value, style=None):
        if not isinstance(cell_value, str):
            return super().write(row, column, cell_value, style)
        style = style if _safe(cell_value) == cell_value else self.quoted_style
        return self.worksheet.write_string(row, column, cell_value, style)


class SafeExcelExport(ExcelExport):
    def from_data(self, fields, columns_headers, rows):
        with SafeXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for line, row in enumerate(rows, 1):
                writer._write_row(line, 0, row)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with SafeXlsxWriter(fields, columns_headers, groups.count) as writer:
            position = (1, 0)
            for name, group in groups.children.items():
                position = writer.write_group(*position, name, group)
        return writer.value


class SafeCsvExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        # safe texts begin with an apostrophe: core's own escape leaves them alone
        return super().from_data(fields, _safe(columns_headers), _safe(rows))


class SafePivotExport(TableExporter):
    @route()
    def export_xlsx(self, data, **kw):
        table = json.loads(data) if isinstance(data, str) else json.load(data)
        names = {key: table[key] for key in ("title", "model") if key in table}
        return super().export_xlsx(json.dumps({**_safe(table), **names}), **kw)
