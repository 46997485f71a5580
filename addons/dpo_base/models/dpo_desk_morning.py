from odoo import models
from odoo.fields import Domain

from ..tools.legal_time import paris
from .dpo_desk import ROWS

RECENT_DAYS = 30
PROMISE_DAYS = 7
WAITING_DAYS = 30


class DpoDesk(models.AbstractModel):
    # the base is a provider like the addons that follow
    _inherit = "dpo.desk"  # pylint: disable=consider-merging-classes-inherited

    def _get_desk_sections(self):
        return {
            **super()._get_desk_sections(),
            "clocks": self._section(
                self.env._("Deadlines running"),
                10,
                self._get_promise_rows(),
                empty=self.env._(
                    "No deadline this week. What you promise in an exchange comes here on its day."
                ),
                actions=[self._see_all("dpo_base.dpo_exchange_action_promises")],
            ),
            "since": self._section(
                self.env._("Since yesterday"),
                20,
                self._get_since_rows(),
                empty=self.env._("Nothing from the collectivities since the last working day."),
                actions=[self._see_all("dpo_base.dpo_exchange_action")],
            ),
            "mine": self._section(
                self.env._("Waiting for me"),
                30,
                self._get_to_handle_rows() + self._get_to_sort_rows() + self._get_to_declare_rows(),
                empty=self.env._(
                    "Nothing waits for you: no mail to handle, no form to send to the CNIL."
                ),
            ),
            "theirs": self._section(
                self.env._("Waiting for them for over %s days", WAITING_DAYS),
                40,
                self._get_waiting_rows(),
                empty=self.env._("No collectivity keeps you waiting."),
                actions=self._get_remind_actions(),
            ),
            "agenda": self._section(
                self.env._("Today and tomorrow"),
                10,
                self._get_agenda_rows(),
                side="aside",
                empty=self.env._("Nothing planned. Activities you plan on a file come here."),
            ),
            "changes": self._section(
                self.env._("What changed"),
                20,
                self._get_signal_rows() + self._get_new_head_rows() + self._get_bounce_rows(),
                side="aside",
                empty=self.env._("No new mayor, no mail returned."),
            ),
            "successions": self._section(
                self.env._("Successions to confirm"),
                30,
                self._get_succession_rows(),
                side="aside",
                empty=self.env._("No merger to confirm."),
                actions=[self._see_all("dpo_base.dpo_succession_action")],
            ),
        }

    def _get_remind_actions(self):
        if not self.env["dpo.exchange"].has_access("create"):
            return []
        action = {"label": self.env._("Remind them all"), "action": "dpo_base.dpo_reminder_action"}
        return [{**action, "primary": True, "only_rows": True}]

    def _see_all(self, action):
        return {"label": self.env._("See all"), "action": action, "only_more": True}

    # --- deadlines, agenda -------------------------------------------------------------

    def _get_promise_rows(self):
        until = self._days_ago(-PROMISE_DAYS)
        domain = self.env["dpo.exchange"]._get_open_promise_domain()
        return self._rows(
            "dpo.exchange",
            domain & Domain("promise_due", "<=", until),
            lambda exchange: {
                "collectivity": exchange.collectivity_id,
                "label": exchange.promise,
                "detail": exchange.person_id.name,
                "day": exchange.promise_due,
            },
            order="promise_due, id",
        )

    def _get_agenda_rows(self):
        mine = Domain("user_id", "=", self.env.uid)
        return self._rows(
            "mail.activity",
            mine & Domain("date_deadline", "<=", self._days_ago(-1)),
            self._prepare_activity_row,
            order="date_deadline, id",
            scope="",
        )

    def _prepare_activity_row(self, activity):
        row = {
            "label": activity.summary or activity.activity_type_id.name,
            "detail": activity.res_name,
            "day": activity.date_deadline,
        }
        if not activity.res_model:
            return row
        document = self.env[activity.res_model].browse(activity.res_id)
        if activity.res_model != "res.partner" or not document.dpo_body_type_id:
            return {**row, "action": document._get_records_action(context={})}
        row.update(detail="", collectivity=document, action=document._dpo_file_action())
        return row

    # --- what happened, what waits -------------------------------------------------------

    def _get_since_rows(self):
        """What collectivities told the service, except what the reader noted or must handle."""
        domain = Domain("direction", "=", "in") & Domain("occurred_at", ">=", self._since())
        known = Domain("create_uid", "=", self.env.uid)
        known |= self.env["dpo.exchange"]._get_to_handle_domain()
        return self._rows(
            "dpo.exchange",
            domain & ~known,
            lambda exchange: {
                "collectivity": exchange.collectivity_id,
                "label": exchange.summary or exchange.theme_id.name,
                "detail": exchange.person_id.name,
                "since": exchange.occurred_at,
            },
        )

    def _get_to_handle_rows(self):
        return self._rows(
            "dpo.exchange",
            self.env["dpo.exchange"]._get_to_handle_domain(),
            lambda mail: {
                "collectivity": mail.collectivity_id,
                "label": self.env._("Mail to handle: %s", mail.summary or ""),
                "detail": mail.person_id.name,
                "since": mail.occurred_at,
            },
            order="occurred_at, id",
        )

    def _get_to_sort_rows(self):
        return self._rows(
            "dpo.inbox",
            [],
            lambda mail: {
                "label": self.env._("Mail to sort: %s", mail.name),
                "detail": mail.email_from,
                "since": mail.received_at,
            },
            order="id",
            scope="",
        )

    def _get_to_declare_rows(self):
        return self._rows(
            "dpo.designation",
            [
                ("by_service", "=", True),
                ("date_until", "=", False),
                ("declared_on", "=", False),
            ],
            lambda designation: {
                "collectivity": designation.collectivity_id,
                "label": self.env._("Declare the designation to the CNIL"),
                "since": designation.date_from,
            },
            order="date_from, id",
        )

    def _get_waiting_rows(self):
        items = self._get_waiting_items(limit=ROWS + 1)
        reminded = self._get_reminder_days(items)
        return [
            self._row(
                item["record"],
                collectivity=item["collectivity"],
                label=item["gesture"],
                detail=self._waiting_detail(item["collectivity"], reminded),
                since=item["since"],
            )
            for item in items
        ]

    def _waiting_detail(self, body, reminded):
        """When it was reminded, and the next sitting of its assembly: what must be voted waits."""
        council = body.dpo_next_council_on
        sitting = (
            self.env._("council on %s", self._short_day(council))
            if council and council >= self._today()
            else ""
        )
        return ", ".join(filter(None, (reminded.get(body), sitting)))

    def _get_reminder_days(self, items):
        """``{collectivity: "reminded on 12/03"}``, in one query."""
        exchanges = self.env["dpo.exchange"]
        if not exchanges.has_access("read"):
            return {}
        bodies = [item["collectivity"].id for item in items]
        last = exchanges._read_group(
            [("is_reminder", "=", True), ("collectivity_id", "in", bodies)],
            ["collectivity_id"],
            ["occurred_at:max"],
        )
        return {body: self.env._("reminded on %s", f"{paris(at):%d/%m}") for body, at in last}

    # --- changes -------------------------------------------------------------------------

    def _get_signal_rows(self):
        return self._rows(
            "dpo.signal",
            [("date", ">=", self._days_ago(RECENT_DAYS))],
            lambda signal: {
                "collectivity": signal.collectivity_id,
                "label": signal.label,
                "since": signal.date,
            },
        )

    def _get_new_head_rows(self):
        """Legal representatives that took office: delegations and portal access to review."""
        return self._rows(
            "dpo.mandate",
            [
                ("function", "=", "legal_representative"),
                ("date_from", ">=", self._days_ago(RECENT_DAYS)),
                ("date_from", "<=", self._today()),
            ],
            lambda mandate: {
                "collectivity": mandate.collectivity_id,
                "label": self.env._(
                    "New: %(person)s, %(title)s",
                    person=mandate.person_id.name,
                    title=mandate.title or mandate.collectivity_id.dpo_body_type_id.head_title,
                ),
                "since": mandate.date_from,
            },
            order="date_from desc, id desc",
        )

    def _get_bounce_rows(self):
        return self._rows(
            "dpo.mandate",
            [
                ("access_until", ">", self._now()),
                ("person_id.message_bounce", ">", 0),
            ],
            lambda mandate: {
                "collectivity": mandate.collectivity_id,
                "label": self.env._("Mail returned: %s", mandate.person_id.name),
                "detail": mandate.person_id.email,
                "action": mandate.person_id._get_records_action(context={}),
            },
        )

    def _get_succession_rows(self):
        return self._rows(
            "dpo.succession",
            [("state", "=", "proposed")],
            lambda succession: {
                "collectivity": succession.collectivity_id,
                "label": self.env._("becomes %s?", succession.successor_id.name),
                "detail": succession.origin,
            },
        )
