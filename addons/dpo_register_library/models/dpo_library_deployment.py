from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DpoLibraryDeployment(models.Model):
    """Model activities brought to the registers of many collectivities in one run.

    The preview says for each one what would be created, what is there, and why the rest is set
    aside; the run goes by the same rules at the time it runs.
    """

    _name = "dpo.library.deployment"
    _inherit = ["dpo.batch.mixin", "dpo.guarded.mixin"]
    _description = "Deployment of model activities"
    _order = "id desc"
    _dpo_batch_kinds = ("deploy",)
    _dpo_batch_inputs = frozenset(
        {"scope", "collectivity_ids", "body_type_ids", "epci_id", "user_id", "content", "model_ids"}
    )
    #: bodies in one savepoint: some two thousand records with their lines
    _dpo_batch_size = 50
    _dpo_by_action = frozenset({"state"})

    name = fields.Char(required=True, default=lambda self: self.env._("Deployment"))
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    scope = fields.Selection(
        [("chosen", "The collectivities chosen"), ("all", "All those of the filter")],
        "Where",
        required=True,
        default="chosen",
    )
    collectivity_ids = fields.Many2many(
        "res.partner",
        "dpo_library_deployment_body_rel",
        string="Collectivities",
        domain=[("dpo_body_type_id", "!=", False)],
    )
    body_type_ids = fields.Many2many("dpo.body.type", string="Types of bodies")
    epci_id = fields.Many2one(
        "res.partner",
        "Members of",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("dpo_body_type_id.category", "in", ("epci", "syndicat"))],
    )
    user_id = fields.Many2one("res.users", "Portfolio of", ondelete="restrict")
    content = fields.Selection(
        [("proposed", "What their questionnaire proposes"), ("chosen", "The models chosen")],
        "What",
        required=True,
        default="proposed",
    )
    model_ids = fields.Many2many("dpo.library.model", string="Models")
    state = fields.Selection(
        [("draft", "To prepare"), ("previewed", "Previewed"), ("launched", "Launched")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many(
        "dpo.library.deployment.line", "deployment_id", "Collectivities in detail", readonly=True
    )
    planned_count = fields.Integer("To create", compute="_compute_counts")
    present_count = fields.Integer("Already there", compute="_compute_counts")
    created_count = fields.Integer("Created", compute="_compute_counts")

    def _compute_counts(self):
        names = ("planned_count", "present_count", "created_count")
        groups = self.env["dpo.library.deployment.line"]._read_group(
            [("deployment_id", "in", self.ids)],
            ["deployment_id"],
            [f"{name}:sum" for name in names],
        )
        sums = {deployment.id: counts for deployment, *counts in groups}
        for deployment in self:
            deployment.update(dict(zip(names, sums.get(deployment.id, (0, 0, 0)), strict=True)))

    # --- what -------------------------------------------------------------------------------

    def _get_collectivities(self):
        """The collectivities served by this OPSN that the user may work on."""
        if self.scope == "chosen":
            found = self.collectivity_ids
        else:
            found = self.env["res.partner"].search(self._get_filter_domain())
        return found._filtered_access("write")._dpo_filter_own()

    def _get_filter_domain(self):
        domain = Domain("dpo_body_type_id", "!=", False)
        domain &= Domain("dpo_engagement_ids", "any", [("company_id", "=", self.company_id.id)])
        if self.body_type_ids:
            domain &= Domain("dpo_body_type_id", "in", self.body_type_ids.ids)
        if self.epci_id:
            member = [("grouping_id", "=", self.epci_id.id), ("date_until", "=", False)]
            domain &= Domain("dpo_membership_ids", "any", member)
        if self.user_id:
            domain &= Domain("dpo_assignment_ids.user_id", "=", self.user_id.id)
        return domain

    def _get_models(self):
        published = [("version_id", "!=", False), ("company_id", "in", (False, self.company_id.id))]
        if self.content == "chosen":
            return self.model_ids.filtered_domain(published)
        return self.env["dpo.library.model"].search(published)

    def _get_plan(self, collectivities):
        """``{collectivity: {model: proposal}}``; a model that somebody chose is proposed."""
        models_ = self._get_models()
        deployer = self.env["dpo.library.deployer"]
        return deployer._get_proposals(self.company_id, collectivities, models_)

    def _is_wanted(self, proposal):
        if self.content == "chosen":
            return proposal.outcome != "present"
        return proposal.outcome == "propose"

    # --- steps ------------------------------------------------------------------------------

    def action_preview(self):
        """Say for each collectivity what would be created, and why not the rest."""
        self.check_access("write")
        self.ensure_one()
        self._check_not_running()
        collectivities = self._get_collectivities()
        if not collectivities:
            raise UserError(
                self.env._("No collectivity of yours is in this choice: choose some first.")
            )
        if not self._get_models():
            raise UserError(self.env._("Choose the models to deploy."))
        self.line_ids.unlink()
        names = self._get_question_names()
        self.env["dpo.library.deployment.line"].create(
            [
                self._prepare_line_values(body, proposals, names)
                for body, proposals in self._get_plan(collectivities).items()
            ]
        )
        self._write_by_action({"state": "previewed"})

    def _check_not_running(self):
        if self.batch_id._is_live():
            raise UserError(self.env._("The deployment is running: wait for its end."))

    @api.model
    def _get_question_names(self):
        asked = [("model_ids", "!=", False)]
        questions = self.env["dpo.library.question"].search(asked)
        return {question.key: question.name for question in questions}

    def _prepare_line_values(self, body, proposals, names):
        wanted = [model for model, one in proposals.items() if self._is_wanted(one)]
        present = [model for model, one in proposals.items() if one.outcome == "present"]
        return {
            "deployment_id": self.id,
            "collectivity_id": body.id,
            "planned_count": len(wanted),
            "present_count": len(present),
            "aside_count": len(proposals) - len(wanted) - len(present),
            "details": self._describe_plan(proposals, names),
        }

    def _describe_plan(self, proposals, names):
        describe = self.env["dpo.library.deployer"]._describe_proposal
        ordered = sorted(proposals.items(), key=lambda item: not self._is_wanted(item[1]))
        return "\n".join(
            self.env._(
                "%(mark)s %(model)s (%(reason)s)",
                mark="+" if self._is_wanted(one) else "–",
                model=model.name,
                reason=describe(one, names),
            )
            for model, one in ordered
            if one.outcome != "foreign" or self._is_wanted(one)
        )

    def action_launch(self):
        """Deploy in the background what the preview shows."""
        self.check_access("write")
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("Look at the preview first."))
        self._launch_batch("deploy", self.env._("Deployment: %s", self.name))
        self._write_by_action({"state": "launched"})

    # --- background work --------------------------------------------------------------------

    def _get_todo_domain(self):
        return [("deployment_id", "=", self.id), ("is_done", "=", False)]

    def _batch_deploy_count(self):
        return self.env["dpo.library.deployment.line"].search_count(self._get_todo_domain())

    def _batch_deploy_remaining(self, batch, limit):
        domain = [*self._get_todo_domain(), ("id", ">", batch.cursor)]
        return self.env["dpo.library.deployment.line"].search(domain, order="id", limit=limit)

    def _batch_deploy_process(self, batch, lines):
        plan = self._get_plan(lines.collectivity_id)
        wanted = [
            (body, model.version_id)
            for body, proposals in plan.items()
            for model, one in proposals.items()
            if self._is_wanted(one)
        ]
        self.env["dpo.library.deployer"]._deploy(self.company_id, wanted)
        self._close_lines(lines, wanted)

    def _close_lines(self, lines, wanted):
        counts = dict.fromkeys(lines.collectivity_id, 0)
        for body, _version in wanted:
            counts[body] += 1
        for count, treated in lines.grouped(lambda line: counts[line.collectivity_id]).items():
            treated._write_by_action({"created_count": count, "is_done": True})

    def _batch_deploy_done(self, batch):
        self.invalidate_recordset(["created_count"])
        return self.env._("%(count)s records created.", count=self.created_count)
