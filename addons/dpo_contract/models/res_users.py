from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _dpo_money_bodies(self):
        """The collectivities whose fees this user may see now (sudo partners)."""
        return self._dpo_live_mandates().filtered("sees_money").collectivity_id

    def _dpo_fee_domain(self, bodies):
        """Rows of locked calls that concern ``bodies``, as debtors or as beneficiaries.

        What the OPSN excluded was not called: it is not shown.
        """
        return [
            ("call_id.state", "in", ("locked", "issued")),
            ("flag", "!=", "excluded"),
            "|",
            ("payer_id", "in", bodies.ids),
            ("collectivity_id", "in", bodies.ids),
        ]

    def _dpo_fee_title(self):
        """How the portal names fees: after the mode of the OPSNs that serve this user."""
        modes = set(self.sudo().company_ids.mapped("dpo_billing_mode"))
        if modes == {"titre"}:
            return self.env._("Statutory contributions")
        if modes == {"invoice"}:
            return self.env._("Membership fees")
        return self.env._("Membership fees and contributions")
