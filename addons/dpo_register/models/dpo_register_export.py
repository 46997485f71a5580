import base64

from odoo import fields, models

from odoo.addons.dpo_base.tools.export_safe import Sheet, xlsx_bytes
from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.list_layout import Body, Life, list_columns, list_row

SLICE = 1_000
LIFE_FIELDS = ("completeness", "changed_on", "checked_on", "visa_on", "review_due_on")


class DpoRegisterExport(models.Model):
    """The activities of a whole département in one list, made in the background.

    A département is 18,000 rows: more than a request should last. The list holds what the user
    who asked for it may read, and only that user downloads it.
    """

    _name = "dpo.register.export"
    _inherit = ["dpo.batch.mixin"]
    _description = "List of activities"
    _order = "id desc"
    _check_company_auto = True
    _dpo_batch_kinds = ("write",)
    _dpo_retention = Retention(
        "delete", months=1, start_field="create_date", reason="Copie de travail du registre"
    )

    name = fields.Char(
        required=True, default=lambda self: self.env._("Activities of all the collectivities")
    )
    user_id = fields.Many2one(
        "res.users", "Asked by", required=True, readonly=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    body_ids = fields.Many2many(
        "res.partner",
        "dpo_register_export_body_rel",
        string="Collectivities",
        domain=[("dpo_body_type_id", "!=", False)],
        help="Empty: all those that you may read.",
    )
    with_ended = fields.Boolean("With the activities that ended")
    row_count = fields.Integer("Activities", readonly=True, copy=False)
    file = fields.Binary("List (xlsx)", attachment=True, readonly=True, copy=False)
    file_name = fields.Char(compute="_compute_file_name")

    def _compute_file_name(self):
        for job in self:
            day = (job.create_date or self.env["dpo.clock"]._now()).date()
            job.file_name = f"Registres - {day}.xlsx"

    def action_write(self):
        """Queue the work: the list is ready in about a minute, and announced."""
        self.check_access("write")
        for job in self:
            job._launch_batch("write", self.env._("List “%s”", job.name))

    # --- the work: one item, this record ----------------------------------------------------

    def _batch_write_count(self):
        return 1

    def _batch_write_remaining(self, batch, limit):
        return self if batch.cursor != self.id else self.browse()

    def _batch_write_process(self, batch, items):
        processings = self.env["dpo.processing"].search(self._get_processing_domain())
        self.row_count = len(processings)
        self.file = base64.b64encode(self._render(processings))

    def _batch_write_done(self, batch):
        return self.env._("The list is ready: %s activities.", self.row_count)

    def _get_processing_domain(self):
        domain = [("company_id", "=", self.company_id.id)]
        if self.body_ids:
            domain.append(("collectivity_id", "in", self.body_ids.ids))
        return domain if self.with_ended else [*domain, ("date_end", "=", False)]

    def _render(self, processings):
        """Workbook of ``processings``, read in slices: memory does not grow with them."""
        sheet = Sheet("Registres", list_columns(), self._rows(processings))
        return xlsx_bytes([sheet], title=self.name)

    def _rows(self, processings):
        french = self.env["dpo.pdf"]._french(processings)
        names = self.env["dpo.register.document"]._get_names(french.sudo().env)
        for start in range(0, len(french), SLICE):
            yield from self._slice_rows(french[start : start + SLICE], names)
            self.env.invalidate_all()

    def _slice_rows(self, processings, names):
        payloads = processings._get_payloads()
        lives = {row[0]: row[1:] for row in self._read_lives(processings)}
        bodies = self._read_bodies(processings)
        for processing_id, payload in zip(processings.ids, payloads, strict=True):
            collectivity_id, state, *rest = lives[processing_id]
            life = Life(names.choice("state", state), *rest)
            yield list_row(payload, bodies[collectivity_id], life, names)

    def _read_lives(self, processings):
        """``(id, collectivity, state, completeness, days...)``, past the cache."""
        query = processings._search([("id", "in", processings.ids)])
        columns = ("id", "collectivity_id", "state", *LIFE_FIELDS)
        fields_sql = [
            processings._field_to_sql(processings._table, name, query) for name in columns
        ]
        return self.env.execute_query(query.select(*fields_sql))

    def _read_bodies(self, processings):
        # sudo: name and SIREN of a collectivity whose record the user reads
        bodies = processings.sudo().collectivity_id
        return {body.id: Body(body.name, body.dpo_siren or "") for body in bodies}
