from odoo import fields, models
from odoo.exceptions import UserError


class DpoCollectivityMixin(models.AbstractModel):
    """A record that belongs to one collectivity for ever.

    Record rules, exports and retention all start from ``collectivity_id``: a record
    that could move would carry one commune's data to another. A merged commune gets
    new records with a predecessor, never rewritten ones.
    """

    _name = "dpo.collectivity.mixin"
    _description = "Record of a collectivity"
    _dpo_immutable = ("collectivity_id",)

    collectivity_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
    )

    def write(self, vals):
        for name in self._dpo_immutable:
            if name in vals:
                self._check_unchanged(name, vals[name])
        return super().write(vals)

    def _check_unchanged(self, name, value):
        target = self.env[self._fields[name].comodel_name].browse(value).id
        if any(record[name].id != target for record in self):
            raise UserError(
                self.env._(
                    "“%(field)s” cannot be changed on an existing record: create a new one.",
                    field=self._fields[name]._description_string(self.env),
                )
            )
