from decimal import Decimal

from odoo import models

from odoo.addons.dpo_base.tools.canonical import canonical_json, sha256_hex

from ..tools.fee_amount import recompute
from ..tools.snapshot_dict import from_dict


class DpoFeeSync(models.AbstractModel):
    """Brings the rows of a call to what was computed, and proves them later."""

    _name = "dpo.fee.sync"
    _description = "Rows of a fee call against their computation"

    def _sync(self, call):
        """Create, change and remove rows; return how many of each.

        Rows are matched on their key, so that exclusions, decisions and typed days stay;
        only what changed is written.
        """
        wanted = self.env["dpo.fee.engine"]._build(call)
        rows = {row._get_key(): row for row in call.row_ids}
        stale = call.row_ids.browse([row.id for key, row in rows.items() if key not in wanted])
        changed = 0
        for key, row in rows.items():
            values = self._get_changes(row, wanted[key]) if key in wanted else {}
            if values:
                changed += 1
                row.write(values)
        new = [{**vals, "call_id": call.id} for key, vals in wanted.items() if key not in rows]
        removed = len(stale)
        stale.unlink()
        self.env["dpo.fee.row"].create(new)
        return {
            "created": len(new),
            "changed": changed,
            "same": len(rows) - removed - changed,
            "removed": removed,
        }

    def _get_changes(self, row, vals):
        """The values that differ from what the row holds."""
        return {name: value for name, value in vals.items() if self._differs(row, name, value)}

    def _differs(self, row, name, value):
        field = row._fields[name]
        held = field.convert_to_cache(row[name], row, validate=False)
        return held != field.convert_to_cache(value, row, validate=False)

    # --- proof --------------------------------------------------------------------------------

    def _prove(self, call):
        """Compute each amount from its snapshot; name the rows that say something else.

        Once the call is locked, the rows are compared with the état liquidatif too.
        """
        differences = []
        for row in call.row_ids:
            problem = self._get_difference(row)
            if problem:
                differences.append(f"{self._get_label(row)} : {problem}")
        return differences + call.statement_ids._get_differences()

    def _get_label(self, row):
        return f"{row.reference} {row.collectivity_id.name}, {row.component_id.name}"

    def _get_difference(self, row):
        """What is wrong with the proof of one row, nothing when it holds."""
        snapshot = row.snapshot
        if not snapshot:
            is_void = row.currency_id.is_zero(row.amount)
            return "" if is_void else self.env._("an amount without figures")
        if sha256_hex(canonical_json(snapshot)) != row.snapshot_sha256:
            return self.env._("the stored figures were changed")
        amount = recompute(from_dict(snapshot))
        if row.currency_id.compare_amounts(float(amount), row.amount):
            return self.env._(
                "%(held)s stored, %(proved)s from the figures",
                held=row.currency_id.format(row.amount),
                proved=row.currency_id.format(float(Decimal(amount))),
            )
        return ""
