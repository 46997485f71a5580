from odoo.exceptions import AccessError
from odoo.http import request, route

from .portal_contract import DpoPortalContract

ZIP = "application/zip"


class DpoPortalPack(DpoPortalContract):
    """The pack of model documents: a collectivity's own on the portal, the staff's portfolio."""

    @route(
        "/my/dossier/<int:collectivity_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_pack(self, collectivity_id, **_unused):
        collectivity = self._dpo_get_own_body_or_404(collectivity_id)
        name, content = request.env["dpo.pack"]._get_zip(collectivity, collectivity._dpo_company())
        return self._dpo_download(content, name, ZIP)

    @route(
        "/my/conventions/<int:contract_id>/dossier",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_contract_pack(self, contract_id, **_unused):
        contract = self._dpo_get_contract(contract_id)
        name, content = request.env["dpo.pack"]._get_zip(
            contract.collectivity_id, contract.company_id, contract
        )
        return self._dpo_download(content, name, ZIP)

    def _dpo_get_own_body_or_404(self, collectivity_id):
        """The collectivity, when the user may take its pack: staff or habilitation that runs."""
        user = request.env.user
        if not user._is_internal():
            own = user._dpo_live_mandates().collectivity_id
            found = own.filtered(lambda body: body.id == collectivity_id)
            if not found:
                raise request.not_found()
            return found
        found = self._dpo_get_record_or_404("res.partner", collectivity_id)
        if not user.has_group("dpo_base.group_dpo_user") or not found.dpo_body_type_id:
            raise request.not_found()
        try:
            request.env["dpo.pack"]._check_may_hand_over(found)
        except AccessError as refused:
            raise request.not_found() from refused
        return found
