from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager

from .portal import DpoPortal, typed_text


class DpoPortalVisa(DpoPortal):
    """Documents that a collectivity reads, signs, refuses or answers."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        approvals = request.env["dpo.approval"]
        domains = {
            "dpo_sign_count": [("state", "=", "to_sign"), ("gesture", "=", "visa")],
            "dpo_answer_count": [("state", "=", "to_sign"), ("gesture", "=", "answer")],
            "dpo_visa_count": [("frozen_at", "!=", False)],
        }
        for counter in (name for name in domains if name in counters):
            readable = approvals.has_access("read")
            values[counter] = approvals.search_count(domains[counter]) if readable else 0
        return values

    @route(
        ["/my/visas", "/my/visas/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_visas(self, page=1, **_unused):
        approvals = self._dpo_get_model_or_404("dpo.approval")
        domain = [("frozen_at", "!=", False), ("state", "!=", "cancelled")]
        total = approvals.search_count(domain)
        pages = pager("/my/visas", total, page=page, step=self._items_per_page)
        # "to_sign" sorts after the other states: what waits comes first
        found = approvals.search(
            domain,
            order="state desc, due_on, frozen_at desc, id desc",
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        values = {"approvals": found, "pager": pages, "page_name": "dpo_visas"}
        return self._dpo_render("dpo_base.portal_visas", values)

    @route(
        "/my/visas/<int:approval_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_visa(self, approval_id, done=None, **_unused):
        approval = self._dpo_get_visa(approval_id)
        return self._dpo_render_visa(approval, done=done)

    @route(
        "/my/visas/<int:approval_id>/pdf", type="http", auth="user", methods=["GET"], readonly=True
    )
    def dpo_visa_pdf(self, approval_id, **_unused):
        approval = self._dpo_get_visa(approval_id)
        return self._dpo_download(approval._get_document_bytes(), approval.document_name)

    @route(
        "/my/visas/<int:approval_id>/attestation",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_visa_receipt(self, approval_id, **_unused):
        approval = self._dpo_get_visa(approval_id)
        if not approval.decided_on:
            raise NotFound
        return self._dpo_download(approval._render_receipt(), f"Attestation {approval.code}.pdf")

    @route(
        "/my/visas/<int:approval_id>/sign", type="http", auth="user", website=True, methods=["POST"]
    )
    def dpo_visa_sign(self, approval_id, **_unused):
        approval = self._dpo_get_visa(approval_id)
        return self._dpo_decide(approval, approval.action_sign)

    @route(
        "/my/visas/<int:approval_id>/refuse",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_visa_refuse(self, approval_id, text="", **_unused):
        approval = self._dpo_get_visa(approval_id)
        return self._dpo_decide(approval, approval.action_refuse, typed_text(text))

    @route(
        "/my/visas/<int:approval_id>/answer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_visa_answer(self, approval_id, text="", **_unused):
        approval = self._dpo_get_visa(approval_id)
        return self._dpo_decide(approval, approval.action_answer, typed_text(text))

    def _dpo_get_visa(self, approval_id):
        """A submitted approval; one in preparation does not exist for the collectivity."""
        approval = self._dpo_get_record_or_404("dpo.approval", approval_id)
        if not approval.frozen_at:
            raise NotFound
        return approval

    def _dpo_decide(self, approval, action, *texts):
        return self._dpo_step(
            lambda: action(*texts),
            f"/my/visas/{approval.id}?done=1",
            lambda error: self._dpo_render_visa(approval, error=error, text="".join(texts)),
        )

    def _dpo_render_visa(self, approval, **values):
        mandates = request.env.user._dpo_live_mandates()
        own = mandates.filtered(lambda m: m.collectivity_id == approval.collectivity_id)
        values = {
            "approval": approval,
            # sudo: the portal does not read mandates; compared with the user's own
            "may_decide": approval.sudo().mandate_id in own,
            "may_answer": bool(own),
            # sudo: name and address of the OPSN, printed on the page
            "company_sudo": approval.company_id.sudo(),
            "page_name": "dpo_visa",
            **values,
        }
        return self._dpo_render("dpo_base.portal_visa", values)
