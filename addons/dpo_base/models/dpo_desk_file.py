from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ..tools.legal_time import utc_from_paris

#: Who answers first when the town hall is called.
FUNCTION_ORDER = (
    "legal_representative",
    "secretary",
    "referent",
    "own_dpd",
    "finance",
    "it",
    "deputy",
    "agent",
)


class DpoDesk(models.AbstractModel):
    # the base is a provider like the addons that follow
    _inherit = "dpo.desk"  # pylint: disable=consider-merging-classes-inherited

    def _get_collectivity_sections(self, partner):
        """What is signed, what was said, what was promised."""
        return {
            **super()._get_collectivity_sections(partner),
            "promises": self._section(
                self.env._("We promised"),
                10,
                self._get_file_promise_rows(partner),
                empty=self.env._("Nothing promised."),
            ),
            "exchanges": self._section(
                self.env._("Last exchanges"),
                20,
                self._get_file_exchange_rows(partner),
                empty=self.env._("No exchange yet: note the first one."),
                actions=[
                    {
                        "label": self.env._("History"),
                        "action": self._collectivity_action(
                            "dpo_base.dpo_exchange_action", partner
                        ),
                    }
                ],
            ),
            "engagements": self._section(
                self.env._("Engagements"),
                30,
                self._get_file_engagement_rows(partner),
                side="aside",
                empty=self.env._("No engagement: not a member."),
            ),
        }

    def _collectivity_action(self, xmlid, partner):
        """A list action of ours, restricted to one collectivity."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": [("collectivity_id", "=", partner.id)],
            "context": {"default_collectivity_id": partner.id},
        }

    def _get_file_promise_rows(self, partner):
        domain = self.env["dpo.exchange"]._get_open_promise_domain()
        return self._rows(
            "dpo.exchange",
            domain & Domain("collectivity_id", "=", partner.id),
            lambda exchange: {"label": exchange.promise, "day": exchange.promise_due},
            order="promise_due, id",
            scope="",
        )

    def _get_file_exchange_rows(self, partner):
        return self._rows(
            "dpo.exchange",
            [("collectivity_id", "=", partner.id)],
            lambda exchange: {
                "label": exchange.summary or exchange.theme_id.name,
                "detail": self._exchange_detail(exchange),
                "since": exchange.occurred_at,
            },
            scope="",
        )

    def _exchange_detail(self, exchange):
        channel = dict(exchange._fields["channel"]._description_selection(self.env))[
            exchange.channel
        ]
        return ", ".join(filter(None, (channel, exchange.person_id.name, exchange.user_id.name)))

    def _get_file_engagement_rows(self, partner):
        natures = dict(
            self.env["dpo.engagement"]._fields["nature"]._description_selection(self.env)
        )
        return self._rows(
            "dpo.engagement",
            [("collectivity_id", "=", partner.id), ("date_until", "=", False)],
            lambda engagement: {
                "label": natures[engagement.nature],
                "detail": self.env._("since %s", format_date(self.env, engagement.date_from)),
            },
            scope="",
        )

    # --- head of the file ---------------------------------------------------------------

    def _get_facts(self, partner):
        """What identifies the collectivity, as ``dict(label, value)`` without the empty ones."""
        # sudo: open data (INSEE, BANATIC, list of DPDs of the CNIL), shown to all the staff
        public = partner.sudo()
        council = partner.dpo_next_council_on
        facts = [
            (self.env._("DPD"), self._dpd(public)),
            (self.env._("Population"), self._population(public)),
            (self.env._("Grouping"), public._dpo_epci().name),
            (self.env._("SIREN"), partner.dpo_siren),
            (self.env._("INSEE code"), public.dpo_insee_code),
            (
                self.env._("Address"),
                " ".join(filter(None, (partner.street, partner.zip, partner.city))),
            ),
            (self.env._("In charge"), self._officers(partner)),
            (self.env._("Next council"), council and format_date(self.env, council)),
            (self.env._("Time spent this year"), self._time_spent(partner)),
        ]
        return [{"label": label, "value": value} for label, value in facts if value]

    def _dpd(self, partner):
        today = self._today()
        live = partner.dpo_designation_ids.filtered(lambda d: d._is_live(today))
        ours = live.filtered("by_service")[:1]
        if ours:
            return self.env._(
                "our service since %(day)s%(number)s",
                day=format_date(self.env, ours.date_from),
                number=f", {ours.cnil_number}" if ours.cnil_number else "",
            )
        if live:
            return live[0].dpd_partner_id.name or self.env._("own DPD")
        return self.env._("none designated, as far as we know")

    def _population(self, partner):
        metric = partner._dpo_metric("population_municipal", self._today())
        if not metric:
            return ""
        return self.env._(
            "%(count)s inhab. (municipal, %(year)s)",
            count=formatLang(self.env, metric.value, digits=0),
            year=metric.reference_year,
        )

    def _officers(self, partner):
        now = self._now()
        # sudo: names of colleagues, so that a call reaches the right one
        live = partner.sudo().dpo_assignment_ids.filtered(
            lambda a: a.access_from <= now < a.access_until
        )
        return ", ".join(live.user_id.mapped("name"))

    def _time_spent(self, partner):
        exchange = self.env["dpo.exchange"]
        if not exchange.has_access("read"):
            return ""
        new_year = utc_from_paris(self._today().replace(month=1, day=1))
        domain = Domain("collectivity_id", "=", partner.id) & Domain("occurred_at", ">=", new_year)
        minutes = exchange._get_minutes_by_collectivity(domain).get(partner, 0)
        return f"{minutes // 60} h {minutes % 60:02}" if minutes else ""

    def _get_notice(self, partner):
        """Say what is not shown, rather than let an empty page pass for an empty file."""
        if self._sees(partner):
            return ""
        officers = self._officers(partner)
        if not officers:
            return self.env._("Not in your portfolio: persons and exchanges are not shown.")
        return self.env._(
            "Not in your portfolio: persons and exchanges are not shown. In charge: %s.", officers
        )

    def _sees(self, partner):
        user = self.env.user
        if any(user.has_group(f"dpo_base.group_dpo_{role}") for role in ("reader", "officer_all")):
            return True
        now = self._now()
        return user.has_group("dpo_base.group_dpo_officer") and any(
            a.user_id == user and a.access_from <= now < a.access_until
            for a in partner.sudo().dpo_assignment_ids
        )

    def _get_people(self, partner):
        """Who to call: live habilitations, the legal representative and the secretary first."""
        mandates = self.env["dpo.mandate"]
        if not mandates.has_access("read"):
            return []
        now = self._now()
        live = mandates.search(
            [
                ("collectivity_id", "=", partner.id),
                ("access_from", "<=", now),
                ("access_until", ">", now),
            ]
        )
        functions = dict(mandates._fields["function"]._description_selection(self.env))
        return [
            {
                "id": mandate.person_id.id,
                "name": mandate.person_id.name,
                "title": mandate.title or functions[mandate.function],
                "presence": mandate.presence or "",
                "phone": mandate.phone or mandate.person_id.phone or "",
                "email": mandate.person_id.email or "",
                "returned": mandate.person_id.message_bounce > 0,
            }
            for mandate in live.sorted(lambda m: (FUNCTION_ORDER.index(m.function), m.id))
        ]
