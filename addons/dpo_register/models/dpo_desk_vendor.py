from odoo import models

#: How long before its end a contract is announced: time to renegotiate, or to get the data back.
NOTICE_DAYS = 90


class DpoDesk(models.AbstractModel):
    """Contracts with vendors that end soon, in the morning page and in the commune file."""

    # a provider of its own, like those of the other addons
    _inherit = "dpo.desk"  # pylint: disable=consider-merging-classes-inherited

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["vendors"] = self._section(
            self.env._("Vendor contracts that end"),
            25,
            self._get_contract_rows() + self._get_party_rows(),
            side="aside",
            empty=self.env._("No vendor contract ends within %s days.", NOTICE_DAYS),
            actions=[self._see_all("dpo_register.dpo_vendor_contract_action")],
        )
        return sections

    def _get_collectivity_sections(self, partner):
        sections = super()._get_collectivity_sections(partner)
        rows = self._get_party_rows([("collectivity_id", "=", partner.id)], scope="")
        if rows:
            sections["vendors"] = self._section(
                self.env._("Vendor contracts that end"), 45, rows, side="aside", empty=""
            )
        return sections

    def _get_contract_rows(self):
        return self._rows(
            "dpo.vendor.contract",
            [("state", "=", "current"), ("ends_on", "<=", self._days_ago(-NOTICE_DAYS))],
            lambda contract: {"label": contract.display_name, "day": contract.ends_on},
            order="ends_on, id",
            scope="",
        )

    def _get_party_rows(self, domain=(), scope="collectivity_id"):
        """What the records of the communes say of the end of their own contracts."""
        return self._rows(
            "dpo.processing.party",
            [
                *domain,
                ("ends_on", "<=", self._days_ago(-NOTICE_DAYS)),
                ("processing_id.date_end", "=", False),
            ],
            lambda party: {
                "collectivity": party.collectivity_id,
                "label": party.display_name,
                "detail": party.processing_id.name,
                "day": party.ends_on,
                "action": party.processing_id._get_records_action(context={}),
            },
            order="ends_on, id",
            scope=scope,
        )
