from werkzeug.exceptions import NotFound

from odoo.http import route

from odoo.addons.dpo_base.controllers.portal import DpoPortal


class DpoCommitmentForms(DpoPortal):
    """The paper forms of an engagement round, for the staff."""

    @route(
        "/dpo/commitment_round/<int:round_id>/forms.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_round_forms(self, round_id):
        one = self._dpo_get_record_or_404("dpo.commitment.round", round_id)
        requests = one.request_ids.filtered(
            lambda found: found.channel == "paper" and found.state in ("to_send", "sent")
        )
        if not requests:
            raise NotFound
        return self._dpo_download(requests._render_forms(one.company_id), f"{one.name}.pdf")

    @route(
        "/dpo/commitment_request/<int:request_id>/form.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_request_form(self, request_id):
        one = self._dpo_get_record_or_404("dpo.commitment.request", request_id)
        return self._dpo_download(one._render_forms(one.company_id), f"{one.code}.pdf")
