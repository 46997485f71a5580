import base64
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.collectivity_columns import find_header, lost_zeros, propose_mapping
from ..tools.export_safe import Column, Sheet, xlsx_bytes
from ..tools.retention import Retention
from ..tools.tabular import FileProblem, Row, read_table
from .dpo_import_mixin import IMPORT_STATES

HEAD_ROWS = 200
SAMPLE_VALUES = 3
POPULATIONS = ("population", "population_municipal", "population_total", "population_dgf")


class DpoImport(models.Model):
    """A list of collectivities (csv, xlsx): read, mapped, checked, then loaded.

    The tool recognises what the file says; what it does not say (kind and year of a
    population, date in force, type of the bodies) is asked, never guessed.
    """

    _name = "dpo.import"
    _inherit = ["dpo.import.mixin"]
    _description = "Import of collectivities"
    _order = "id desc"
    _check_company_auto = True
    _dpo_preview_template = "dpo_base.import_preview"
    _dpo_retention = Retention(
        "delete", months=12, start_field="create_date", reason="Compte rendu d’un import"
    )

    name = fields.Char("File", required=True, default=lambda self: self.env._("List"))
    file = fields.Binary("List (csv or xlsx)", required=True, attachment=True)
    state = fields.Selection(
        IMPORT_STATES, required=True, default="draft", readonly=True, copy=False
    )

    # what was read
    recognised = fields.Char(readonly=True, copy=False)
    has_header = fields.Boolean("The first rows hold the titles of the columns", default=True)
    column_ids = fields.One2many("dpo.import.column", "import_id", "Columns")
    has_population = fields.Boolean(compute="_compute_has")
    has_unnamed_population = fields.Boolean(compute="_compute_has")
    has_agents = fields.Boolean(compute="_compute_has")
    has_epci = fields.Boolean(compute="_compute_has")

    # what is asked
    body_type_id = fields.Many2one("dpo.body.type", "Type of the rows that say none")
    epci_body_type_id = fields.Many2one(
        "dpo.body.type",
        "Type of the EPCI whose name does not say it",
        domain=[("category", "=", "epci")],
        default=lambda self: self.env.ref("dpo_base.body_type_cc", raise_if_not_found=False),
    )
    population_kind = fields.Selection(
        [
            ("population_municipal", "Municipal population"),
            ("population_total", "Total population"),
            ("population_dgf", "DGF population"),
        ],
        string="Kind of the column “Population”",
    )
    reference_year = fields.Integer(
        "Reference year of the populations",
        help="The year they describe: the populations in force on 1 January 2026 describe 2023.",
    )
    agents_year = fields.Integer("Reference year of the agents")
    date_effective = fields.Date(
        "In force on", help="1 January for the yearly lists of INSEE. Also dates the memberships."
    )
    source = fields.Char("Source of the figures", help="INSEE, DGFiP, declared by the members...")
    restore_zero = fields.Boolean("Restore the lost zeros (1001 is 01001)")
    on_existing = fields.Selection(
        [("complete", "Only fill in what is empty"), ("replace", "Replace by the file")],
        "Texts and figures already on record",
        required=True,
        default="complete",
    )
    create_engagement = fields.Boolean("The rows are statutory members of the service")
    engagement_from = fields.Date("Members since")

    # what the check found
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    changed_count = fields.Integer("Changed", readonly=True, copy=False)
    succession_count = fields.Integer("Successions proposed", readonly=True, copy=False)
    kept_count = fields.Integer("Different, kept as they are", readonly=True, copy=False)
    part_ids = fields.One2many("dpo.import.part", "import_id")
    issues_file = fields.Binary(compute="_compute_issues_file")

    # --- computes -------------------------------------------------------------------------

    @api.depends("column_ids.target")
    def _compute_has(self):
        for job in self:
            targets = set(job.column_ids.mapped("target"))
            job.has_population = bool(targets & set(POPULATIONS))
            job.has_unnamed_population = "population" in targets
            job.has_agents = "agents" in targets
            job.has_epci = "epci_siren" in targets

    @api.depends("check_batch_id", "batch_id")
    def _compute_issues_file(self):
        for job in self:
            job.issues_file = base64.b64encode(job._issues_xlsx())

    def _issues_xlsx(self):
        lines = self.env["dpo.batch.line"].search(self._get_issue_domain())
        columns = [
            Column(self.env._("Line"), "integer"),
            Column(self.env._("Column")),
            Column(self.env._("Value"), width=30),
            Column(self.env._("Reason"), width=80),
        ]
        rows = (
            (line.position, line.column, line.value or line.label, line.reason) for line in lines
        )
        sheet = Sheet(self.env._("Refused rows"), columns, rows)
        return xlsx_bytes([sheet], title=self.name)

    # --- reading the file -------------------------------------------------------------------

    @api.onchange("file")
    def _onchange_file(self):
        self.header_line = 0

    def _analyse(self):
        with self._file_problems():
            table = self._read_file()
            head = [row for row in islice(table.rows, HEAD_ROWS) if isinstance(row, Row)]
            header, sample = self._split_head(head)
        mapping = propose_mapping(header.cells, [row.cells for row in sample])
        self.write(
            {
                "state": "mapping",
                "header_line": header.line if self.has_header else 0,
                "recognised": self._describe(table),
                "restore_zero": self._has_lost_zeros(mapping, sample),
                "column_ids": [Command.clear()]
                + [
                    Command.create(values)
                    for values in self._prepare_columns_values(header, sample, mapping)
                ],
            }
        )

    def _read_file(self):
        return read_table(base64.b64decode(self.file))

    def _split_head(self, head):
        """The row of the titles and the rows below it."""
        if not head:
            raise FileProblem("empty")
        if not self.has_header:
            width = max(len(row.cells) for row in head)
            titles = [self.env._("Column %s", n + 1) for n in range(width)]
            return Row(0, titles), head
        chosen = [n for n, row in enumerate(head) if row.line == self.header_line]
        index = chosen[0] if chosen else find_header([row.cells for row in head])
        return head[index], head[index + 1 :]

    def _prepare_columns_values(self, header, sample, mapping):
        targets = {position: target for target, position in mapping.items()}
        for position, title in enumerate(header.cells):
            values = (row.cells[position].strip() for row in sample if position < len(row.cells))
            yield {
                "position": position,
                "title": title.strip()[:80] or self.env._("Column %s", position + 1),
                "sample": " · ".join(islice((v[:40] for v in values if v), SAMPLE_VALUES)),
                "target": targets.get(position, False),
            }

    def _has_lost_zeros(self, mapping, sample):
        positions = [mapping[name] for name in ("insee", "postal_code") if name in mapping]
        return any(
            lost_zeros(row.cells[position] for row in sample if position < len(row.cells))
            for position in positions
        )

    def _describe(self, table):
        if table.kind == "xlsx":
            return self.env._("xlsx workbook, sheet “%s”", table.sheet)
        separators = {
            ";": self.env._("semicolon"),
            ",": self.env._("comma"),
            "\t": self.env._("tab"),
        }
        return self.env._(
            "csv file, encoding %(encoding)s, separator %(separator)s",
            encoding=table.encoding,
            separator=separators.get(table.separator, table.separator),
        )

    # --- what was refused ---------------------------------------------------------------------

    def action_view_issues(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refused rows"),
            "res_model": "dpo.batch.line",
            "view_mode": "list",
            "views": [[self.env.ref("dpo_base.dpo_batch_line_view_list_file").id, "list"]],
            "domain": self._get_issue_domain(),
        }

    def action_download_issues(self):
        self.ensure_one()
        self.check_access("read")
        file_name = f"{self.name.rsplit('.', 1)[0]}-rejets.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/dpo.import/{self.id}/issues_file/{file_name}?download=true",
            "target": "download",
        }

    def _check_answers(self):
        """Every question that the file leaves open has its answer."""
        missing = [
            question for question, asked, answered in self._questions() if asked and not answered
        ]
        if missing:
            raise UserError(self.env._("Before the check:") + "\n- " + "\n- ".join(missing))

    def _questions(self):
        """(what to do, whether it applies, whether it is done)."""
        targets = [column.target for column in self.column_ids if column.target]
        keys = {"siren", "siret", "insee"} & set(targets)
        split_insee = {"department", "insee_suffix"} <= set(targets)
        figures = self.has_population or self.has_agents
        kinds = [*targets, self.population_kind] if self.has_unnamed_population else targets
        return [
            (self.env._("say which column holds the name"), True, "name" in targets),
            (
                self.env._("say which column holds the SIREN or the INSEE code"),
                True,
                keys or split_insee,
            ),
            (
                self.env._("give each meaning to one column only"),
                True,
                len(set(kinds)) == len(kinds),
            ),
            (
                self.env._("map the SIREN of the EPCI as well as its name, or neither"),
                "epci_name" in targets,
                self.has_epci,
            ),
            (self.env._("choose the type of the rows that say none"), True, self.body_type_id),
            (
                self.env._("say of which kind the column “Population” is"),
                self.has_unnamed_population,
                self.population_kind,
            ),
            (
                self.env._("say which year the populations describe"),
                self.has_population,
                self.reference_year,
            ),
            (
                self.env._("say which year the numbers of agents describe"),
                self.has_agents,
                self.agents_year,
            ),
            (
                self.env._("say from which day the list is in force"),
                figures or self.has_epci,
                self.date_effective,
            ),
            (self.env._("say where the figures come from"), figures, self.source),
            (
                self.env._("say since when the rows are members"),
                self.create_engagement,
                self.engagement_from,
            ),
        ]
