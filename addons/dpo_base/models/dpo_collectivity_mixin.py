from functools import partial

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, sql


class DpoCollectivityMixin(models.AbstractModel):
    """A record that belongs to one collectivity for ever.

    Record rules, exports and retention all start from ``collectivity_id``: a record
    that could move would carry one commune's data to another. A merged commune gets
    new records with a predecessor, never rewritten ones.
    """

    _name = "dpo.collectivity.mixin"
    _description = "Record of a collectivity"
    _dpo_immutable = ("collectivity_id",)
    #: Many2one fields to a record of the same collectivity: PostgreSQL refuses any other one,
    #: whatever wrote it. Not for what joins two bodies by nature: coverages, fee rows.
    _dpo_same_collectivity = ()

    collectivity_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
    )

    def init(self):
        if not self._abstract:
            self.pool.post_init(self._add_dpo_collectivity_keys)
        return super().init()

    def _add_dpo_collectivity_keys(self):
        """Foreign keys on (parent, collectivity), beside those of the ORM."""
        for name in self._dpo_same_collectivity:
            key = f"{self._table}_{name}_collectivity_fkey"
            if not sql.constraint_definition(self.env.cr, self._table, key):
                add = partial(self._add_dpo_collectivity_key, self._fields[name], key)
                self.pool.post_constraint(self.env.cr, add, key)

    def _add_dpo_collectivity_key(self, field, key, cr):
        parent = self.env[field.comodel_name]._table
        cr.execute(
            SQL(
                "CREATE UNIQUE INDEX IF NOT EXISTS %s ON %s (id, collectivity_id)",
                SQL.identifier(f"{parent}__id_collectivity_uniq"),
                SQL.identifier(parent),
            )
        )
        # the parent comes first: the ORM looks at the first column only, and finds its own key
        cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s, collectivity_id) "
                "REFERENCES %s (id, collectivity_id) ON DELETE %s",
                SQL.identifier(self._table),
                SQL.identifier(key),
                SQL.identifier(field.name),
                SQL.identifier(parent),
                SQL(field.ondelete),
            )
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
