from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.retention import Retention


class DpoInbox(models.Model):
    """A mail whose sender acts for several collectivities, or for none we know.

    It belongs to no collectivity until an officer says so: filing turns it into an
    exchange, and nothing is left here.
    """

    _name = "dpo.inbox"
    _inherit = ["mail.thread"]
    _description = "Mail to sort"
    _order = "id desc"
    _dpo_retention = Retention(
        "delete", months=12, start_field="received_at", reason="Courriel non rattaché"
    )

    name = fields.Char("Subject", required=True)
    email_from = fields.Char("From", readonly=True)
    received_at = fields.Datetime("Received", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company
    )
    file_under_id = fields.Many2one(
        "res.partner",
        "File under",
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
    )
    candidate_ids = fields.Many2many(
        "res.partner", compute="_compute_candidate_ids", string="Collectivities of the sender"
    )

    @api.depends("email_from")
    def _compute_candidate_ids(self):
        for mail in self:
            mail.candidate_ids = self.env["dpo.exchange"]._find_sender(mail.email_from)[1]

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        values = {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            "email_from": msg_dict.get("email_from"),
            "received_at": self.env["dpo.clock"]._now(),
        }
        return super().message_new(msg_dict, {**(custom_values or {}), **values})

    def action_file(self):
        """Turn the mail into an exchange of the chosen collectivity, with its files."""
        self.check_access("write")
        self.ensure_one()
        if not self.file_under_id:
            raise UserError(self.env._("Choose the collectivity this mail is about."))
        exchange = self.env["dpo.exchange"].create(self._prepare_exchange_values())
        self._move_thread(exchange)
        self.unlink()
        return exchange._get_records_action(context={})

    def _move_thread(self, exchange):
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        )
        files.write({"res_model": exchange._name, "res_id": exchange.id})
        self.message_change_thread(exchange)

    def _prepare_exchange_values(self):
        person = self.env["dpo.exchange"]._find_sender(self.email_from)[0]
        acts_for_it = self.file_under_id in person.dpo_person_mandate_ids.collectivity_id
        return {
            "collectivity_id": self.file_under_id.id,
            "company_id": self.company_id.id,
            "person_id": person.id if acts_for_it else False,
            "channel": "email",
            "direction": "in",
            "minutes": 0,
            "summary": self.name,
            "occurred_at": self.received_at,
        }
