from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.legal_time import next_working_day
from ..tools.retention import Retention


class DpoExchange(models.Model):
    """A call, a mail or a meeting with a collectivity, noted in ten seconds.

    Feeds the time spent per member, the commune file and the promises to keep.
    """

    _name = "dpo.exchange"
    _inherit = ["dpo.scoped.mixin", "mail.thread"]
    _description = "Exchange"
    _order = "occurred_at desc, id desc"
    _rec_names_search = ["summary", "collectivity_id"]
    _dpo_retention = Retention(
        "visa", months=60, start_field="occurred_at", reason="Correspondance du service"
    )

    occurred_at = fields.Datetime(
        "When", required=True, default=lambda self: self.env["dpo.clock"]._now()
    )
    user_id = fields.Many2one(
        "res.users",
        "Noted by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    person_id = fields.Many2one(
        "res.partner",
        "With",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('dpo_person_mandate_ids.collectivity_id', '=', collectivity_id)]",
    )
    channel = fields.Selection(
        [("phone", "Phone"), ("email", "E-mail"), ("on_site", "On site"), ("letter", "Letter")],
        required=True,
        default="phone",
    )
    direction = fields.Selection(
        [("in", "They contacted us"), ("out", "We contacted them")], required=True, default="in"
    )
    theme_id = fields.Many2one(
        "dpo.exchange.theme",
        ondelete="restrict",
        help="An incoming mail without a theme is still to be handled.",
    )
    minutes = fields.Integer(default=5)
    summary = fields.Text()
    promise = fields.Char("We promised")
    promise_due = fields.Date(
        "For the",
        compute="_compute_promise_due",
        store=True,
        readonly=False,
        precompute=True,
        help="Proposed in a week: a promise without a day would never come back to anybody.",
    )
    promise_done_on = fields.Date("Kept on", copy=False)
    is_reminder = fields.Boolean("Reminder sent", readonly=True, copy=False)

    _collectivity_idx = models.Index("(collectivity_id, occurred_at)")
    _promise_idx = models.Index(
        "(promise_due) WHERE promise IS NOT NULL AND promise_done_on IS NULL"
    )
    _minutes_positive = models.Constraint("CHECK(minutes >= 0)", "Time spent is not negative.")
    _minutes_of_a_day = models.Constraint(
        "CHECK(minutes <= 1440)", "More than 24 hours: note the time of each day apart."
    )

    @api.depends("promise")
    def _compute_promise_due(self):
        week = self.env["dpo.clock"]._today() + timedelta(days=7)
        for exchange in self:
            proposed = exchange.promise_due or next_working_day(week)
            exchange.promise_due = proposed if exchange.promise else False

    @api.depends("channel", "occurred_at", "collectivity_id")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for exchange in self:
            when = fields.Datetime.context_timestamp(
                exchange, exchange.occurred_at or self.env["dpo.clock"]._now()
            )
            exchange.display_name = (
                f"{exchange.collectivity_id.name or ''}, "
                f"{channels.get(exchange.channel, '')} {when:%d/%m/%Y}"
            )

    # --- actions ----------------------------------------------------------------------

    def action_promise_kept(self):
        """Record that what was promised is done."""
        self.check_access("write")
        self.filtered(lambda e: e.promise and not e.promise_done_on).promise_done_on = self.env[
            "dpo.clock"
        ]._today()

    def action_write_mail(self):
        """Open the composer on this exchange: the answer will come back to it."""
        self.check_access("write")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": (self.person_id or self.collectivity_id).ids,
                "default_subject": self.summary or self.theme_id.name,
            },
        }

    # --- incoming mail ----------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """File a mail under the sender's only collectivity; otherwise leave it to be sorted.

        A secretary of four communes, or an unknown sender: a human decides, nothing is
        guessed and nothing is bounced.
        """
        person, collectivities = self._find_sender(msg_dict.get("email_from"))
        if len(collectivities) != 1:
            return self.env["dpo.inbox"].message_new(msg_dict, custom_values)
        values = self._prepare_mail_values(msg_dict, person, collectivities)
        return super().message_new(msg_dict, {**(custom_values or {}), **values})

    def _find_sender(self, email_from):
        """Return (person, collectivities) for an address: live habilitations, town hall boxes."""
        partners = self.env["res.partner"].browse()
        email = email_normalize(email_from or "")
        if not email:
            return partners, partners
        partners = partners.search([("email_normalized", "=", email)])
        now = self.env["dpo.clock"]._now()
        mandates = self.env["dpo.mandate"].search(
            [
                ("person_id", "in", partners.ids),
                ("access_from", "<=", now),
                ("access_until", ">", now),
            ]
        )
        collectivities = mandates.collectivity_id | partners.filtered("dpo_body_type_id")
        return mandates.person_id[:1], collectivities

    def _prepare_mail_values(self, msg_dict, person, collectivity):
        now = self.env["dpo.clock"]._now()
        in_charge = collectivity.dpo_assignment_ids.filtered(
            lambda a: a.access_from <= now < a.access_until
        )
        return {
            "collectivity_id": collectivity.id,
            "person_id": person.id,
            "user_id": in_charge[:1].user_id.id,
            "channel": "email",
            "direction": "in",
            "minutes": 0,
            "summary": msg_dict.get("subject") or self.env._("(no subject)"),
            "occurred_at": now,
        }

    # --- services to other models -----------------------------------------------------

    def _get_open_promise_domain(self):
        return Domain("promise", "!=", False) & Domain("promise_done_on", "=", False)

    def _get_to_handle_domain(self):
        """Mails received that nobody has qualified yet."""
        return (
            Domain("channel", "=", "email")
            & Domain("direction", "=", "in")
            & Domain("theme_id", "=", False)
        )

    def _get_minutes_by_collectivity(self, domain):
        """Return the minutes spent per collectivity as ``{res.partner: minutes}``, in one query."""
        return dict(self._read_group(domain, ["collectivity_id"], ["minutes:sum"]))
