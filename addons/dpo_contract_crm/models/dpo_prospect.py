from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.dpo_base.tools.retention import Retention


class DpoProspect(models.Model):
    """A member and how far it is from delegating its DPD: one row per member and company.

    A statutory member owes its contribution without any convention; the shared DPD is a
    service it chooses. A view: no figure is kept on the collectivity.
    """

    _name = "dpo.prospect"
    _description = "Member and its delegation"
    _auto = False
    _order = "id"
    _rec_name = "collectivity_id"
    _dpo_retention = Retention("keep", reason="Vue des adhésions : ne conserve rien")

    collectivity_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    epci_id = fields.Many2one("res.partner", "EPCI", readonly=True)
    body_type_id = fields.Many2one("dpo.body.type", readonly=True)
    population = fields.Integer("Municipal population", readonly=True)
    status = fields.Selection(
        [
            ("none", "Not approached"),
            ("open", "Opportunity open"),
            ("won", "Convention to conclude"),
            ("own", "Own or other DPD"),
            ("delegated", "Delegated to us"),
        ],
        readonly=True,
    )
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", readonly=True, groups="sales_team.group_sale_salesman"
    )
    stage_id = fields.Many2one("crm.stage", readonly=True, groups="sales_team.group_sale_salesman")
    last_exchange_on = fields.Date("Last exchange", readonly=True)
    next_action_on = fields.Date("Next action", readonly=True)
    next_council_on = fields.Date("Next council", readonly=True)
    members = fields.Integer(readonly=True)
    prospects = fields.Integer("Opportunities open", readonly=True)
    won = fields.Integer(readonly=True)
    delegated = fields.Integer(readonly=True)
    rate = fields.Float("Delegated (%)", aggregator="avg", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT member.id, member.collectivity_id, member.company_id,
                   member.epci_id, member.body_type_id, member.population,
                   member.lead_id, member.stage_id,
                   member.last_exchange_on, member.next_action_on, member.next_council_on,
                   CASE WHEN member.is_delegated THEN 'delegated'
                        WHEN member.is_own THEN 'own'
                        WHEN member.is_open THEN 'open'
                        WHEN member.is_won THEN 'won'
                        ELSE 'none' END AS status,
                   1 AS members,
                   (member.is_open AND NOT member.is_delegated)::int AS prospects,
                   member.is_won::int AS won,
                   member.is_delegated::int AS delegated,
                   100.0 * member.is_delegated::int AS rate
              FROM (%s) member
            """,
            self._get_members_sql(),
        )

    def _get_members_sql(self):
        """Living statutory members, with the latest opportunity of a delegated DPD."""
        return SQL(
            """
            SELECT membership.id, membership.collectivity_id, membership.company_id,
                   epci.grouping_id AS epci_id, partner.dpo_body_type_id AS body_type_id,
                   population.value AS population,
                   partner.dpo_next_council_on AS next_council_on,
                   lead.id AS lead_id, lead.stage_id,
                   (exchange.last_on AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Paris')::date
                       AS last_exchange_on,
                   activity.next_on AS next_action_on,
                   COALESCE(lead.won_status = 'pending', FALSE) AS is_open,
                   COALESCE(lead.won_status = 'won', FALSE) AS is_won,
                   EXISTS (SELECT 1 FROM dpo_engagement other
                            WHERE other.collectivity_id = membership.collectivity_id
                              AND other.company_id = membership.company_id
                              AND other.nature = 'delegated'
                              AND other.date_from <= %(today)s
                              AND (other.date_until IS NULL OR other.date_until >= %(today)s)
                          ) AS is_delegated,
                   EXISTS (SELECT 1 FROM dpo_designation designation
                            WHERE designation.collectivity_id = membership.collectivity_id
                              AND (designation.by_service IS NOT TRUE
                                   OR designation.company_id != membership.company_id)
                              AND designation.date_from <= %(today)s
                              AND (designation.date_until IS NULL
                                   OR designation.date_until >= %(today)s)
                          ) AS is_own
              FROM dpo_engagement membership
              JOIN res_partner partner ON partner.id = membership.collectivity_id
              %(joins)s
             WHERE membership.nature = 'statutory'
               AND membership.date_from <= %(today)s
               AND (membership.date_until IS NULL OR membership.date_until >= %(today)s)
               AND partner.dpo_dissolved_on IS NULL
            """,
            today=self.env["dpo.clock"]._today(),
            joins=self._get_joins_sql(),
        )

    def _get_joins_sql(self):
        """The EPCI, the population, the opportunity, the last exchange and the next action."""
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT link.grouping_id
                  FROM dpo_membership link
                  JOIN res_partner grouping ON grouping.id = link.grouping_id
                  JOIN dpo_body_type body_type ON body_type.id = grouping.dpo_body_type_id
                 WHERE link.collectivity_id = membership.collectivity_id
                   AND link.date_until IS NULL AND body_type.category = 'epci'
                 ORDER BY link.id LIMIT 1
            ) epci ON TRUE
            LEFT JOIN LATERAL (
                SELECT metric.value FROM dpo_metric metric
                 WHERE metric.collectivity_id = membership.collectivity_id
                   AND metric.kind = 'population_municipal'
                   AND metric.date_effective <= %(today)s
                 ORDER BY metric.date_effective DESC, metric.reference_year DESC, metric.id DESC
                 LIMIT 1
            ) population ON TRUE
            LEFT JOIN LATERAL (
                SELECT opportunity.id, opportunity.stage_id, opportunity.won_status
                  FROM crm_lead opportunity
                 WHERE opportunity.dpo_collectivity_id = membership.collectivity_id
                   AND opportunity.company_id = membership.company_id
                   AND opportunity.dpo_nature = 'delegated'
                   AND opportunity.won_status != 'lost'
                 ORDER BY (opportunity.won_status = 'pending') DESC, opportunity.id DESC LIMIT 1
            ) lead ON TRUE
            LEFT JOIN LATERAL (
                SELECT MAX(note.occurred_at) AS last_on FROM dpo_exchange note
                 WHERE note.collectivity_id = membership.collectivity_id
                   AND note.company_id = membership.company_id
            ) exchange ON TRUE
            LEFT JOIN LATERAL (
                SELECT MIN(todo.date_deadline) AS next_on FROM mail_activity todo
                 WHERE todo.active AND ((todo.res_model = 'crm.lead' AND todo.res_id = lead.id)
                    OR (todo.res_model = 'res.partner'
                        AND todo.res_id = membership.collectivity_id))
            ) activity ON TRUE
            """,
            today=self.env["dpo.clock"]._today(),
        )

    # --- from the list ----------------------------------------------------------------

    def action_create_opportunities(self):
        """Open one opportunity for each of these members that has none: never two."""
        self.check_access("read")
        leads = self.env["crm.lead"]
        leads.check_access("create")
        todo = self.filtered(lambda row: row.status in ("none", "own") and not row.lead_id)
        if not todo:
            raise UserError(
                self.env._("Nothing to create: each has delegated or has its opportunity already.")
            )
        # nobody wants 290 mails: the list tells what each officer has to do; the whole list is
        # a second of work, done here
        quiet = leads.with_context(mail_auto_subscribe_no_notify=True, mail_create_nolog=True)
        made = quiet.create(todo._prepare_lead_values_list())
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dpo_contract_crm.crm_lead_action_dpo"),
            "domain": [("id", "in", made.ids)],
            "context": {},
        }

    def _prepare_lead_values_list(self):
        officers = self._get_officers()
        by_user = self.grouped(lambda row: officers.get(row.collectivity_id, self.env.user))
        return [
            {**row._prepare_lead_values(), **pipeline}
            for user, rows in by_user.items()
            for pipeline in [self._prepare_pipeline_values(user)]
            for row in rows
        ]

    def _prepare_pipeline_values(self, user):
        """Team and first stage of whoever follows it; core would look for them at each row."""
        team = self.env["crm.team"]._get_default_team_id(user_id=user.id)
        stage = self.env["crm.lead"]._stage_find(team_id=team.id, domain=[("fold", "=", False)])
        return {"user_id": user.id, "team_id": team.id, "stage_id": stage.id}

    def _prepare_lead_values(self):
        body = self.collectivity_id
        return {
            "name": self.env._("Delegated DPD – %s", body.name),
            "type": "opportunity",
            "partner_id": body.id,
            "dpo_collectivity_id": body.id,
            "dpo_nature": "delegated",
            "company_id": self.company_id.id,
        }

    def _get_officers(self):
        """Who is in charge of each collectivity today, in one query."""
        now = self.env["dpo.clock"]._now()
        live = Domain("access_from", "<=", now) & Domain("access_until", ">", now)
        # sudo: an officer gives the opportunity to the colleague in charge
        found = (
            self.env["dpo.assignment"]
            .sudo()
            .search(live & Domain("collectivity_id", "in", self.collectivity_id.ids))
        )
        companies = self.company_id
        return {
            assignment.collectivity_id.sudo(False): assignment.user_id.sudo(False)
            for assignment in found
            if companies <= assignment.user_id.company_ids
        }

    def action_open_file(self):
        """Open the file of the collectivity."""
        self.check_access("read")
        return self.collectivity_id._dpo_file_action()
