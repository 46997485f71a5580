from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _dpo_check_document(self):
        """Raise unless the user may read the documents these files belong to."""
        scope = self.env["dpo.scope"]
        for attachment in self.sudo():
            if attachment.res_id and scope._guards_messages(attachment.res_model):
                document = self.env[attachment.res_model].browse(attachment.res_id)
                document.sudo(False).check_access("read")
