from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention


class DpoLibraryDeploymentLine(models.Model):
    """What a deployment brings to one collectivity, why, and what came of it."""

    _name = "dpo.library.deployment.line"
    _inherit = ["dpo.collectivity.mixin", "dpo.guarded.mixin"]
    _description = "Deployment in a collectivity"
    _order = "id"
    _rec_name = "collectivity_id"
    _dpo_retention = Retention(
        "delete", months=24, start_field="create_date", reason="Compte rendu d’un déploiement"
    )
    _dpo_by_action = frozenset({"created_count", "is_done"})

    deployment_id = fields.Many2one(
        "dpo.library.deployment", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="deployment_id.company_id", store=True, precompute=True)
    planned_count = fields.Integer("To create", readonly=True)
    present_count = fields.Integer("Already there", readonly=True)
    aside_count = fields.Integer("Set aside", readonly=True)
    details = fields.Text("In words", readonly=True)
    created_count = fields.Integer("Created", readonly=True)
    is_done = fields.Boolean("Treated", readonly=True)

    _todo_idx = models.Index("(deployment_id, id) WHERE is_done IS NOT TRUE")
