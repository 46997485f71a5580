from odoo import fields, models

from ..tools.retention import Retention


class DpoSignal(models.Model):
    """A neutral fact that one feature states and others read (breach, new mayor...).

    It spares a glue addon between each pair of features.
    """

    _name = "dpo.signal"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Signal"
    _order = "date desc, id desc"
    _rec_name = "label"
    _dpo_retention = Retention(
        "delete", months=36, start_field="date", reason="Sert aux revues et aux scores annuels"
    )

    kind = fields.Char(required=True, index=True, help="Technical key, e.g. new_mayor.")
    label = fields.Char(required=True)
    date = fields.Date(required=True)
    res_model = fields.Char("Source model")
    res_id = fields.Many2oneReference("Source", model_field="res_model")
