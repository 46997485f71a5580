import base64
import hashlib
import io
import logging
import tempfile
import zipfile
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.legal_time import paris
from ..tools.retention import Retention

_logger = logging.getLogger(__name__)

#: How long an export opens the uninstallation: long enough to check the file, not to forget it
OPEN_DAYS = 7


class DpoAddonExport(models.Model):
    """Everything that uninstalling an addon would destroy, in one zip.

    Addons that depend on it go with it, so their records are in it too. It opens the
    uninstallation for a few days once its author says that the file is kept elsewhere, and as
    long as no record has changed. It holds the data of every collectivity of every company: only
    the administrator of Odoo, who uninstalls, exports, and it does not stay on the server.
    """

    _name = "dpo.addon.export"
    _inherit = ["dpo.guarded.mixin", "dpo.batch.mixin"]
    _description = "Export before uninstallation"
    _order = "id desc"
    _rec_name = "module"
    _dpo_bookkeeping = True
    _dpo_retention = Retention(
        "delete", months=3, start_field="launched_at", reason="Copie de tout : ne reste pas là"
    )
    _dpo_by_action = frozenset(
        {"launched_at", "user_id", "file", "filename", "sha256", "kept_at", "kept_by_id"}
    )
    _dpo_batch_kinds = ("export",)
    _dpo_batch_inputs = frozenset({"module"})
    _dpo_batch_size = 1
    _dpo_batch_first = 1

    module = fields.Selection("_selection_module", "Addon", required=True)
    line_ids = fields.One2many("dpo.addon.export.line", "export_id", "Content", readonly=True)
    launched_at = fields.Datetime("Exported on", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", "Exported by", readonly=True, copy=False, ondelete="restrict"
    )
    file = fields.Binary("Archive", readonly=True, copy=False, attachment=True)
    filename = fields.Char(readonly=True, copy=False)
    sha256 = fields.Char("Digest of the archive", readonly=True, copy=False)
    kept_at = fields.Datetime("Kept elsewhere since", readonly=True, copy=False)
    kept_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False, ondelete="restrict"
    )
    open_until = fields.Datetime("Uninstallation open until", compute="_compute_open_until")

    @api.model
    def _selection_module(self):
        # sudo: names of the addons, which only the administrator of Odoo may read
        modules = self.env["ir.module.module"].sudo()
        installed = [("name", "=like", "dpo\\_%"), ("state", "in", ("installed", "to upgrade"))]
        return [
            (module.name, module.shortdesc) for module in modules.search(installed, order="name")
        ]

    @api.depends("kept_at")
    def _compute_open_until(self):
        for export in self:
            export.open_until = export.kept_at and export.kept_at + timedelta(days=OPEN_DAYS)

    def _get_module(self):
        # sudo: what goes with the addon, which only the administrator of Odoo may read
        return self.env["ir.module.module"].sudo().search([("name", "=", self.module)])

    def _check_admin(self):
        self.check_access("write")
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "Only the administrator of Odoo exports a whole addon, and uninstalls it."
                )
            )

    # --- what the buttons do ------------------------------------------------------------

    def action_export(self):
        """Queue the export: one line for each model, then the archive."""
        self._check_admin()
        self.ensure_one()
        if self.launched_at:
            raise UserError(self.env._("This export was made. Create another one for a new state."))
        self._write_by_action(
            {"launched_at": self.env["dpo.clock"]._now(), "user_id": self.env.uid}
        )
        # sudo: lines are read only, for everybody
        self.env["dpo.addon.export.line"].sudo().create(self._prepare_lines())
        self._launch_batch("export", self.env._("Export of %s", self.module))

    def _prepare_lines(self):
        module = self._get_module()
        used = [(model._name, False) for model in module._get_dpo_used_models()]
        added = module._get_dpo_added_fields()
        return [
            {"export_id": self.id, "model": model, "field_names": names and ",".join(names)}
            for model, names in [*used, *added.items()]
        ]

    def action_confirm_kept(self):
        """Say that the archive is kept outside of Odoo: this opens the uninstallation."""
        self._check_admin()
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("The archive is not ready: wait for its end."))
        self._write_by_action({"kept_at": self.env["dpo.clock"]._now(), "kept_by_id": self.env.uid})
        _logger.info("export %s of %s kept by user #%s", self.sha256, self.module, self.env.uid)

    # --- background work ----------------------------------------------------------------

    def _batch_export_count(self):
        return len(self.line_ids)

    def _batch_export_remaining(self, batch, limit):
        return self.line_ids.filtered(lambda line: line.id > batch.cursor).sorted("id")[:limit]

    def _batch_export_process(self, batch, lines):
        for line in lines:
            line._export()

    def _batch_export_done(self, batch):
        if not all(line.done for line in self.line_ids):
            return self.env._("Some records could not be exported: nothing is opened.")
        content = self._archive()
        stamp = f"{paris(self.launched_at):%Y-%m-%d_%H%M}"
        self._write_by_action(
            {
                "file": base64.b64encode(content),
                "filename": f"{self.module}_{stamp}.zip",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
        return self.env._("The archive is ready: download it, then confirm that you keep it.")

    def _archive(self):
        """The parts of all the lines in one zip, one part in memory at a time."""
        with tempfile.TemporaryFile() as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("LISEZMOI.txt", self._notice())
                for line in self.line_ids:
                    with zipfile.ZipFile(io.BytesIO(base64.b64decode(line.part))) as part:
                        for name in part.namelist():
                            archive.writestr(name, part.read(name))
                    line.invalidate_recordset(["part"])
            target.seek(0)
            return target.read()

    def _notice(self):
        rows = "\n".join(f"{line.model} : {line.row_count}" for line in self.line_ids)
        return (
            f"Export du module {self.module} avant désinstallation, le "
            f"{paris(self.launched_at):%d/%m/%Y à %H:%M}, par {self.user_id.name}.\n"
            "Un classeur par modèle pour lire, un fichier .jsonl (une ligne par enregistrement, "
            "toutes les colonnes de la table) pour reprendre, et les pièces jointes.\n\n"
            f"{rows}\n"
        )

    # --- the door -----------------------------------------------------------------------

    @api.model
    def _opens(self, module, used):
        """Whether an export holds all that ``used`` models hold today."""
        # sudo: who uninstalls is the administrator of Odoo
        exports = self.sudo().search(
            [
                ("module", "=", module.name),
                ("kept_at", ">", self.env["dpo.clock"]._now() - timedelta(days=OPEN_DAYS)),
            ]
        )
        return any(all(export._still_holds(model) for model in used) for export in exports)

    def _still_holds(self, model):
        line = self.line_ids.filtered(
            lambda line: line.model == model._name and not line.field_names
        )
        rows = model.sudo().with_context(active_test=False)
        if not line or rows.search_count([]) != line.row_count:
            return False
        changed = [("write_date", ">", self.launched_at)]
        return not (rows._log_access and rows.search_count(changed, limit=1))
