from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.tabular import FileProblem

SHOWN_ISSUES = 100
IMPORT_STATES = [
    ("draft", "File"),
    ("mapping", "Columns"),
    ("checked", "Preview"),
    ("done", "Result"),
]


class DpoImportMixin(models.AbstractModel):
    """A file that is read, mapped, checked and previewed, then loaded in the background.

    The model declares ``state`` with ``IMPORT_STATES``: the words of a selection are translated
    by the addon that declares it.

    The model gives ``_analyse`` (reads the head of the file), ``_check_answers`` (what must be
    said before the check), and the two works ``check`` and ``load`` of ``dpo.batch.mixin``.
    Nothing is written before the preview.
    """

    _name = "dpo.import.mixin"
    _inherit = ["dpo.batch.mixin"]
    _description = "Import of a file"
    _dpo_batch_kinds = ("check", "load")
    #: QWeb template of the preview; it gets ``rows``
    _dpo_preview_template = ""

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    header_line = fields.Integer("Line of the titles", help="0: found by the tool.")
    new_count = fields.Integer("New", readonly=True, copy=False)
    unchanged_count = fields.Integer("Unchanged", readonly=True, copy=False)
    preview_rows = fields.Json(readonly=True, copy=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    check_batch_id = fields.Many2one("dpo.batch", readonly=True, copy=False, ondelete="set null")
    issue_count = fields.Integer("Refusals", compute="_compute_issues")
    issue_ids = fields.Many2many("dpo.batch.line", compute="_compute_issues")

    @api.depends("preview_rows")
    def _compute_preview(self):
        for job in self:
            job.preview = job.preview_rows and self.env["ir.qweb"]._render(
                self._dpo_preview_template, {"rows": job.preview_rows}
            )

    @api.depends("check_batch_id", "batch_id")
    def _compute_issues(self):
        for job in self:
            domain = job._get_issue_domain()
            job.issue_count = self.env["dpo.batch.line"].search_count(domain)
            job.issue_ids = self.env["dpo.batch.line"].search(domain, limit=SHOWN_ISSUES)

    def _get_issue_domain(self):
        return [("batch_id", "in", (self.check_batch_id | self.batch_id).ids)]

    @contextmanager
    def _file_problems(self):
        """Tell the user what is wrong with the file as a whole, and what to do."""
        try:
            yield
        except FileProblem as problem:
            raise UserError(self.env["dpo.import.reason"]._of_file(problem)) from problem

    # --- steps: queued here, done by the batch runner ---------------------------------------

    def action_analyse(self):
        """Read the head of the file and propose what each column holds."""
        self.check_access("write")
        for job in self:
            job._check_idle()
            job._analyse()

    def action_check(self):
        self.check_access("write")
        for job in self:
            job._check_idle()
            job._check_answers()
            job._launch_batch("check", self.env._("Check of %s", job.name))

    def action_load(self):
        self.check_access("write")
        for job in self.filtered(lambda job: job.state == "checked"):
            job._check_idle()
            job._launch_batch("load", self.env._("Import of %s", job.name))

    def action_back(self):
        """Return to the columns and the questions."""
        self.check_access("write")
        for job in self.filtered(lambda job: job.state == "checked"):
            job._check_idle()
            job.state = "mapping"

    def _check_idle(self):
        if self.batch_id._is_live():
            raise UserError(self.env._("The file is being treated: wait for the end or cancel."))

    def _accept_check(self, batch):
        """The file may be loaded, unless it was refused as a whole: then so is the work."""
        if batch.failed:
            raise UserError(batch.line_ids[:1].reason)
        self.write({"state": "checked", "check_batch_id": batch.id})
