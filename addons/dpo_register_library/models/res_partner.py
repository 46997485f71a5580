from odoo import fields, models
from odoo.fields import Command, Domain

STAFF = "dpo_base.group_dpo_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    dpo_answer_count = fields.Integer(
        "Answers to the questionnaire", compute="_compute_dpo_library_counts", groups=STAFF
    )
    dpo_conflict_count = fields.Integer(
        "Choices on models", compute="_compute_dpo_library_counts", groups=STAFF
    )

    def _compute_dpo_library_counts(self):
        answers = self._dpo_count_library("dpo.library.answer", [])
        conflicts = self._dpo_count_library("dpo.library.conflict", [("state", "=", "open")])
        for partner in self:
            partner.dpo_answer_count = answers.get(partner.id, 0)
            partner.dpo_conflict_count = conflicts.get(partner.id, 0)

    def _dpo_count_library(self, model, domain):
        groups = self.env[model]._read_group(
            [*domain, ("collectivity_id", "in", self.ids)], ["collectivity_id"], ["__count"]
        )
        return {partner.id: count for partner, count in groups}

    def _dpo_filter_own(self):
        """Those whose files the user works on: all of them, or the portfolio of today."""
        if self.env.su or self.env.user.has_group("dpo_base.group_dpo_officer_all"):
            return self
        now = self.env["dpo.clock"]._now()
        mine = Domain("user_id", "=", self.env.uid)
        mine &= Domain("access_from", "<=", now) & Domain("access_until", ">", now)
        return self.search(Domain("id", "in", self.ids) & Domain("dpo_assignment_ids", "any", mine))

    def action_open_dpo_answers(self):
        """Open the questionnaire of the collectivity, a line for each question."""
        self.check_access("read")
        self.ensure_one()
        return self._dpo_library_action("dpo_library_answer_action")

    def action_open_dpo_conflicts(self):
        self.check_access("read")
        self.ensure_one()
        return self._dpo_library_action("dpo_library_conflict_action")

    def _dpo_library_action(self, name):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"dpo_register_library.{name}")
        return {
            **action,
            "domain": [("collectivity_id", "=", self.id)],
            "context": {"default_collectivity_id": self.id, "search_default_open": 1},
        }

    def action_dpo_deploy(self):
        """Prepare a deployment to these collectivities, and show its preview."""
        deployment = self.env["dpo.library.deployment"].create(
            {
                "name": self.env._("Deployment to %s", ", ".join(self.mapped("name")[:3])),
                "collectivity_ids": [Command.set(self.ids)],
            }
        )
        deployment.action_preview()
        return {
            "type": "ir.actions.act_window",
            "res_model": deployment._name,
            "res_id": deployment.id,
            "views": [(False, "form")],
        }
