from odoo import fields, models


class TestDpoJobItem(models.Model):
    _name = "test.dpo.job.item"
    _description = "Item of test work"

    job_id = fields.Many2one("test.dpo.job", index=True)
    name = fields.Char()
    poison = fields.Boolean()
    hits = fields.Integer()
