from odoo import models


class DpoFeeComponent(models.Model):
    _inherit = "dpo.fee.component"
    #: the assembly votes amounts; the VAT regime is settled with the tax office, also later
    _dpo_free_after_vote = frozenset({"tax_ids"})
