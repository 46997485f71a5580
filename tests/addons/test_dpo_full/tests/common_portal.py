"""Makers of what the collectivities tell on the portal."""

from .common import CANARY


class PortalMakers:
    def _make_dpo_project(self, values):
        return self.env["dpo.project"].create(
            {**values, "name": CANARY, "reason": CANARY, "data_note": CANARY}
        )
