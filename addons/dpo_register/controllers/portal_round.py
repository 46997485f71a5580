from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal, typed_text


class DpoPortalRound(DpoPortal):
    """The yearly review: one sheet, one answer at a time, each kept at once."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dpo_round_count" in counters:
            rounds = request.env["dpo.register.round"]
            readable = rounds.has_access("read")
            domain = [("state", "=", "open")]
            values["dpo_round_count"] = rounds.search_count(domain) if readable else 0
        return values

    @route("/my/revue", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def dpo_rounds(self, **_unused):
        rounds = self._dpo_get_model_or_404("dpo.register.round")
        # "open" sorts after "closed"
        found = rounds.search([], order="state desc, due_on desc, id desc", limit=50)
        values = {"rounds": found, "page_name": "dpo_rounds"}
        return self._dpo_render("dpo_register.portal_rounds", values)

    @route(
        "/my/revue/<int:round_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_round(self, round_id, **_unused):
        return self._dpo_render_round(self._dpo_get_record_or_404("dpo.register.round", round_id))

    @route(
        "/my/revue/<int:round_id>/fiche.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_round_sheet(self, round_id, **_unused):
        one = self._dpo_get_record_or_404("dpo.register.round", round_id)
        return self._dpo_download(one._render_sheet(), f"Revue du registre {one.code}.pdf")

    @route(
        "/my/revue/<int:round_id>/inchange",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_round_unchanged(self, round_id, line="", **_unused):
        one, found = self._dpo_get_line_or_404(round_id, line)
        return self._dpo_answer(one, found, found.action_unchanged)

    @route(
        "/my/revue/<int:round_id>/change",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_round_changed(self, round_id, line="", text="", edit=None, **_unused):
        one, found = self._dpo_get_line_or_404(round_id, line)
        record = found.processing_id
        target = f"/my/registre/fiche/{record.id}" if edit else None
        return self._dpo_answer(one, found, found.action_changed, typed_text(text), target=target)

    @route(
        "/my/revue/<int:round_id>/cesse",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_round_stopped(self, round_id, line="", day="", **_unused):
        one, found = self._dpo_get_line_or_404(round_id, line)
        try:
            stopped_on = fields.Date.to_date(typed_text(day) or None)
        except ValueError:
            stopped_on = None
        return self._dpo_answer(one, found, found.action_stopped, stopped_on)

    @route(
        "/my/revue/<int:round_id>/reste",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_round_rest(self, round_id, **_unused):
        one = self._dpo_get_record_or_404("dpo.register.round", round_id)
        return self._dpo_answer(one, one.line_ids[:0], one.action_rest_unchanged)

    def _dpo_get_line_or_404(self, round_id, line):
        """The round and one of its lines, whose id comes with the form."""
        one = self._dpo_get_record_or_404("dpo.register.round", round_id)
        wanted = int(line) if isinstance(line, str) and line.isdecimal() else 0
        found = one.line_ids.filtered(lambda found: found.id == wanted)
        if not found:
            raise NotFound
        return one, found

    def _dpo_answer(self, one, line, step, *values, target=None):
        """Give the answer and go on at the next activity; on refusal say why, where it was."""
        try:
            with request.env.cr.savepoint():
                step(*values)
        except UserError as error:
            said = {"error": str(error), "error_line": line, "error_step": step.__name__}
            return self._dpo_render_round(one, **said, text=values[0] if values else "")
        return request.redirect(target or f"/my/revue/{one.id}#{self._dpo_anchor(one, line)}")

    def _dpo_anchor(self, one, line):
        """The next activity that waits, after the one just answered; else the head of the page."""
        ids = one.line_ids.ids
        start = ids.index(line.id) + 1 if line else 0
        ordered = one.line_ids.browse(ids[start:] + ids[:start])
        left = ordered.filtered(lambda left: left.answer == "waiting")[:1]
        return f"a{left.id}" if left else "haut"

    def _dpo_render_round(self, one, **values):
        mandates = request.env.user._dpo_live_mandates()
        # sudo: whoever reads the round reads what it shows of the records
        one_sudo = one.sudo()
        values = {
            "review": one,
            "lines_sudo": one_sudo.line_ids,
            "may_answer": one.state == "open" and one.collectivity_id in mandates.collectivity_id,
            "company_sudo": one_sudo.company_id,
            "page_name": "dpo_round",
            "error_line": one.line_ids[:0],
            **values,
        }
        return self._dpo_render("dpo_register.portal_round", values)
