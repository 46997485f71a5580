from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal

from ..models.dpo_register_publication import CHOICES, OPTIONS

STEPS = {"publish": "action_publish", "revoke": "action_revoke"}


class DpoPortalPublication(DpoPortal):
    """Where a collectivity chooses what its public page shows, and whether there is one."""

    @route(
        "/my/registre/<int:register_id>/publication",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_publication(self, register_id, **_unused):
        register = self._dpo_get_record_or_404("dpo.register", register_id)
        return self._dpo_render_publication(register)

    @route(
        "/my/registre/<int:register_id>/publication",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_publication_save(self, register_id, step="", **form):
        register = self._dpo_get_record_or_404("dpo.register", register_id)
        published = request.httprequest.form.getlist("published")
        ids = {int(value) for value in published if value.isdecimal()}
        try:
            with request.env.cr.savepoint():
                page = register._get_or_create_publication()
                if step != "revoke":
                    page.action_choose({name: bool(form.get(name)) for name in OPTIONS}, ids)
                if step in STEPS:
                    getattr(page, STEPS[step])()
        except UserError as error:
            return self._dpo_render_publication(register, error=str(error))
        return request.redirect(f"/my/registre/{register.id}/publication")

    def _dpo_render_publication(self, register, **values):
        pages = request.env["dpo.register.publication"]
        page = register._get_publication() or pages.new(
            {
                "register_id": register.id,
                "collectivity_id": register.collectivity_id.id,
                "company_id": register.company_id.id,
            }
        )
        values = {
            "register": register,
            "page": page,
            "choices": CHOICES,
            "records": page._get_showable(),
            "may_decide": bool(page._get_deciding_mandates()),
            "page_name": "dpo_publication",
            **values,
        }
        return self._dpo_render("dpo_register.portal_publication", values)
