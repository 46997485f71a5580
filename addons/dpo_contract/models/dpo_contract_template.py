from odoo import api, fields, models


class DpoContractTemplate(models.Model):
    """Model convention of one nature, as the OPSN's assembly adopted it. French data."""

    _name = "dpo.contract.template"
    _description = "Model convention"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Title", required=True, help="Printed at the head of the convention.")
    sequence = fields.Integer(default=10)
    nature = fields.Selection(
        selection="_selection_nature",
        required=True,
        default="delegated",
    )
    company_id = fields.Many2one("res.company", help="Empty: shared by every company.")
    article_ids = fields.Many2many("dpo.contract.article", string="Articles")
    active = fields.Boolean(default=True)

    @api.model
    def _selection_nature(self):
        return self.env["dpo.contract"]._fields["nature"]._description_selection(self.env)

    @api.model
    def _get_default(self, nature, company):
        """The company's own model of this nature, else the shared one (0 or 1 record)."""
        found = self.search([("nature", "=", nature), ("company_id", "in", (False, company.id))])
        return found.filtered("company_id")[:1] or found[:1]
