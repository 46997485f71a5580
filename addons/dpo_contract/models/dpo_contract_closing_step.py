from odoo import fields, models


class DpoContractClosingStep(models.Model):
    """What has to be done before a convention ends; French data of the service."""

    _name = "dpo.contract.closing.step"
    _description = "Step of the end of a convention"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True)
    help_text = fields.Char("What to do")
    sequence = fields.Integer(default=100)
    delegated_only = fields.Boolean("Delegated DPD only")
    departure_only = fields.Boolean("Departure of a member only")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)")

    def _prepare_closing_values(self):
        return {
            "code": self.code,
            "name": self.name,
            "help_text": self.help_text,
        }
