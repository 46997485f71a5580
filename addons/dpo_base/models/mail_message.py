from collections import defaultdict

from odoo import api, models


class MailMessage(models.Model):
    """Messages about a collectivity follow the document, not the mailbox.

    Core lets authors and recipients read a message for ever, and rewrite it. For persons
    outside the service, reading needs read access to the document (a mayor who has left
    has none), and nothing is ever changed: a sent notice stays as it was sent.
    """

    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if self.env.user._is_internal():
            return forbidden
        return forbidden | (self - forbidden)._dpo_closed(operation)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access or self.env.user._is_internal():
            return query
        found = self.browse(query)
        closed = found._dpo_closed("read")
        return (found - closed)._as_query() if closed else query

    def _dpo_closed(self, operation):
        """The messages whose document forbids ``operation`` to a person outside the service."""
        messages = defaultdict(lambda: defaultdict(list))
        for message in self.sudo():
            if self.env["dpo.scope"]._guards_messages(message.model) and message.res_id:
                messages[message.model][message.res_id].append(message.id)
        closed = []
        for model, by_document in messages.items():
            open_ids = set(self._dpo_open_documents(model, list(by_document), operation))
            closed += [
                message_id
                for document_id, message_ids in by_document.items()
                if document_id not in open_ids
                for message_id in message_ids
            ]
        return self.browse(closed)

    def _dpo_open_documents(self, model, document_ids, operation):
        if operation in ("write", "unlink") or not self.env[model].has_access("read"):
            return []
        return self._filter_records_for_message_operation(model, document_ids, operation).ids
