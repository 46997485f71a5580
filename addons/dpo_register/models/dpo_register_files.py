from odoo import models


class DpoRegister(models.Model):
    """The register as files."""

    _inherit = "dpo.register"  # pylint: disable=consider-merging-classes-inherited

    def _render_export(self, layout):
        """The file of the register in one layout: xlsx, pdf, docx or json."""
        self.ensure_one()
        self.check_access("read")
        if layout == "json":
            return self.env["dpo.register.exchange"]._render_json(self)
        return getattr(self.env["dpo.register.document"], f"_render_{layout}")(self)

    def _get_all_processings(self):
        """The activities that run and those that ended: an exchange leaves none behind."""
        return self.env["dpo.processing"].search(
            [
                ("collectivity_id", "in", self.collectivity_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )

    def _get_export_filename(self, layout):
        name = self.sudo().collectivity_id.name.replace("/", "-")
        day = self.env["dpo.clock"]._today()
        return f"Registre des traitements - {name} - {day}.{layout}"

    def action_export_xlsx(self):
        return self._download("xlsx")

    def action_export_pdf(self):
        return self._download("pdf")

    def action_export_docx(self):
        return self._download("docx")

    def action_export_json(self):
        return self._download("json")

    def _download(self, layout):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/registre/{self.id}/export/{layout}",
            "target": "download",
        }

    def action_export_list(self):
        """The activities of these registers in one list, made in the background."""
        self.check_access("read")
        job = self.env["dpo.register.export"].create(
            {
                "name": self.env._("Activities of %s collectivities", len(self.collectivity_id)),
                "body_ids": self.collectivity_id.ids,
            }
        )
        job.action_write()
        return {
            "type": "ir.actions.act_window",
            "res_model": job._name,
            "res_id": job.id,
            "views": [(False, "form")],
        }
