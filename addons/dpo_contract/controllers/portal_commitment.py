from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal, typed_text

from ..models.dpo_commitment_request import TYPED

#: In the list of services: the one that is not in it.
OTHER = "+"


class DpoPortalCommitment(DpoPortal):
    """The engagement round: one short page for each town hall, kept at each step.

    Requests have no portal right: the habilitation must also open the money. The domain is
    rebuilt from the mandates that run, each time.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        for counter in ("dpo_reference_count", "dpo_open_reference_count"):
            if counter in counters:
                states = ("to_send", "sent") if "open" in counter else None
                values[counter] = len(self._dpo_get_requests(states=states))
        return values

    @route("/my/references", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def dpo_references(self, **_unused):
        if not request.env.user._dpo_money_bodies():
            raise NotFound
        # what waits comes first, the nearest day at the top
        requests_sudo = self._dpo_get_requests().sorted(
            lambda one: (one.state == "answered", one.due_on, one.id)
        )
        values = {"requests": requests_sudo, "page_name": "dpo_references"}
        return self._dpo_render("dpo_contract.portal_references", values)

    @route(
        "/my/references/<int:request_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_reference(self, request_id, **_unused):
        return self._dpo_render_reference(self._dpo_get_request_or_404(request_id))

    @route(
        "/my/references/<int:request_id>/formulaire.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_reference_form(self, request_id, **_unused):
        one_sudo = self._dpo_get_request_or_404(request_id)
        content = one_sudo._render_forms(one_sudo.company_id)
        return self._dpo_download(content, f"References {one_sudo.code}.pdf")

    @route(
        "/my/references/<int:request_id>/enregistrer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_reference_save(self, request_id, step="", **form):
        one_sudo = self._dpo_get_request_or_404(request_id)
        typed = self._dpo_get_typed(form)
        anchor = step if step in ("etape2", "etape3", "etape4", "envoi") else "envoi"
        return self._dpo_answer_step(
            one_sudo, typed, lambda one: one.action_save(typed), f"#{anchor}"
        )

    @route(
        "/my/references/<int:request_id>/envoyer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_reference_send(self, request_id, confirmed="", **form):
        one_sudo = self._dpo_get_request_or_404(request_id)
        typed = self._dpo_get_typed(form)
        return self._dpo_answer_step(
            one_sudo, typed, lambda one: one.action_answer(typed, typed_text(confirmed))
        )

    @route(
        "/my/references/<int:request_id>/inchange",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_reference_unchanged(self, request_id, **_unused):
        one_sudo = self._dpo_get_request_or_404(request_id)
        return self._dpo_answer_step(one_sudo, {}, lambda one: one.action_unchanged())

    def _dpo_answer_step(self, one_sudo, typed, step, anchor=""):
        """Make the step with the rights of the person; a refusal shows what was typed."""
        # sudo: taken back, the gesture checks the rights of the person
        one = one_sudo.sudo(False)
        url = f"/my/references/{one.id}{anchor}"
        return self._dpo_step(
            lambda: step(one), url, lambda error: self._dpo_refuse(one_sudo, typed, error)
        )

    def _dpo_refuse(self, one_sudo, typed, error):
        """Keep what was typed, then say why it is not sent."""
        if typed and one_sudo.state != "answered" and one_sudo.round_id.state == "open":
            # sudo: taken back, as above
            one_sudo.sudo(False).action_save(typed)
        return self._dpo_render_reference(one_sudo, error=error, confirmed=typed.get("agents", ""))

    def _dpo_get_typed(self, form):
        """The fields of the page; a code chosen in the list comes before a new one."""
        typed = {name: typed_text(form[name]) for name in TYPED if name in form}
        chosen = typed_text(form.get("service", OTHER))
        return typed if chosen == OTHER else {**typed, "service_code": chosen}

    def _dpo_get_requests(self, domain=(), states=None):
        """Requests that concern the user's bodies."""
        # sudo: requests have no portal right, the domain is the access check
        requests_sudo = request.env["dpo.commitment.request"].sudo()
        bodies = request.env.user._dpo_money_bodies()
        if not bodies:
            return requests_sudo
        found = requests_sudo.search([*requests_sudo._get_open_domain(bodies), *domain])
        return found.filtered(lambda one: one.state in states) if states else found

    def _dpo_get_request_or_404(self, request_id):
        found = self._dpo_get_requests([("id", "=", request_id)])
        if not found:
            raise NotFound
        return found

    def _dpo_render_reference(self, one_sudo, **values):
        services_sudo = one_sudo.env["dpo.payer.service"].search(
            [
                ("collectivity_id", "=", one_sudo.collectivity_id.id),
                ("company_id", "=", one_sudo.company_id.id),
            ]
        )
        values = {
            "one": one_sudo,
            "collectivity": one_sudo.collectivity_id,
            "services": services_sudo,
            "known": one_sudo.known or {},
            "is_open": one_sudo.state != "answered" and one_sudo.round_id.state == "open",
            "company": one_sudo.company_id,
            "page_name": "dpo_reference",
            **values,
        }
        return self._dpo_render("dpo_contract.portal_reference", values)
