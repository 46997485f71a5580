from odoo.exceptions import AccessDenied
from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import PAGE_HEADERS, DpoPortal, typed_text
from odoo.addons.portal.controllers.portal import get_error


class SecurityPortal(DpoPortal):
    @route("/my/security/code", type="http", auth="user", methods=["POST"], website=True)
    def dpo_mail_code(self, **form):
        """Ask for a code by mail at each connection, or no more; the password says who does."""
        user = request.env.user
        password = typed_text(form.get("password"))
        credential = {"type": "password", "login": user.login, "password": password}
        try:
            with user._assert_can_auth(user=user.login):
                user._check_credentials(credential, {"interactive": True})
        except AccessDenied as denied:
            return self._dpo_refuse_code(denied)
        # sudo: nobody writes their own account, and this person has just said who they are
        user.sudo().dpo_mail_code = form.get("wanted") == "1"
        return request.redirect("/my/security")

    def _dpo_refuse_code(self, denied):
        plain = denied.args == AccessDenied().args
        values = {
            **self._prepare_portal_layout_values(),
            "get_error": get_error,
            "allow_api_keys": False,
            "open_deactivate_modal": False,
            "dpo_code_error": request.env._("This is not your password.")
            if plain
            else denied.args[0],
        }
        return request.render("portal.portal_my_security", values, headers=PAGE_HEADERS)
