from odoo import fields, models


class TestDpoJobTrace(models.Model):
    _name = "test.dpo.job.trace"
    _description = "Trace that an item was treated"

    item_id = fields.Many2one("test.dpo.job.item", index=True)
    process = fields.Integer()
