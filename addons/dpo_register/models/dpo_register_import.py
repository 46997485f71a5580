import base64
from contextlib import contextmanager
from itertools import islice

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.dpo_base.models.dpo_import_mixin import IMPORT_STATES
from odoo.addons.dpo_base.tools.collectivity_columns import find_header
from odoo.addons.dpo_base.tools.retention import Retention
from odoo.addons.dpo_base.tools.tabular import FileProblem, Row, read_table

from ..tools import exchange
from ..tools.import_files import open_file
from ..tools.register_rows import propose_targets

HEAD_ROWS = 60
SAMPLE_VALUES = 3


class DpoRegisterImport(models.Model):
    """A file that holds registers: read, mapped where it is a table, checked, then loaded.

    Our own JSON, what Madis gives, or a list with one activity a row. Nothing is written before
    the preview; a second import of the same file changes nothing.
    """

    _name = "dpo.register.import"
    _inherit = ["dpo.import.mixin"]
    _description = "Import of registers"
    _order = "id desc"
    _check_company_auto = True
    _dpo_preview_template = "dpo_register.import_preview"
    _dpo_batch_size = 100
    _dpo_retention = Retention(
        "delete", months=12, start_field="create_date", reason="Compte rendu d’un import"
    )

    name = fields.Char("File", required=True, default=lambda self: self.env._("Register"))
    file = fields.Binary("File of the registers", required=True, attachment=True)
    state = fields.Selection(
        IMPORT_STATES, required=True, default="draft", readonly=True, copy=False
    )
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, default=lambda self: self.env.user
    )
    kind = fields.Selection(
        [
            ("register", "Register exchanged between services (JSON)"),
            ("madis", "Export of Madis"),
            ("table", "Table, one activity a row"),
        ],
        "Recognised as",
        readonly=True,
        copy=False,
    )
    body_id = fields.Many2one(
        "res.partner",
        "Collectivity",
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
        help="Where the activities go that name no collectivity. A register exchanged between "
        "services goes there whatever it says.",
    )
    on_existing = fields.Selection(
        [("complete", "Only fill in what is empty"), ("replace", "Replace by the file")],
        "Activities already in the register",
        required=True,
        default="complete",
    )
    column_ids = fields.One2many("dpo.register.import.column", "import_id", "Columns")
    cards = fields.Json(readonly=True, copy=False, prefetch=False)

    # what the check found, what the load did
    item_count = fields.Integer("Read", readonly=True, copy=False)
    changed_count = fields.Integer("Completed", readonly=True, copy=False)
    field_fates = fields.Json(readonly=True, copy=False, prefetch=False)
    result = fields.Json(readonly=True, copy=False, prefetch=False)
    report = fields.Html("Reconciliation", compute="_compute_report", sanitize=False)
    report_file = fields.Binary(compute="_compute_report_file")
    part_ids = fields.One2many("dpo.register.import.part", "import_id")

    # --- reading the file -------------------------------------------------------------------

    def _analyse(self):
        with self._file_problems():
            opened = open_file(self._get_data())
            columns = self._prepare_columns() if opened.kind == "table" else []
        self.write(
            {
                "state": "mapping",
                "kind": opened.kind,
                "column_ids": [Command.clear(), *map(Command.create, columns)],
            }
        )

    def _get_data(self):
        return base64.b64decode(self.file)

    def _prepare_columns(self):
        rows = read_table(self._get_data()).rows
        head = [row for row in islice(rows, HEAD_ROWS) if isinstance(row, Row)]
        if not head:
            raise FileProblem("empty")
        chosen = [n for n, row in enumerate(head) if row.line == self.header_line]
        index = chosen[0] if chosen else self._find_titles(head)
        self.header_line = head[index].line
        titles = head[index].cells
        targets = propose_targets(titles)
        return [
            {
                "position": position,
                "title": title.strip()[:80] or self.env._("Column %s", position + 1),
                "sample": self._get_sample(head[index + 1 :], position),
                "target": target or False,
            }
            for position, (title, target) in enumerate(zip(titles, targets, strict=True))
        ]

    def _find_titles(self, head):
        """The row whose cells are best known as titles, else the one that looks like titles."""
        known = [sum(map(bool, propose_targets(row.cells))) for row in head[:20]]
        best = max(known)
        return known.index(best) if best > 1 else find_header([row.cells for row in head])

    def _get_sample(self, rows, position):
        values = (row.cells[position].strip() for row in rows if position < len(row.cells))
        return " · ".join(islice((value[:40] for value in values if value), SAMPLE_VALUES))

    @contextmanager
    def _file_problems(self):
        """What is wrong with a file of another service is told like the rest."""
        try:
            with super()._file_problems():
                yield
        except exchange.Problem as problem:
            raise UserError(self._get_json_reasons()[problem.code]) from problem

    def _get_json_reasons(self):
        return {
            "not_json": self.env._("The file is damaged: export it again and choose it whole."),
            "repeated": self.env._(
                "A heading stands twice in one part of this file, and one of both values would "
                "be lost: export it again."
            ),
            "not_register": self.env._(
                "No register was found in this file: choose a register in JSON, an export of "
                "Madis, or a table (xlsx, csv)."
            ),
            "too_long": self.env._(
                "This file holds too much for one import: export fewer collectivities at once."
            ),
            "version": self.env._(
                "This register was written by a later version: update this service first."
            ),
        }

    # --- steps: queued here, done by the batch runner ---------------------------------------

    def _check_answers(self):
        if self.state == "draft":
            raise UserError(self.env._("Read the file first."))
        targets = set(self.column_ids.mapped("target"))
        if self.kind == "table" and "name" not in targets:
            raise UserError(self.env._("Say which column holds the name of the activity."))
        if (
            self.kind == "table"
            and not self.body_id
            and not targets
            & {
                "body_name",
                "body_siren",
                "body_insee",
            }
        ):
            raise UserError(
                self.env._("Choose the collectivity, or say which column holds its SIREN or name.")
            )

    def action_download_report(self):
        self.ensure_one()
        self.check_access("read")
        name = f"{self.name.rsplit('.', 1)[0]}-compte-rendu.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/report_file/{name}?download=true",
            "target": "download",
        }
