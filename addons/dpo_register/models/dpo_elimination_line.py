from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.dpo_base.tools.french import number
from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.legal import FATES

#: The answer of the archives, line by line, written while the list is with them.
ANSWER = {"verdict", "refusal"}


class DpoEliminationLine(models.Model):
    """Files of one kind on the list: which ones, how much, under which text."""

    _name = "dpo.elimination.line"
    _inherit = ["dpo.guarded.mixin", "dpo.collectivity.mixin"]
    _description = "Files to be eliminated"
    _order = "elimination_id, id"
    _dpo_same_collectivity = ("elimination_id",)
    _dpo_immutable = ("collectivity_id", "elimination_id")
    _dpo_retention = Retention("keep", reason="Suit le bordereau d’élimination")

    elimination_id = fields.Many2one(
        "dpo.elimination", required=True, index=True, ondelete="cascade"
    )
    collectivity_id = fields.Many2one(
        related="elimination_id.collectivity_id", store=True, precompute=True, readonly=True
    )
    company_id = fields.Many2one(
        related="elimination_id.company_id", store=True, precompute=True, readonly=True
    )
    retention_id = fields.Many2one(
        "dpo.processing.retention",
        "Line of the register",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    activity = fields.Char(help="Activity of the register, or service.")
    name = fields.Char("Files", required=True)
    period = fields.Char()
    source = fields.Char("Text")
    table_reference = fields.Char("Table under visa", help="Table of the archives that fixes it.")
    fate = fields.Selection(
        [fate for fate in FATES if fate[0] in ("destroy", "sample")],
        "Proposal",
        required=True,
        default="destroy",
    )
    cutoff = fields.Date("At their end on or before")
    volume = fields.Float(digits=(9, 2), help="Empty: nothing of it this year.")
    unit = fields.Selection([("ml", "linear metres"), ("go", "GB")], required=True, default="ml")
    year_first = fields.Integer("First year")
    year_last = fields.Integer("Last year")
    verdict = fields.Selection(
        [("pending", "Waiting"), ("accepted", "Accepted"), ("refused", "Refused")],
        "Answer of the archives",
        required=True,
        default="pending",
    )
    refusal = fields.Char("Reason of the refusal")

    _volume_positive = models.Constraint("CHECK(volume >= 0)", "A volume is not negative.")
    _years_ordered = models.Constraint(
        "CHECK(COALESCE(year_first, 0) = 0 OR COALESCE(year_last, 0) = 0 "
        "OR year_last >= year_first)",
        "The last year comes after the first.",
    )

    @api.constrains("year_last", "cutoff")
    def _check_due(self):
        for line in self:
            if line.cutoff and line.year_last > line.cutoff.year:
                raise ValidationError(
                    self.env._(
                        "“%(files)s”: files of %(year)s are not at their end, only those up to "
                        "%(day)s.",
                        files=line.name,
                        year=line.year_last,
                        day=format_date(self.env, line.cutoff),
                    )
                )

    @api.constrains("verdict", "refusal")
    def _check_refusal_is_explained(self):
        if any(line.verdict == "refused" and not line.refusal for line in self):
            raise ValidationError(self.env._("Write the reason that the archives give."))

    @api.model_create_multi
    def create(self, vals_list):
        if any(ANSWER & set(vals) for vals in vals_list):
            raise UserError(self.env._("The archives answer once the list was sent."))
        lines = super().create(vals_list)
        lines.elimination_id._check_open()
        return lines

    def write(self, vals):
        if ANSWER & set(vals):
            self.elimination_id._check_state(
                "sent", self.env._("The archives answer once the list was sent.")
            )
        if set(vals) - ANSWER:
            self.elimination_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self.elimination_id._check_open()

    def _is_filled(self):
        return self.volume > 0

    def _get_volume_label(self):
        return f"{number(self._get_volume())} {self.unit}"

    def _get_volume(self):
        """The volume as people wrote it: a float has more digits than it shows."""
        return Decimal(str(round(self.volume, 2)))

    def _get_years_label(self):
        years = [str(year) for year in (self.year_first, self.year_last) if year]
        return "-".join(dict.fromkeys(years))

    def _prepare_payload(self):
        return {
            "activity": self.activity or "",
            "name": self.name,
            "period": self.period or "",
            "source": self.source or "",
            "table_reference": self.table_reference or "",
            "fate": self.fate,
            "cutoff": self.cutoff or None,
            "volume": self._get_volume(),
            "unit": self.unit,
            "year_first": self.year_first,
            "year_last": self.year_last,
        }
