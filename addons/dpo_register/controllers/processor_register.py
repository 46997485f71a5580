from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal
from odoo.addons.dpo_base.tools.uploads import MIMETYPES


class DpoProcessorRegisterFiles(DpoPortal):
    """The register of a processor, whole, as a file."""

    @route(
        "/dpo/processor_record/<int:record_id>/register.<string:layout>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_processor_register(self, record_id, layout, **_unused):
        record = self._dpo_get_record_or_404("dpo.processor.record", record_id)
        if layout not in ("pdf", "xlsx"):
            raise NotFound
        files = request.env["dpo.processor.register"]
        render = files._render_pdf if layout == "pdf" else files._render_xlsx
        name = f"Registre du sous-traitant.{layout}"
        return self._dpo_download(render(record._get_whole_register()), name, MIMETYPES[layout])
