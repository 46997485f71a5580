from werkzeug.exceptions import NotFound

from odoo.http import route

from odoo.addons.dpo_base.controllers.portal import DpoPortal
from odoo.addons.dpo_base.tools.uploads import MIMETYPES


class DpoPortalNotice(DpoPortal):
    """What is given to the persons: the notice of an activity, the poster of its cameras."""

    @route(
        "/my/registre/fiche/<int:processing_id>/notice.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_processing_notice_pdf(self, processing_id, **_unused):
        return self._dpo_notice(processing_id, "pdf")

    @route(
        "/my/registre/fiche/<int:processing_id>/notice.docx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_processing_notice_docx(self, processing_id, **_unused):
        return self._dpo_notice(processing_id, "docx")

    def _dpo_notice(self, processing_id, layout):
        processing = self._dpo_get_record_or_404("dpo.processing", processing_id)
        return self._dpo_download(
            processing._render_notice(layout),
            processing._get_file_name("Information des personnes", layout),
            MIMETYPES[layout],
        )

    @route(
        "/my/registre/fiche/<int:processing_id>/affiche.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_processing_poster(self, processing_id, **_unused):
        processing = self._dpo_get_record_or_404("dpo.processing", processing_id)
        if not processing.has_images:
            raise NotFound
        name = processing._get_file_name("Affiche", "pdf")
        return self._dpo_download(processing._render_poster(), name)
