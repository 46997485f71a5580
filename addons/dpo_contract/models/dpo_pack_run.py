import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.archive import file_name, zip_files

#: One archive stays a file that a mailbox or a USB key takes: about 110 MB.
MOST = 300


class DpoPackRun(models.Model):
    """The packs, or one letter, of many collectivities: made in the background, one archive.

    It holds what the user who asked for it may hand over, and only that user downloads it.
    """

    _name = "dpo.pack.run"
    _inherit = ["dpo.batch.mixin"]
    _description = "Packs of several collectivities"
    _order = "id desc"
    _check_company_auto = True
    _dpo_batch_kinds = ("make",)
    _dpo_batch_first = 5
    _dpo_batch_size = 20
    _dpo_batch_inputs = frozenset({"body_ids", "template_id"})
    _dpo_retention = Retention(
        "delete", months=1, start_field="create_date", reason="Copie de travail des dossiers"
    )

    name = fields.Char(required=True, default=lambda self: self.env._("Packs to hand over"))
    user_id = fields.Many2one(
        "res.users", "Asked by", required=True, readonly=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    body_ids = fields.Many2many(
        "res.partner",
        "dpo_pack_run_body_rel",
        string="Collectivities",
        domain=[("dpo_body_type_id", "!=", False), ("dpo_dissolved_on", "=", False)],
    )
    template_id = fields.Many2one(
        "dpo.pack.template",
        "Only this document",
        ondelete="set null",
        check_company=True,
        help="Empty: the whole pack of each collectivity. Choose a letter to send it to all.",
    )
    made_count = fields.Integer("Collectivities done", readonly=True, copy=False)
    file = fields.Binary("Archive (zip)", attachment=True, readonly=True, copy=False)
    file_name = fields.Char(compute="_compute_file_name")

    @api.depends("name", "create_date")
    def _compute_file_name(self):
        for run in self:
            day = (run.create_date or self.env["dpo.clock"]._now()).date()
            run.file_name = file_name(f"{run.name} - {day}.zip")

    def action_make(self):
        """Queue the work; the archive is announced when it is ready."""
        self.check_access("write")
        for run in self:
            run._check_bodies()
            run._launch_batch("make", run.name)

    def _check_bodies(self):
        if not self.body_ids:
            raise UserError(self.env._("Choose the collectivities first."))
        if len(self.body_ids) > MOST:
            raise UserError(
                self.env._(
                    "%(count)s collectivities: choose %(most)s at most, a grouping at a time.",
                    count=len(self.body_ids),
                    most=MOST,
                )
            )

    # --- the work: one collectivity at a time -------------------------------------------

    def _batch_make_count(self):
        return len(self.body_ids)

    def _batch_make_remaining(self, batch, limit):
        if not batch.cursor:  # what a former work left; a click while this one runs takes nothing
            self._get_parts().unlink()
        return self.body_ids.sorted("id").filtered(lambda body: body.id > batch.cursor)[:limit]

    def _batch_make_process(self, batch, items):
        attachments = self.env["ir.attachment"]
        attachments.create([self._prepare_part_values(body) for body in items])

    def _prepare_part_values(self, body):
        """One file of the archive, kept apart until all are there."""
        pack = self.env["dpo.pack"]
        pack._check_may_hand_over(body)
        if self.template_id:
            name, content = pack._get_file(self.template_id, body, self.company_id)
        else:
            name, content = pack._get_zip(body, self.company_id)
        return {
            "name": name,
            "raw": content,
            "res_model": self._name,
            "res_id": self.id,
        }

    def _batch_make_done(self, batch):
        parts = self._get_parts()
        if not parts:
            return self.env._("No pack was made: see why below.")
        files = ((part.name, part.raw) for part in parts)
        self.file = base64.b64encode(zip_files(files, compress=False))
        self.made_count = len(parts)
        parts.unlink()
        return self.env._("The archive is ready: %s collectivities.", self.made_count)

    def _get_parts(self):
        """Files that wait for the others; the archive itself belongs to a field."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return self.env["ir.attachment"].search(domain, order="id")
