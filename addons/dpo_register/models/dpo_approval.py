import json

from odoo import models


class DpoApproval(models.Model):
    _inherit = "dpo.approval"

    def _get_content(self):
        """The facts that the document itself froze, beside those of the approval."""
        return json.loads(self.payload or "{}").get("content", {})
