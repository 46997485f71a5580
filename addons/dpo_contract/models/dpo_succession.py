from odoo import models

from ..tools.sequel import DISSOLVING


class DpoSuccession(models.Model):
    _inherit = "dpo.succession"

    def action_open_sequel(self):
        """Open what becomes of the conventions, prepared for all the bodies of the same day."""
        self.check_access("read")
        self.ensure_one()
        sequels = self.env["dpo.contract.sequel"]
        known = sequels.search(self._get_sequel_domain(), limit=1)
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Consequences on the conventions"),
            "res_model": sequels._name,
            "views": [[False, "form"]],
        }
        if known:
            return {**action, "res_id": known.id}
        return {**action, "context": self._prepare_sequel_defaults()}

    def _get_sequel_domain(self):
        return [
            ("collectivity_id", "=", self.successor_id.id),
            ("predecessor_ids", "in", self.collectivity_id.ids),
        ]

    def _prepare_sequel_defaults(self):
        return {
            "default_collectivity_id": self.successor_id.id,
            "default_date": self.date,
            "default_kind": self.kind if self.kind in DISSOLVING else "absorption",
        }
