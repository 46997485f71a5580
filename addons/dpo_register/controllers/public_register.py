from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import typed_text

#: Nothing is fetched from elsewhere; a page taken offline must not live on in a cache.
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class DpoPublicRegister(http.Controller):
    """The register that a collectivity shows to everybody."""

    @route(
        "/registre/<string:slug>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def dpo_public_register(self, slug, **_unused):
        page = request.env["dpo.register.publication"]._find_public(typed_text(slug))
        if not page:
            raise NotFound
        html = page.env["ir.qweb"]._render("dpo_register.public_register", page._get_page())
        return request.make_response(
            f"<!DOCTYPE html>\n{html}", headers=self._dpo_public_headers(page).items()
        )

    def _dpo_public_headers(self, page):
        headers = {**HEADERS, "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'"}
        if page.may_embed:
            headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors *"
        else:
            headers["X-Frame-Options"] = "DENY"
        if page.no_index:
            headers["X-Robots-Tag"] = "noindex, nofollow"
        return headers
