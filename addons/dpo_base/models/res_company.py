from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dpo_service_name = fields.Char(
        "Name of the data protection service",
        default="Service mutualisé de protection des données",
        help="Printed at the head of letters and documents.",
    )
    dpo_service_phone = fields.Char("Phone of the data protection service")
    dpo_service_email = fields.Char("Address of the data protection service")
    dpo_technical_email = fields.Char(
        "Technical address",
        help="Written to, once an incident, when a scheduled task of the service stops or is late.",
    )
