from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import typed_text

from .portal_register import DpoPortalRegister

OPEN = ("announced", "advised")


class DpoPortalProject(DpoPortalRegister):
    """Projects that a collectivity announces, and the advice of its DPD."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dpo_project_count" in counters:
            projects = request.env["dpo.project"]
            readable = projects.has_access("read")
            domain = [("state", "in", OPEN)]
            values["dpo_project_count"] = projects.search_count(domain) if readable else 0
        return values

    @route("/my/projets", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def dpo_projects(self, closed=None, **_unused):
        projects = self._dpo_get_model_or_404("dpo.project")
        domain = [] if closed else [("state", "in", OPEN)]
        values = {
            "projects": projects.search(domain),
            "is_closed_shown": bool(closed),
            "page_name": "dpo_projects",
        }
        return self._dpo_render("dpo_register.portal_projects", values)

    @route(
        "/my/projets/nouveau",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_project_new(self, **_unused):
        self._dpo_get_model_or_404("dpo.project")
        return self._dpo_render_new_project()

    @route("/my/projets/nouveau", type="http", auth="user", website=True, methods=["POST"])
    def dpo_project_announce(self, **typed):
        projects = self._dpo_get_model_or_404("dpo.project")
        typed = {name: typed_text(value) for name, value in typed.items()}
        return self._dpo_step(
            lambda: projects.action_announce(*self._dpo_read_project(typed)),
            lambda project: f"/my/projets/{project.id}?done=announced",
            lambda error: self._dpo_render_new_project(error=error, typed=typed),
        )

    def _dpo_read_project(self, typed):
        """``(collectivity id, values)`` of the form."""
        names = request.env["dpo.project"]._dpo_announced
        values = {name: typed.get(name, "").strip() or False for name in names}
        values["planned_on"] = self._dpo_read_day(typed.get("planned_on", ""))
        values["product_id"] = self._dpo_read_id(typed.get("product_id", ""))
        return self._dpo_read_id(typed.get("collectivity_id", "")), values

    def _dpo_read_id(self, text):
        return int(text) if text.isdecimal() else False

    def _dpo_render_new_project(self, **values):
        bodies = request.env.user._dpo_live_mandates().collectivity_id
        projects = request.env["dpo.project"]
        values = {
            "bodies_sudo": bodies,
            "kinds": projects._fields["kind"]._description_selection(request.env),
            # sudo: products on record for the services of these collectivities
            "products_sudo": projects._get_products(bodies),
            "typed": {},
            "page_name": "dpo_project_new",
            **values,
        }
        return self._dpo_render("dpo_register.portal_project_new", values)

    @route(
        "/my/projets/<int:project_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_project(self, project_id, done=None, **_unused):
        project = self._dpo_get_record_or_404("dpo.project", project_id)
        return self._dpo_render_project(project, done=done)

    @route(
        "/my/projets/<int:project_id>/avis",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_project_advice(self, project_id, text="", **_unused):
        project = self._dpo_get_record_or_404("dpo.project", project_id)
        text = typed_text(text)
        return self._dpo_answer_project(
            project, "advised", lambda: project.action_give_advice(text), advice=text
        )

    @route(
        "/my/projets/<int:project_id>/abandon",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_project_drop(self, project_id, text="", **_unused):
        project = self._dpo_get_record_or_404("dpo.project", project_id)
        text = typed_text(text)
        return self._dpo_answer_project(
            project, "dropped", lambda: project.action_drop(text), reason=text
        )

    @route(
        "/my/projets/<int:project_id>/fiche",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_project_processing(self, project_id, **_unused):
        project = self._dpo_get_record_or_404("dpo.project", project_id)
        return self._dpo_step(
            project.action_make_processing,
            lambda action: f"/my/registre/fiche/{action['res_id']}",
            lambda error: self._dpo_render_project(project, error=error),
        )

    def _dpo_answer_project(self, project, done, step, **typed):
        return self._dpo_step(
            step,
            f"/my/projets/{project.id}?done={done}",
            lambda error: self._dpo_render_project(project, error=error, **typed),
        )

    def _dpo_render_project(self, project, **values):
        values = {
            "title": project.name,
            "project": project,
            # sudo: the name of the product and of its vendor, on a page that the user reads
            "product_sudo": project.sudo().product_id,
            "may_edit": project._may_edit(),
            "is_dpd": project._is_checked_by_user(),
            # sudo: name and telephone of the OPSN, printed on the page
            "company_sudo": project.company_id.sudo(),
            "page_name": "dpo_project",
            **values,
        }
        return self._dpo_render("dpo_register.portal_project", values)
