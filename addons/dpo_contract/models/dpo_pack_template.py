from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.merge import MergeError, lone_brace, merge


class DpoPackTemplate(models.Model):
    """Model of a document handed to a collectivity: deliberation, order, poster, letter.

    French data that the OPSN may edit: a paragraph a line, the marks of ``tools/pack_text``,
    fields in braces. Of a kind, each collectivity gets one model: the OPSN's own rather than
    the shared one, that of its body type rather than the general one.
    """

    _name = "dpo.pack.template"
    _description = "Model document"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Title", required=True, help="Printed at the head of the document.")
    kind = fields.Selection(
        [
            ("guide", "Instructions"),
            ("deliberation", "Deliberation: joining, convention"),
            ("designation", "Deliberation: designation of the DPD"),
            ("order", "Order that designates the DPD"),
            ("mission", "Letter of mission of the DPD"),
            ("cnil", "Sheet for the form of the CNIL"),
            ("website", "Mention of the website"),
            ("poster", "Poster"),
            ("welcome", "Letter: welcome"),
            ("end", "Letter: end of the convention"),
            ("reminder", "Letter: documents awaited"),
        ],
        required=True,
    )
    body = fields.Text("Text", required=True)
    sequence = fields.Integer(default=100, help="Rank in the pack.")
    issuer = fields.Selection(
        [("member", "The collectivity"), ("service", "Our service")],
        required=True,
        default="member",
        help="Whose head the document carries.",
    )
    is_letter = fields.Boolean("Letter", help="Addressed to the head of the collectivity.")
    in_pack = fields.Boolean(
        "In the pack", default=True, help="Unticked: chosen one by one, as a letter."
    )
    needs_delegation = fields.Boolean(
        "Delegated DPD only", help="Left out for a member with its own DPD, an audit..."
    )
    body_type_ids = fields.Many2many(
        "dpo.body.type", string="Body types", help="Empty: every other body."
    )
    company_id = fields.Many2one("res.company", help="Empty: shared by every company.")
    active = fields.Boolean(default=True)

    @api.constrains("body")
    def _check_body(self):
        known = self.env["dpo.pack"]._get_fields()
        for template in self:
            try:
                merge(template.body, dict.fromkeys(known, ""))
            except MergeError as error:
                raise ValidationError(
                    self.env._(
                        "“%(document)s”: {%(field)s} is unknown. Known fields: %(known)s.",
                        document=template.name,
                        field=error.field,
                        known=", ".join(f"{{{name}}}" for name in known),
                    )
                ) from error
            if lone := lone_brace(template.body):
                raise ValidationError(
                    self.env._(
                        "“%(document)s”: the brace of “%(text)s” stands alone, a field is between "
                        "two.",
                        document=template.name,
                        text=lone,
                    )
                )

    @api.model
    def _get_for(self, body_type, company):
        """The model of each kind for a body of this type, in the order of the pack."""
        best = {}
        for template in self.search([("company_id", "in", (False, company.id))]):
            rank = template._get_rank(body_type)
            if rank > best.get(template.kind, (0, self))[0]:
                best[template.kind] = (rank, template)
        return self.concat(*(template for _rank, template in best.values())).sorted()

    def _get_rank(self, body_type):
        """How well the model suits a body type: 0 when it does not."""
        self.ensure_one()
        if self.body_type_ids and body_type not in self.body_type_ids:
            return 0
        return 1 + bool(self.body_type_ids) + 2 * bool(self.company_id)
