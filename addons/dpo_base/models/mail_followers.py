from odoo import models


class MailFollowers(models.Model):
    """Nobody outside the service and the collectivity follows its documents.

    A follower is mailed every message and may read it for ever. Somebody else can still
    be written to once, by name.
    """

    _inherit = "mail.followers"

    def _insert_followers(self, res_model, res_ids, partner_ids, *args, **kwargs):
        if not self.env["dpo.scope"]._is_scoped(res_model):
            return super()._insert_followers(res_model, res_ids, partner_ids, *args, **kwargs)
        documents = self.env[res_model].sudo().browse(res_ids)
        for collectivity, records in documents.grouped("collectivity_id").items():
            entitled = self.env["dpo.scope"]._get_entitled(collectivity, partner_ids)
            if entitled:
                super()._insert_followers(res_model, records.ids, entitled.ids, *args, **kwargs)

    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        """Leave out the followers whose habilitation has ended since they subscribed."""
        data = super()._get_recipient_data(records, message_type, subtype_id, pids=pids)
        if not records or not self.env["dpo.scope"]._is_scoped(records._name):
            return data
        for record in records.sudo():
            recipients = data.get(record.id, {})
            followers = [pid for pid in recipients if pid not in set(pids or [])]
            entitled = self.env["dpo.scope"]._get_entitled(record.collectivity_id, followers)
            for pid in set(followers) - set(entitled.ids):
                del recipients[pid]
        return data
