from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal

from .fee_call import XLSX


class DpoFeeScenarioFiles(DpoPortal):
    """Files of a trial of a grid, made on demand for the committee of the OPSN."""

    @route(
        "/dpo/fee_scenario/<int:scenario_id>/note.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_fee_scenario_xlsx(self, scenario_id, **_unused):
        scenario = self._dpo_get_scenario_or_404(scenario_id)
        sheets = request.env["dpo.fee.scenario.report"]._prepare_sheets(scenario)
        name = f"{scenario.name}.xlsx"
        content = request.env["dpo.export"]._xlsx(sheets, title=scenario.name)
        return self._dpo_download(content, name, XLSX)

    @route(
        "/dpo/fee_scenario/<int:scenario_id>/note.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_fee_scenario_pdf(self, scenario_id, **_unused):
        scenario = self._dpo_get_scenario_or_404(scenario_id)
        content = request.env["dpo.fee.scenario.report"]._render_note(scenario)
        return self._dpo_download(content, f"{scenario.name}.pdf")

    def _dpo_get_scenario_or_404(self, scenario_id):
        scenario = self._dpo_get_record_or_404("dpo.fee.scenario", scenario_id)
        try:
            scenario._check_computed()
        except (AccessError, UserError) as error:
            raise NotFound from error
        return scenario
