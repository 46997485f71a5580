from odoo import fields, models

from ..tools.titre_mentions import REMEDIES


class ResCompany(models.Model):
    _inherit = "res.company"

    dpo_accountant = fields.Char(
        "Public accountant (SGC)",
        help="As printed after “to be settled”: SGC d’Avranches, Trésorerie de...",
    )
    dpo_titre_remedies = fields.Text(
        "Remedies and delays of titres",
        default=REMEDIES,
        help="Printed on each titre; have it checked by the public accountant.",
    )
