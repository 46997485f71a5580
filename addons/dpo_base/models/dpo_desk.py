from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.desk import URGENT_HOURS, hours_left, previous_working_day
from ..tools.legal_time import day_expiry, paris, utc_from_paris

#: Rows a section shows at first, and a provider reads at most (plus one: there are more).
ROWS = 6
LOOKUP_ROWS = 8


class DpoDesk(models.AbstractModel):
    """The morning page ("Ma matinée") and the commune file, filled by the addons installed.

    An addon inherits this model and extends ``_get_desk_sections`` or
    ``_get_collectivity_sections``: it calls ``super()``, then adds rows to a section or a
    section of its own. Everything is read with the rights of the user, a fixed number of
    queries per provider: ``_rows`` reads at most ``ROWS`` records.
    """

    _name = "dpo.desk"
    _description = "Morning desk"

    # --- read by the web client --------------------------------------------------------

    @api.model
    def get_morning(self, scope=None):
        """The whole morning page in one call.

        ``scope`` is ``mine`` (own portfolio) or ``all``; by default ``mine`` for whoever
        has a portfolio.
        """
        self._check_staff()
        has_portfolio = self._has_portfolio()
        scope = scope or ("mine" if has_portfolio else "all")
        desk = self.with_context(dpo_desk_scope=scope)
        today = self.env["dpo.clock"]._today()
        return {
            "greeting": self.env._("Hello %(name)s", name=self.env.user.name.split()[0]),
            "today": format_date(self.env, today, date_format="EEEE d MMMM y"),
            "scope": scope,
            "has_portfolio": has_portfolio,
            "may_note": self.env["dpo.exchange"].has_access("create"),
            "sections": self._finish(desk._get_desk_sections()),
        }

    @api.model
    def get_collectivity(self, partner_id):
        """The commune file of one collectivity, in one call."""
        self._check_staff()
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        if not partner.dpo_body_type_id:
            raise UserError(self.env._("This contact is not a collectivity."))
        return {
            "phone": partner.phone or "",
            "email": partner.email or "",
            "may_note": self._sees(partner) and self.env["dpo.exchange"].has_access("create"),
            "facts": self._get_facts(partner),
            "notice": self._get_notice(partner),
            "people": self._get_people(partner),
            "sections": self._finish(self._get_collectivity_sections(partner)),
        }

    @api.model
    def lookup(self, text):
        """Collectivities for what is heard on the phone: a name, a person, a number, a code."""
        self._check_staff()
        if len((text or "").strip()) < 2:
            return []
        found = self.env["res.partner"].search_fetch(
            [("dpo_lookup", "ilike", text), ("dpo_dissolved_on", "=", False)],
            ["name", "zip", "city", "dpo_body_type_id"],
            limit=LOOKUP_ROWS,
        )
        return [
            {
                "id": partner.id,
                "label": partner.name,
                "detail": " ".join(filter(None, (partner.zip, partner.dpo_body_type_id.name))),
            }
            for partner in found
        ]

    def _check_staff(self):
        if not self.env.user.has_group("dpo_base.group_dpo_user"):
            raise AccessError(self.env._("The morning desk is for the staff of the service."))

    def _has_portfolio(self):
        now = self.env["dpo.clock"]._now()
        # sudo: a trainer has no right on assignments, and only own ones are counted
        return bool(
            self.env["dpo.assignment"]
            .sudo()
            .search_count(
                [
                    ("user_id", "=", self.env.uid),
                    ("access_from", "<=", now),
                    ("access_until", ">", now),
                ],
                limit=1,
            )
        )

    # --- providers: extended by other addons -------------------------------------------

    def _get_desk_sections(self):
        """Sections of the morning, ``{key: section}``; see ``_section`` and ``_row``."""
        return {}

    def _get_collectivity_sections(self, partner):
        """Sections of the file of one collectivity, ``{key: section}``."""
        return {}

    def _get_waiting_items(self, limit=None):
        """What collectivities have been expected to do for too long, the oldest first.

        A list of ``dict(record, collectivity, gesture, since)``; optional ``reason``,
        ``minutes``, ``due`` (day), ``mandate`` (whom to write to) or ``functions`` (those of
        the habilitations to write to, the first one held wins). ``gesture`` and ``reason``
        are French: they go into the reminder, see ``dpo.reminder``.
        """
        return []

    # --- tools of providers --------------------------------------------------------------

    def _section(self, title, sequence, rows, *, empty, side="main", actions=()):
        """A section. ``empty`` says what to do when there is nothing; ``side`` main or aside.

        ``actions`` are ``dict(label, action)``: an action id or dict, shown as links, with
        ``only_more`` (when rows are left out), ``only_rows``, ``primary`` (a button).
        """
        return {
            "title": title,
            "sequence": sequence,
            "side": side,
            "rows": rows,
            "empty": empty,
            "actions": list(actions),
        }

    def _rows(self, model, domain, to_row, *, order=None, scope="collectivity_id"):
        """Rows of the first records of ``model``, none when the user may not read it.

        ``to_row(record)`` gives the arguments of ``_row``. ``scope`` is the path to the
        collectivity, empty for what belongs to nobody.
        """
        records = self.env[model]
        if not records.has_access("read"):
            return []
        domain = Domain(domain) & self._scope_domain(scope)
        found = records.search(domain, order=order, limit=ROWS + 1)
        return [self._row(record, **to_row(record)) for record in found]

    def _row(
        self,
        record,
        *,
        label,
        detail="",
        collectivity=None,
        deadline=None,
        day=None,
        since=None,
        action=None,
    ):
        """One line: commune, gesture, time.

        ``deadline`` is an instant (naive UTC) counted in hours; ``day`` is the last day of
        a softer limit; ``since`` is a past day or instant, only shown.
        """
        limit = deadline or (day and day_expiry(day))
        return {
            "collectivity": collectivity.name if collectivity else "",
            "collectivity_id": collectivity.id if collectivity else False,
            "label": label or "",
            "detail": detail or "",
            "when": self._when(deadline, day, since),
            "urgent": bool(limit) and hours_left(limit, self._now()) < URGENT_HOURS,
            "limit": fields.Datetime.to_string(limit) if limit else False,
            "action": action or record._get_records_action(context={}),
        }

    def _scope_domain(self, path="collectivity_id"):
        """Restrict to the user's portfolio when the page shows "mine"."""
        if not path or self.env.context.get("dpo_desk_scope") != "mine":
            return Domain.TRUE
        now = self._now()
        mine = Domain("user_id", "=", self.env.uid)
        mine &= Domain("access_from", "<=", now) & Domain("access_until", ">", now)
        return Domain(f"{path}.dpo_assignment_ids", "any", mine)

    def _now(self):
        return self.env["dpo.clock"]._now()

    def _today(self):
        return self.env["dpo.clock"]._today()

    def _since(self):
        """First instant of the last working day: on a Monday, what came in since Friday."""
        return utc_from_paris(previous_working_day(self._today()))

    def _when(self, deadline, day, since):
        if deadline:
            return self._when_hours(hours_left(deadline, self._now()))
        if day:
            return self._when_days((day - self._today()).days, day)
        if isinstance(since, datetime):
            return self._when_instant(paris(since))
        return self._short_day(since) if since else ""

    def _when_instant(self, local):
        days = (self._today() - local.date()).days
        if days < 1:
            return f"{local:%H:%M}"
        if days == 1:
            return self.env._("yesterday %s", f"{local:%H:%M}")
        return local.strftime("%d/%m" if days < 300 else "%d/%m/%Y")

    def _when_hours(self, hours):
        if hours < 0:
            return self.env._("time is over")
        if hours < 3 * URGENT_HOURS:
            return self.env._("%s h left", hours)
        return self.env._("%s days left", hours // 24)

    def _when_days(self, days, day):
        if days < 0:
            return self.env._("was for %s", self._short_day(day))
        if days < 2:
            return self.env._("today") if not days else self.env._("tomorrow")
        if days < 7:
            return format_date(self.env, day, date_format="EEEE d")
        return self._short_day(day)

    def _short_day(self, day):
        """The year is said when it is not this one."""
        return day.strftime("%d/%m" if day.year == self._today().year else "%d/%m/%Y")

    def _finish(self, sections):
        """Order the sections and their rows; ``shown`` rows come first, the rest on demand."""
        finished = []
        for key, section in sorted(sections.items(), key=lambda item: item[1]["sequence"]):
            rows = sorted(section["rows"], key=lambda row: row["limit"] or "9")
            finished.append({**section, "key": key, "rows": rows, "shown": ROWS})
        return finished

    def _days_ago(self, days):
        return self._today() - timedelta(days=days)
