from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError
from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal
from odoo.addons.dpo_base.tools.export_safe import xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DpoFeeCallFiles(DpoPortal):
    """Files made on demand for the staff of the OPSN."""

    @route(
        "/dpo/fee_call/<int:call_id>/control.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_fee_call_control(self, call_id, **_unused):
        call = self._dpo_get_record_or_404("dpo.fee.call", call_id)
        try:
            call._check_may_read_all()
        except AccessError as error:
            raise NotFound from error
        name = f"Controle {call.reference}.xlsx"
        content = xlsx_bytes(request.env["dpo.fee.sheets"]._prepare_control(call), title=name)
        return self._dpo_download(content, name, XLSX)
