from psycopg2 import IntegrityError
from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

#: Pages hold a collectivity's data: shared town hall computers must not keep them.
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
FILE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


#: Beyond this, a reason or an answer is a file.
MAX_TEXT = 10_000


def typed_text(text):
    """The text of a form; a file sent in its place is no text, and PostgreSQL holds no NUL."""
    return text[:MAX_TEXT].replace("\0", "") if isinstance(text, str) else ""


class DpoPortal(CustomerPortal):
    """What every portal page of the suite is made with; later addons inherit it."""

    def _dpo_get_record_or_404(self, model, record_id):
        """The record as the user sees it.

        Another collectivity's record and a missing one are the same: not found. A refusal
        would tell that it exists.
        """
        record = self._dpo_get_model_or_404(model).search([("id", "=", record_id)], limit=1)
        if not record:
            raise NotFound
        return record

    def _dpo_get_model_or_404(self, model):
        """The model; not found for whoever has no right on it at all, a trainer for instance."""
        records = request.env[model]
        if not records.has_access("read"):
            raise NotFound
        return records

    def _dpo_render(self, template, values):
        """A page with the portal's layout values, never cached nor framed."""
        values = {**self._prepare_portal_layout_values(), **values}
        return request.render(template, values, headers=PAGE_HEADERS)

    def _dpo_download(self, content, filename, mimetype="application/pdf"):
        """A file that is saved, never displayed in the portal's origin."""
        return request.make_response(
            content,
            headers={
                **FILE_HEADERS,
                "Content-Type": mimetype,
                "Content-Length": len(content),
                "Content-Disposition": content_disposition(filename),
            }.items(),
        )

    def _dpo_step(self, step, done, refused):
        """Make ``step()``, then go to the address ``done``, or to ``done(what it returned)``.

        When it is refused, answer ``refused(sentence)``: the page again, with what was typed.
        """
        try:
            with request.env.cr.savepoint():
                result = step()
        except UserError as error:
            return refused(str(error))
        except IntegrityError as error:
            return refused(self._dpo_constraint_sentence(error))
        return request.redirect(done(result) if callable(done) else done)

    def _dpo_constraint_sentence(self, error):
        """What a constraint of the database says, in the words of its model."""
        tables = {model._table: name for name, model in request.env.registry.items()}
        model = request.env[tables.get(error.diag.table_name, "base")]
        return model._sql_error_to_message(error)

    @route(
        "/my/habilitations", type="http", auth="user", website=True, methods=["GET"], readonly=True
    )
    def dpo_habilitations(self):
        mandates = request.env.user._dpo_live_mandates()
        values = {"mandates": mandates.sorted("access_until"), "page_name": "dpo_habilitations"}
        return self._dpo_render("dpo_base.portal_habilitations", values)
