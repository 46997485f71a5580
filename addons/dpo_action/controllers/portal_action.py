import base64

from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal, typed_text

from ..models.dpo_action import OPEN

MAX_FILES = 5


class DpoPortalAction(DpoPortal):
    """The action plan of the user's collectivities."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dpo_action_count" in counters:
            actions = request.env["dpo.action"]
            readable = actions.has_access("read")
            domain = [("state", "in", OPEN)]
            values["dpo_action_count"] = actions.search_count(domain) if readable else 0
        return values

    @route("/my/actions", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def dpo_actions(self, closed=None, **_unused):
        actions = self._dpo_get_model_or_404("dpo.action")
        domain = [] if closed else [("state", "in", OPEN)]
        found = actions.search(domain, order="priority desc, due_date, id")
        values = {
            "plans": found.grouped("collectivity_id"),
            "is_closed_shown": bool(closed),
            "page_name": "dpo_actions",
        }
        return self._dpo_render("dpo_action.portal_actions", values)

    @route(
        "/my/actions/<int:action_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_action(self, action_id, **_unused):
        return self._dpo_render_action(self._dpo_get_record_or_404("dpo.action", action_id))

    @route(
        "/my/actions/<int:action_id>/evidence/<int:attachment_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_action_evidence(self, action_id, attachment_id, **_unused):
        action = self._dpo_get_record_or_404("dpo.action", action_id)
        # sudo: whoever reads the action reads its evidence
        attachment_sudo = action.sudo().evidence_ids.filtered(lambda file: file.id == attachment_id)
        if not attachment_sudo:
            raise NotFound
        return self._dpo_download(
            attachment_sudo.raw, attachment_sudo.name, attachment_sudo.mimetype
        )

    @route(
        "/my/actions/<int:action_id>/accept",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_action_accept(self, action_id, **_unused):
        action = self._dpo_get_record_or_404("dpo.action", action_id)
        return self._dpo_answer_action(action, action.action_accept)

    @route(
        "/my/actions/<int:action_id>/refuse",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_action_refuse(self, action_id, text="", **_unused):
        action = self._dpo_get_record_or_404("dpo.action", action_id)
        return self._dpo_answer_action(action, action.action_refuse, typed_text(text))

    @route(
        "/my/actions/<int:action_id>/done",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_action_done(self, action_id, text="", **_unused):
        action = self._dpo_get_record_or_404("dpo.action", action_id)
        files = request.httprequest.files.getlist("evidence")[:MAX_FILES]

        def declare(note):
            for file in files:
                if file.filename:
                    action._add_evidence(file.filename, base64.b64encode(file.read()))
            action.action_declare_done(note)

        return self._dpo_answer_action(action, declare, typed_text(text))

    def _dpo_answer_action(self, action, step, *texts):
        return self._dpo_step(
            lambda: step(*texts),
            f"/my/actions/{action.id}",
            lambda error: self._dpo_render_action(action, error=error, text="".join(texts)),
        )

    def _dpo_render_action(self, action, **values):
        mandates = request.env.user._dpo_live_mandates()
        own = mandates.filtered(lambda mandate: mandate.collectivity_id == action.collectivity_id)
        values = {
            "action": action,
            # sudo: names of the files, whose owner the user reads
            "evidence_sudo": action.sudo().evidence_ids,
            "may_decide": any(mandate.may_sign for mandate in own),
            "may_act": bool(own),
            # sudo: address of the OPSN, printed on the page
            "company_sudo": action.company_id.sudo(),
            "page_name": "dpo_action",
            **values,
        }
        return self._dpo_render("dpo_action.portal_action", values)
