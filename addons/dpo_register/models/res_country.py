from odoo import models


class ResCountry(models.Model):
    _inherit = "res.country"
    #: exchanges name a country by its ISO code
    _dpo_key = "code"
