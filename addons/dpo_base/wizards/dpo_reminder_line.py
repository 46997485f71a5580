from odoo import api, fields, models
from odoo.tools import formataddr
from odoo.tools.pdf import merge_pdf

#: Days given to answer when the item has no limit of its own.
DAYS_TO_ANSWER = 15


class DpoReminderLine(models.TransientModel):
    """A person to remind, and what of, for all the collectivities they act for."""

    _name = "dpo.reminder.line"
    _description = "Person to remind"

    reminder_id = fields.Many2one("dpo.reminder", required=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", "To", required=True, readonly=True, ondelete="cascade"
    )
    is_person = fields.Boolean(readonly=True)
    capacity = fields.Char(readonly=True)
    included = fields.Boolean("Send")
    channel = fields.Selection([("email", "E-mail"), ("letter", "Letter")], required=True)
    last_on = fields.Date("Last reminder", readonly=True)
    items = fields.Json(readonly=True)
    gestures = fields.Text("What we wait for", compute="_compute_gestures")

    @api.depends("items")
    def _compute_gestures(self):
        for line in self:
            line.gestures = "\n".join(
                f"{item['collectivity']} : {item['gesture']}" for item in line.items or []
            )

    def _get_collectivities(self):
        ids = dict.fromkeys(item["collectivity_id"] for item in self.items)
        return self.env["res.partner"].browse(ids)

    # --- record -------------------------------------------------------------------------

    def _create_exchanges(self):
        """One outgoing exchange per person and collectivity."""
        return self.env["dpo.exchange"].create(
            [
                line._prepare_exchange_values(collectivity)
                for line in self
                for collectivity in line._get_collectivities()
            ]
        )

    def _prepare_exchange_values(self, collectivity):
        gestures = [
            item["gesture"] for item in self.items if item["collectivity_id"] == collectivity.id
        ]
        return {
            "collectivity_id": collectivity.id,
            "person_id": self.partner_id.id if self.is_person else False,
            "channel": self.channel,
            "direction": "out",
            "theme_id": self.env.ref("dpo_base.theme_reminder").id,
            "minutes": 0,
            "summary": "Relance : " + " ; ".join(gestures),
            "is_reminder": True,
        }

    # --- texts --------------------------------------------------------------------------

    def _prepare_text_values(self):
        """What the mail and the letter say: what, why, how long, by when, whom to call."""
        self.ensure_one()
        today = self.env["dpo.clock"]._today()
        company = self.env.company
        return {
            "name": self.partner_id.name if self.is_person else "",
            "capacity": self.capacity or "",
            "body": self._get_collectivities()[:1],
            "officer": self.env.user.name,
            "phone": self.env.user.phone or company.dpo_service_phone or company.phone or "",
            "groups": self._get_groups(),
            "minutes": sum(item["minutes"] for item in self.items),
            "count": len(self.items),
            "today": today,
            "by": fields.Date.add(today, days=DAYS_TO_ANSWER),
            "portal_url": self._get_portal_url(),
            "subject": self._get_subject(),
        }

    def _get_groups(self):
        """Items by collectivity: ``[(name, items)]``."""
        groups = {}
        for item in self.items:
            groups.setdefault(item["collectivity"], []).append(item)
        return list(groups.items())

    def _get_portal_url(self):
        # sudo: only whether the person can log in
        has_login = self.is_person and self.partner_id.sudo().user_ids
        return f"{self.get_base_url()}/my" if has_login else ""

    def _get_subject(self):
        count, names = len(self.items), [name for name, _items in self._get_groups()]
        what = "1 point à régler" if count == 1 else f"{count} points à régler"
        return f"{what} pour {names[0] if len(names) == 1 else 'vos collectivités'}"

    # --- channels -----------------------------------------------------------------------

    def _queue_mails(self, exchanges):
        """Put one mail per person in the outbox; an answer comes back to the exchange."""
        values = [line._prepare_mail_values(line._get_carrier(exchanges)) for line in self]
        # sudo: the outbox belongs to the system; access was checked on the exchanges
        self.env["mail.mail"].sudo().create(values)

    def _get_carrier(self, exchanges):
        """The exchange that carries the mail: that of the first collectivity."""
        first = self._get_collectivities()[:1]
        return exchanges.filtered(
            lambda e: e.person_id == self.partner_id and e.collectivity_id == first
        )[:1]

    def _prepare_mail_values(self, exchange):
        sender = self._get_sender()
        return {
            "subject": self._get_subject(),
            "body_html": self._render_mail(),
            "email_from": sender,
            "reply_to": exchange._notify_get_reply_to(default=sender)[exchange.id],
            "recipient_ids": [(6, 0, self.partner_id.ids)],
            "model": exchange._name,
            "res_id": exchange.id,
            "author_id": self.env.user.partner_id.id,
            "auto_delete": False,
        }

    def _get_sender(self):
        """One address for all the mails of the service: SPF and DKIM are set for it."""
        company = self.env.company
        if company.dpo_service_email:
            return formataddr((company.dpo_service_name or company.name, company.dpo_service_email))
        return company.email_formatted or self.env.user.email_formatted

    def _render_mail(self):
        pdf = self.env["dpo.pdf"]
        values = pdf._prepare_values(self._prepare_text_values(), self.env.company)
        return pdf._french(pdf).env["ir.qweb"]._render("dpo_base.mail_reminder", values)

    def _render_letters(self):
        """All the letters in one PDF to print; each numbers its own pages."""
        return merge_pdf([line._render_letter() for line in self])

    def _render_letter(self):
        return self.env["dpo.pdf"]._render(
            "dpo_base.pdf_reminder",
            self._prepare_text_values(),
            title=self._get_subject(),
            company=self.env.company,
        )
