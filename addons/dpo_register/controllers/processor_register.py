from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal
from odoo.addons.dpo_base.tools.uploads import MIMETYPES


class DpoProcessorRegisterFiles(DpoPortal):
    """The register of a processor, whole, as a file."""

    @route(
        "/dpo/processor_record/<int:record_id>/register.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_processor_register_pdf(self, record_id, **_unused):
        records = self._dpo_get_processor_register(record_id)
        content = request.env["dpo.processor.register"]._render_pdf(records)
        return self._dpo_download(content, "Registre du sous-traitant.pdf")

    @route(
        "/dpo/processor_record/<int:record_id>/register.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_processor_register_xlsx(self, record_id, **_unused):
        records = self._dpo_get_processor_register(record_id)
        content = request.env["dpo.processor.register"]._render_xlsx(records)
        return self._dpo_download(content, "Registre du sous-traitant.xlsx", MIMETYPES["xlsx"])

    def _dpo_get_processor_register(self, record_id):
        record = self._dpo_get_record_or_404("dpo.processor.record", record_id)
        return record._get_whole_register()
