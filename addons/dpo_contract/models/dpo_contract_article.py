from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.merge import MergeError, lone_brace, merge


class DpoContractArticle(models.Model):
    """Article of model conventions: French data, with fields in braces to merge.

    A paragraph a line; a line that starts with a dash is an item of a list.
    """

    _name = "dpo.contract.article"
    _description = "Article of model conventions"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Title", required=True)
    body = fields.Text(required=True)
    sequence = fields.Integer(default=100)
    is_annex = fields.Boolean("Annex", help="Printed after the signatures.")
    company_id = fields.Many2one("res.company", help="Empty: shared by every company.")
    template_ids = fields.Many2many(
        "dpo.contract.template", string="Model conventions", check_company=True
    )
    active = fields.Boolean(default=True)

    @api.constrains("body")
    def _check_body(self):
        known = self.env["dpo.contract"]._get_merge_fields()
        for article in self:
            try:
                merge(article.body, dict.fromkeys(known, ""))
            except MergeError as error:
                raise ValidationError(
                    self.env._(
                        "“%(article)s”: {%(field)s} is unknown. Known fields: %(known)s.",
                        article=article.name,
                        field=error.field,
                        known=", ".join(f"{{{name}}}" for name in known),
                    )
                ) from error
            if lone := lone_brace(article.body):
                raise ValidationError(
                    self.env._(
                        "“%(article)s”: the brace of “%(text)s” stands alone, a field is between "
                        "two.",
                        article=article.name,
                        text=lone,
                    )
                )
