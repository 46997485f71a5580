from odoo import models
from odoo.exceptions import UserError


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Say clearly that a person outside the collectivity cannot follow its document."""
        if self and partner_ids and self.env["dpo.scope"]._is_scoped(self._name):
            self._dpo_check_followers(partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)

    def _dpo_check_followers(self, partner_ids):
        self.check_access("read")
        for collectivity in self.sudo().collectivity_id:
            entitled = self.env["dpo.scope"]._get_entitled(collectivity, partner_ids)
            refused = self.env["res.partner"].browse(partner_ids) - entitled
            if refused:
                raise UserError(
                    self.env._(
                        "%(persons)s cannot follow this document: no habilitation for "
                        "%(collectivity)s. You can still write to them once.",
                        persons=", ".join(refused.sudo().mapped("name")),
                        collectivity=collectivity.name,
                    )
                )
