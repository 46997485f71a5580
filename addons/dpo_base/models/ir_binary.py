from odoo import models


class IrBinary(models.AbstractModel):
    """Files of a collectivity's documents are not opened by a token alone.

    A token never expires and travels in mails: whoever has left would keep the file.
    """

    _inherit = "ir.binary"

    def _find_record(
        self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None
    ):
        record = super()._find_record(xmlid, res_model, res_id, access_token, field)
        if record._name == "ir.attachment" and not self.env.user._is_internal():
            record._dpo_check_document()
        return record
