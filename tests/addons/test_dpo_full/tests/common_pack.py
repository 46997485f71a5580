from odoo.fields import Command

from .canary import CANARY


class PackMakers:
    """Makers of what is handed over: packs of model documents."""

    def _make_dpo_pack_run(self, values):
        return self.env["dpo.pack.run"].create(
            {"name": CANARY, "body_ids": [Command.set(self.commune_a.ids)]}
        )
