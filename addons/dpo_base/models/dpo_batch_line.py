from odoo import fields, models

from ..tools.retention import Retention


class DpoBatchLine(models.Model):
    """One item that a batch could not treat, and why; the others were done."""

    _name = "dpo.batch.line"
    _description = "Item not treated"
    _dpo_bookkeeping = True
    _order = "position, id"
    _rec_name = "label"
    _dpo_retention = Retention(
        "delete",
        months=24,
        start_field="create_date",
        reason="Compte rendu d’un traitement de masse",
    )

    batch_id = fields.Many2one("dpo.batch", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="batch_id.company_id", store=True, precompute=True)
    user_id = fields.Many2one(related="batch_id.user_id", store=True, precompute=True)
    position = fields.Integer("Line", help="Line of the file, when the work reads a file.")
    column = fields.Char()
    value = fields.Char()
    label = fields.Char("Record")
    reason = fields.Char(required=True)
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record id", model_field="res_model")

    def action_open_record(self):
        """Open the record to correct; its own rules decide whether the user sees it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }
