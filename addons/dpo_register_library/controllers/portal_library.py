from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal, typed_text

OPEN = [("state", "=", "open")]
#: names of the inputs of a question: prefix, then the key of the question
INPUTS = ("answer", "number", "body_name", "since")


class DpoPortalLibrary(DpoPortal):
    """The questionnaire of the user's collectivities, and what a newer model asks them."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dpo_conflict_count" in counters:
            conflicts = request.env["dpo.library.conflict"]
            readable = conflicts.has_access("read")
            values["dpo_conflict_count"] = conflicts.search_count(OPEN) if readable else 0
        return values

    # --- questionnaire ----------------------------------------------------------------------

    @route(
        "/my/questionnaire", type="http", auth="user", website=True, methods=["GET"], readonly=True
    )
    def dpo_questionnaires(self, **_unused):
        answers = self._dpo_get_model_or_404("dpo.library.answer")
        bodies = request.env.user._dpo_live_mandates().collectivity_id
        groups = answers._read_group(
            [("collectivity_id", "in", bodies.ids)], ["collectivity_id"], ["__count"]
        )
        values = {
            "counts": {body: 0 for body in bodies} | dict(groups),
            "total": request.env["dpo.library.question"].search_count([]),
            "page_name": "dpo_questionnaires",
        }
        return self._dpo_render("dpo_register_library.portal_questionnaires", values)

    @route(
        "/my/questionnaire/<int:collectivity_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_questionnaire(self, collectivity_id, saved=None, **_unused):
        collectivity = self._dpo_get_body_or_404(collectivity_id)
        return self._dpo_render_questionnaire(collectivity, is_saved=bool(saved))

    @route(
        "/my/questionnaire/<int:collectivity_id>/save",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_questionnaire_save(self, collectivity_id, **typed):
        collectivity = self._dpo_get_body_or_404(collectivity_id)
        errors = {}
        for question in request.env["dpo.library.question"].search([]):
            said = {name: typed_text(typed.get(f"{name}.{question.key}", "")) for name in INPUTS}
            if not (said["answer"] or said["number"].strip()):
                continue
            try:
                # each answer on its own: one that is refused does not lose the others
                with request.env.cr.savepoint():
                    request.env["dpo.library.answer"].action_answer(
                        collectivity.id, {question.key: said}
                    )
            except UserError as error:
                errors[question.key] = {**said, "error": str(error)}
        if errors:
            return self._dpo_render_questionnaire(collectivity, errors=errors)
        return request.redirect(f"/my/questionnaire/{collectivity.id}?saved=1")

    def _dpo_get_body_or_404(self, collectivity_id):
        """A collectivity that the user answers for."""
        answers = self._dpo_get_model_or_404("dpo.library.answer")
        if request.env.user._is_internal():
            body = self._dpo_get_record_or_404("res.partner", collectivity_id)
            may_answer = answers.has_access("create") and body._dpo_filter_own()
            if not body.dpo_body_type_id or not may_answer:
                raise NotFound
            return body
        bodies = request.env.user._dpo_live_mandates().collectivity_id
        body = bodies.filtered(lambda one: one.id == collectivity_id)
        if not body:
            raise NotFound
        return body

    def _dpo_render_questionnaire(self, collectivity, errors=None, **values):
        answers = request.env["dpo.library.answer"]
        # sudo: figures and grouping of a collectivity that the user answers for
        body_sudo = collectivity.sudo()
        company_sudo = body_sudo._dpo_company()
        # sudo: the same figures and answers
        answers_sudo = answers.sudo()
        figures = answers_sudo._get_known_figures(body_sudo)
        known = answers_sudo._get_answers(company_sudo, body_sudo)
        questions = request.env["dpo.library.question"].search([])
        values = {
            "collectivity": collectivity,
            "questions": questions,
            "answers": {key: answer for (_body, key), answer in known.items()},
            "figures": {key: value for (_body, key), value in figures.items()},
            "epci_name": body_sudo._dpo_epci().name or "",
            "choices": answers._fields["answer"]._description_selection(request.env),
            "errors": errors or {},
            "page_name": "dpo_questionnaire",
            **values,
        }
        return self._dpo_render("dpo_register_library.portal_questionnaire", values)

    # --- choices on models --------------------------------------------------------------------

    @route("/my/modeles", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def dpo_conflicts(self, **_unused):
        return self._dpo_render_conflicts()

    @route(
        "/my/modeles/<int:conflict_id>/keep",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_conflict_keep(self, conflict_id, **_unused):
        conflict = self._dpo_get_record_or_404("dpo.library.conflict", conflict_id)
        return self._dpo_choose(conflict.action_keep)

    @route(
        "/my/modeles/<int:conflict_id>/take",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_conflict_take(self, conflict_id, **_unused):
        conflict = self._dpo_get_record_or_404("dpo.library.conflict", conflict_id)
        return self._dpo_choose(conflict.action_take)

    def _dpo_choose(self, step):
        try:
            with request.env.cr.savepoint():
                step()
        except UserError as error:
            return self._dpo_render_conflicts(error=str(error))
        return request.redirect("/my/modeles")

    def _dpo_render_conflicts(self, error=None):
        found = self._dpo_get_model_or_404("dpo.library.conflict").search(OPEN)
        values = {
            "conflicts": found.grouped("processing_id"),
            "error": error,
            "page_name": "dpo_conflicts",
        }
        return self._dpo_render("dpo_register_library.portal_conflicts", values)
