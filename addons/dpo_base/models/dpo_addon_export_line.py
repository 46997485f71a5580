import base64
import json
import tempfile
import zipfile

from odoo import fields, models
from odoo.tools import SQL

SLICE = 1000
#: Characters of a name of file that every system takes
LONGEST_NAME = 120


class DpoAddonExportLine(models.Model):
    """One model of an export: its rows, its links, its files.

    Rows come from the table itself: what a computed field or a rule hides is in it too, and
    nothing is lost on the way.
    """

    _name = "dpo.addon.export.line"
    _description = "Model exported before uninstallation"
    _order = "id"
    _rec_name = "model"
    _dpo_bookkeeping = True

    export_id = fields.Many2one(
        "dpo.addon.export", required=True, readonly=True, index=True, ondelete="cascade"
    )
    model = fields.Char(required=True, readonly=True)
    #: of a model of another addon: the columns that the addon adds to it
    field_names = fields.Char("Added fields", readonly=True)
    row_count = fields.Integer("Records", readonly=True)
    file_count = fields.Integer("Files", readonly=True)
    part = fields.Binary(readonly=True, attachment=True)
    done = fields.Boolean(readonly=True)

    def _export(self):
        # sudo: the whole table, whoever may read which of its rows
        records = self.env[self.model].sudo().with_context(active_test=False)
        with tempfile.TemporaryFile() as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as part:
                row_count = self._export_rows(part, records)
                file_count = 0 if self.field_names else self._export_files(part)
                if not self.field_names:
                    self._export_links(part, records)
                    self._export_workbook(part, records)
            target.seek(0)
            content = target.read()
        # sudo: lines are read only, for everybody
        self.sudo().write(
            {
                "part": base64.b64encode(content),
                "row_count": row_count,
                "file_count": file_count,
                "done": True,
            }
        )

    def _export_rows(self, part, records):
        """Every row with every column, in ``.jsonl``; their number."""
        table = SQL.identifier(records._table)
        if not self.field_names:
            return self._write_lines(part, f"{self.model}.jsonl", SQL("SELECT * FROM %s", table))
        columns = [SQL.identifier(name) for name in self.field_names.split(",")]
        return self._write_lines(
            part,
            f"{self.model}.champs.jsonl",
            SQL(
                "SELECT id, %s FROM %s WHERE num_nonnulls(%s) > 0",
                SQL(", ").join(columns),
                table,
                SQL(", ").join(columns),
            ),
        )

    def _export_links(self, part, records):
        """Rows of the tables that link it to others, and its messages."""
        messages = SQL("SELECT * FROM mail_message WHERE model = %s", self.model)
        self._write_lines(part, f"{self.model}.messages.jsonl", messages)
        for field in records._fields.values():
            if field.type == "many2many" and field.store:
                table = SQL.identifier(field.relation)
                self._write_lines(
                    part, f"{self.model}.{field.name}.jsonl", SQL("SELECT * FROM %s", table)
                )

    def _write_lines(self, part, name, query):
        """One row by line; memory holds a slice."""
        cr, count = self.env.cr, 0
        self.env.flush_all()
        cr.execute(SQL("DECLARE dpo_export CURSOR FOR SELECT to_jsonb(line) FROM (%s) line", query))
        with part.open(name, "w") as target:
            while True:
                cr.execute(SQL("FETCH %s FROM dpo_export", SLICE))
                rows = cr.fetchall()
                for [row] in rows:
                    line = json.dumps(row, ensure_ascii=False, sort_keys=True)
                    target.write(line.encode() + b"\n")
                count += len(rows)
                if not rows:
                    break
        cr.execute("CLOSE dpo_export")
        return count

    def _export_workbook(self, part, records):
        """The same in a spreadsheet, titles and names instead of columns and numbers."""
        shown = [
            field.name
            for field in records._fields.values()
            if field.store and field.type not in ("binary", "one2many", "json", "properties")
        ]
        export = self.env["dpo.export"]
        sheet = export._sheet(self.model, records.search([("id", "!=", 0)], order="id"), shown)
        part.writestr(f"{self.model}.xlsx", export._xlsx([sheet]))

    def _export_files(self, part):
        # sudo: the files of the records that are exported
        files = self.env["ir.attachment"].sudo()
        # files of fields too, which a search leaves out unless it names the field
        found = files.search([("res_model", "=", self.model), ("id", "!=", 0)], order="id")
        for file in found:
            name = (file.name or "")[-LONGEST_NAME:].replace("/", "_").replace("\\", "_")
            part.writestr(f"pieces/{self.model}/{file.res_id}/{file.id}-{name}", file.raw or b"")
            file.invalidate_recordset()
        return len(found)
