from odoo import fields, models


class DpoBodyType(models.Model):
    """Legal form of a body served; French data, used in letters and in fee grids."""

    _name = "dpo.body.type"
    _description = "Body type"
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True)
    sequence = fields.Integer(default=100)
    category = fields.Selection(
        [
            ("commune", "Commune"),
            ("epci", "Grouping with its own taxation (EPCI)"),
            ("syndicat", "Syndicate or other grouping"),
            ("establishment", "Local public establishment"),
            ("territory", "Department or region"),
            ("private", "Private body running a public service"),
            ("other", "Other public body"),
        ],
        required=True,
    )
    head_title = fields.Char(
        "Title of the head (masculine)", required=True, help="As letters address them."
    )
    head_title_feminine = fields.Char("Title of the head (feminine)", required=True)
    assembly = fields.Char(
        "Deliberating assembly", required=True, help="The body that votes its acts."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)")
