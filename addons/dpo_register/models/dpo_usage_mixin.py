from odoo import fields, models


class DpoUsageMixin(models.AbstractModel):
    """A vendor or a product: how many activities of how many collectivities rest on it.

    Counted with the rights of the user: an officer sees the portfolio.
    """

    _name = "dpo.usage.mixin"
    _description = "Used by activities"
    #: field of ``dpo.processing.party`` that leads here
    _dpo_usage_field = ""

    used_processing_count = fields.Integer("Activities", compute="_compute_usage")
    used_collectivity_count = fields.Integer("Collectivities", compute="_compute_usage")

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """The portal reads the card; what the service writes about it stays in the service."""
        if self.env.user.share:
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    def _get_usage_domain(self):
        """The lines of running activities that name these records."""
        return [
            (self._dpo_usage_field, "in", self.ids),
            ("processing_id.date_end", "=", False),
        ]

    def _compute_usage(self):
        parties = self.env["dpo.processing.party"]
        groups = []
        if parties.has_access("read"):
            groups = parties._read_group(
                self._get_usage_domain(),
                [self._dpo_usage_field],
                ["processing_id:count_distinct", "collectivity_id:count_distinct"],
            )
        counts = {source.id: (records, bodies) for source, records, bodies in groups}
        for source in self:
            records, bodies = counts.get(source.id, (0, 0))
            source.used_processing_count = records
            source.used_collectivity_count = bodies

    def action_open_processings(self):
        """The activities that rest on it, grouped by collectivity."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_register.dpo_processing_action")
        return {
            **action,
            "name": self.env._("Who uses it"),
            "domain": [
                (f"party_ids.{self._dpo_usage_field}", "in", self.ids),
                ("date_end", "=", False),
            ],
            "context": {"search_default_group_collectivity": 1},
        }

    def action_new_change(self):
        """Prepare the notice of a change to the collectivities concerned."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the collectivities"),
            "res_model": "dpo.vendor.change",
            "views": [(False, "form")],
            "context": {f"default_{self._dpo_usage_field}": self.id},
        }
