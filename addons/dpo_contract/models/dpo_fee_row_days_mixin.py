from odoo import fields, models

from ..tools.snapshot_dict import from_dict


class DpoFeeRowDaysMixin(models.AbstractModel):
    """Days of a fee that come from the time noted, and not from somebody who typed them."""

    _name = "dpo.fee.row.days.mixin"
    _description = "Days counted"

    is_day_counted = fields.Boolean(
        "Days counted", readonly=True, help="From the time noted, under the convention."
    )

    def _get_day_count(self):
        """Where the days come from, None when they were typed."""
        self.ensure_one()
        return from_dict(self.snapshot).day_count if self.is_day_counted and self.snapshot else None

    def _calls_days(self):
        """Whether the lock ties the time to this row; a row carried over keeps it."""
        is_called = self.flag not in ("excluded", "blocked")
        return self.is_day_counted and is_called and "carried" not in (self.reasons or ())

    def _get_day_minutes(self):
        """Minutes and days called of each intervention, by its key."""
        count = self._get_day_count()
        interventions = count.interventions if count else ()
        return {one.key: (one.minutes, float(one.days)) for one in interventions}

    def _get_same_days(self):
        """Rows of the debtors who share the price of these days, this one included."""
        return self.call_id.row_ids.filtered(
            lambda row: (
                row.collectivity_id == self.collectivity_id
                and row.component_id == self.component_id
            )
        )

    def action_open_days(self):
        """Open the time that the row calls."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_contract.dpo_day_entry_action")
        days = [("collectivity_id", "=", self.collectivity_id.id)]
        if self.state != "draft":
            days.append(("fee_row_id", "in", self._get_same_days().ids))
        return {**action, "domain": days, "context": {}}
