from odoo import api, models


class MailNotification(models.Model):
    """A notification names the document: it is read like the message itself."""

    _inherit = "mail.notification"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.user._is_internal():
            return result
        closed = (self - result[0] if result else self)._dpo_closed()
        if not closed:
            return result
        forbidden = closed | result[0] if result else closed
        return forbidden, lambda: forbidden._make_access_error(operation)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access or self.env.user._is_internal():
            return query
        found = self.browse(query)
        closed = found._dpo_closed()
        return (found - closed)._as_query() if closed else query

    def _dpo_closed(self):
        messages = self.sudo().mail_message_id.sudo(False)._dpo_closed("read")
        return self.browse(self.sudo().filtered(lambda n: n.mail_message_id in messages).ids)
