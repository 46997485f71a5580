from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal
from odoo.addons.dpo_base.tools.uploads import MIMETYPES

TYPES = {**MIMETYPES, "json": "application/json"}
LAYOUTS = ("xlsx", "pdf", "docx", "json")


class DpoPortalExport(DpoPortal):
    """A register, or one activity, as a file: for the portal and the back office."""

    @route(
        "/my/registre/<int:register_id>/export/<string:layout>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_register_export(self, register_id, layout, **_unused):
        if layout not in LAYOUTS:
            raise NotFound
        register = self._dpo_get_record_or_404("dpo.register", register_id)
        return self._dpo_download(
            register._render_export(layout), register._get_export_filename(layout), TYPES[layout]
        )

    @route(
        "/my/registre/fiche/<int:processing_id>/pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_processing_pdf(self, processing_id, **_unused):
        processing = self._dpo_get_record_or_404("dpo.processing", processing_id)
        content = request.env["dpo.register.document"]._render_fiche_pdf(processing)
        name = f"{processing.name} - {processing.collectivity_id.name}.pdf".replace("/", "-")
        return self._dpo_download(content, name)
