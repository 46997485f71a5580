import base64
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.desk import may_remind
from ..tools.legal_time import french_date, paris_day

#: Who is written to when the provider does not say: the secretary runs the town hall.
DEFAULT_FUNCTIONS = ("secretary", "referent", "legal_representative")
MINUTES = 5


class DpoReminder(models.TransientModel):
    """One reminder to all: a grouped mail per person, or a letter, once a week at most.

    The items come from ``dpo.desk._get_waiting_items``. Each reminder is kept as an
    exchange of the collectivity.
    """

    _name = "dpo.reminder"
    _description = "Reminder to all"

    line_ids = fields.One2many("dpo.reminder.line", "reminder_id")
    state = fields.Selection(
        [("draft", "To send"), ("sent", "Sent")], default="draft", readonly=True
    )
    mail_count = fields.Integer(compute="_compute_counts")
    letter_count = fields.Integer(compute="_compute_counts")
    letters = fields.Binary(readonly=True, attachment=False)
    letters_name = fields.Char(readonly=True)

    @api.depends("line_ids.channel", "line_ids.included")
    def _compute_counts(self):
        for reminder in self:
            included = reminder.line_ids.filtered("included")
            reminder.mail_count = len(included.filtered(lambda line: line.channel == "email"))
            reminder.letter_count = len(included) - reminder.mail_count

    # --- preparing ----------------------------------------------------------------------

    @api.model
    def action_prepare(self):
        """Open the list of who would be reminded of what; nothing is sent yet."""
        self.env["dpo.exchange"].check_access("create")
        reminder = self.create({"line_ids": [(0, 0, values) for values in self._prepare_lines()]})
        if not reminder.line_ids:
            raise UserError(self.env._("Nobody keeps you waiting for over a month."))
        return reminder._get_action()

    def _get_action(self):
        return self._get_records_action(
            target="new",
            name=self.env._("Remind them all"),
            context={"dialog_size": "extra-large"},
        )

    def _prepare_lines(self):
        """Values of one line per person, or per collectivity where nobody is known."""
        groups = self._group_items(self._get_items())
        last = self._get_last_reminders(self.env["res.partner"].concat(*groups))
        return [
            self._prepare_line_values(partner, found, last.get(partner))
            for partner, found in sorted(groups.items(), key=lambda group: group[0].name or "")
        ]

    def _get_items(self):
        """What is waited for; another addon may limit it to a part."""
        return self.env["dpo.desk"]._get_waiting_items()

    def _group_items(self, items):
        """``{person, or collectivity without one: [(item, mandate)]}``."""
        mandates = self._get_mandates(items)
        groups = defaultdict(list)
        for item in items:
            mandate = self._find_mandate(item, mandates[item["collectivity"].id])
            groups[mandate.person_id or item["collectivity"]].append((item, mandate))
        return groups

    def _get_mandates(self, items):
        """Live habilitations by collectivity id, in one query."""
        now = self.env["dpo.clock"]._now()
        found = self.env["dpo.mandate"].search(
            [
                ("collectivity_id", "in", [item["collectivity"].id for item in items]),
                ("access_from", "<=", now),
                ("access_until", ">", now),
            ]
        )
        by_collectivity = defaultdict(found.browse)
        for mandate in found:
            by_collectivity[mandate.collectivity_id.id] |= mandate
        return by_collectivity

    def _find_mandate(self, item, mandates):
        """The habilitation to write to: the item's own, else the first function held."""
        if own := mandates & item.get("mandate", mandates[:0]):
            return own
        for function in item.get("functions", DEFAULT_FUNCTIONS):
            if found := mandates.filtered(lambda m, f=function: m.function == f)[:1]:
                return found
        return mandates[:0]

    def _get_last_reminders(self, partners):
        """Day of the last reminder per person, or per collectivity for those to nobody."""
        # sudo: a colleague may have reminded the same secretary for another commune
        exchanges = self.env["dpo.exchange"].sudo()
        sent = [("is_reminder", "=", True)]
        persons = exchanges._read_group(
            [*sent, ("person_id", "in", partners.ids)], ["person_id"], ["occurred_at:max"]
        )
        bodies = exchanges._read_group(
            [*sent, ("person_id", "=", False), ("collectivity_id", "in", partners.ids)],
            ["collectivity_id"],
            ["occurred_at:max"],
        )
        return {partner.sudo(False): paris_day(instant) for partner, instant in persons + bodies}

    def _prepare_line_values(self, partner, found, last_on):
        mandate = found[0][1]
        reachable = mandate and partner.email and not partner.message_bounce
        return {
            "partner_id": partner.id,
            "is_person": bool(mandate),
            "capacity": mandate.title,
            "last_on": last_on,
            "included": may_remind(last_on, self.env["dpo.clock"]._today()),
            "channel": "email" if reachable else "letter",
            "items": [self._prepare_item(item) for item, _mandate in found],
        }

    def _prepare_item(self, item):
        """An item as it is printed: French dates, no record."""
        due = item.get("due")
        return {
            "collectivity_id": item["collectivity"].id,
            "collectivity": item["collectivity"].name,
            "gesture": item["gesture"],
            "reason": item.get("reason") or "",
            "minutes": item.get("minutes") or MINUTES,
            "since": french_date(item["since"]),
            "due": french_date(due) if due else "",
        }

    # --- sending ------------------------------------------------------------------------

    def action_send(self):
        """Queue the mails, print the letters, note both as exchanges."""
        self.check_access("write")
        self.ensure_one()
        if self.state == "sent":
            raise UserError(self.env._("These reminders have already been sent."))
        lines = self._get_lines_to_send()
        if not lines:
            raise UserError(
                self.env._("Nobody to remind: everybody chosen was reminded less than a week ago.")
            )
        exchanges = lines._create_exchanges()
        lines.filtered(lambda line: line.channel == "email")._queue_mails(exchanges)
        self._print_letters(lines.filtered(lambda line: line.channel == "letter"))
        self.state = "sent"
        return self._get_action()

    def _print_letters(self, lines):
        if lines:
            self.letters = base64.b64encode(lines._render_letters())
            self.letters_name = f"relances {self.env['dpo.clock']._today()}.pdf"

    def _get_lines_to_send(self):
        """Chosen lines, unless a colleague reminded the person in the meantime."""
        chosen = self.line_ids.filtered("included")
        last = self._get_last_reminders(chosen.partner_id)
        today = self.env["dpo.clock"]._today()
        return chosen.filtered(lambda line: may_remind(last.get(line.partner_id), today))
