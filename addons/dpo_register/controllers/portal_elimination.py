from odoo.http import route

from odoo.addons.dpo_base.controllers.portal import DpoPortal


class DpoPortalElimination(DpoPortal):
    """The list of eliminations as it stands, for the service and for the collectivity."""

    @route(
        "/my/registre/bordereau/<int:elimination_id>.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_elimination(self, elimination_id, **_unused):
        elimination = self._dpo_get_record_or_404("dpo.elimination", elimination_id)
        name = f"Bordereau d’élimination {elimination.year}.pdf"
        return self._dpo_download(elimination._render_working_copy(), name)
