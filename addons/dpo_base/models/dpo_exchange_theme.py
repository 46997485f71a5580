from odoo import fields, models


class DpoExchangeTheme(models.Model):
    """What an exchange was about; short French list, one click while on the phone."""

    _name = "dpo.exchange.theme"
    _description = "Theme of an exchange"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(name)")
