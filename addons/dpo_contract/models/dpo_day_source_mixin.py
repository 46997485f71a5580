from odoo import api, fields, models
from odoo.exceptions import UserError

STAFF = "dpo_base.group_dpo_user"


class DpoDaySourceMixin(models.AbstractModel):
    """A record that tells time spent for a collectivity: an exchange, later a visit.

    The time is written once, here; ``dpo.day.entry`` reads it. Once a fee has called it, it
    is evidence and no longer changes.
    """

    _name = "dpo.day.source.mixin"
    _inherit = ["dpo.guarded.mixin"]
    _description = "Time spent"
    _dpo_by_action = frozenset({"day_row_id", "day_called"})
    #: Fields on which the days called rest.
    _dpo_day_fields = ("collectivity_id", "minutes", "day_count")

    day_count = fields.Selection(
        [("yes", "Counted as days"), ("no", "Not counted")],
        "Days of the convention",
        groups=STAFF,
        help="Empty: as the convention says.",
    )
    day_row_id = fields.Many2one(
        "dpo.fee.row",
        "Called by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=STAFF,
    )
    day_called = fields.Float(
        "Days called",
        digits=(8, 2),
        readonly=True,
        copy=False,
        groups=STAFF,
        help="What this time added to the days beyond those included.",
    )

    def write(self, vals):
        changed = [name for name in self._dpo_day_fields if name in vals]
        if changed:
            self.filtered(lambda record: record._changes(vals, changed))._check_not_called()
        return super().write(vals)

    def _changes(self, vals, names):
        return any(
            self._fields[name].convert_to_cache(vals[name], self)
            != self._fields[name].convert_to_cache(self[name], self)
            for name in names
        )

    def _check_not_called(self):
        # sudo: an officer does not read every fee call
        called = self.sudo().filtered(lambda record: record._get_calling_row())
        if called:
            raise UserError(
                self.env._(
                    "“%(time)s” is called by %(call)s: cancel the call first, or note a new "
                    "exchange that corrects it.",
                    time=called[0].display_name,
                    call=called[0].day_row_id.call_id.display_name,
                )
            )

    def _get_calling_row(self):
        """The fee that calls this time, none once it is cancelled or excluded."""
        row = self.day_row_id
        return row if row._get_same_days().filtered(lambda each: each._is_live()) else row.browse()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_called(self):
        self._check_not_called()
