from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.dpo_base.tests.common import ROLES
from odoo.addons.mail.tests.common import mail_new_test_user

from .common import CrmCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestProspect(CrmCase):
    def _statuses(self):
        rows = self._prospects(self.commune_a, self.commune_b)
        return {row.collectivity_id.name: row.status for row in rows}

    def test_a_member_goes_from_not_approached_to_delegated(self):
        self.assertEqual(self._statuses()["Saint-Exemple"], "none")
        lead = self._create_lead(self.commune_a)
        self.assertEqual(self._statuses()["Saint-Exemple"], "open")
        lead.action_set_won()
        self.assertEqual(self._statuses()["Saint-Exemple"], "won")
        contract = lead.dpo_contract_id
        contract.write({"date_effect": "2026-01-01", "own_act_id": self.own_act.id})
        self._sign(contract)
        self.assertEqual(self._statuses(), {"Saint-Exemple": "delegated", "Le Modèle": "none"})

    def test_a_lost_opportunity_leaves_the_member_to_approach(self):
        self._create_lead(self.commune_a).action_set_lost()
        self.assertEqual(self._statuses()["Saint-Exemple"], "none")

    def test_a_member_with_its_own_dpd_is_apart(self):
        self.env["dpo.designation"].create(
            {
                "collectivity_id": self.commune_b.id,
                "by_service": False,
                "date_from": "2024-01-01",
            }
        )
        self.assertEqual(self._statuses()["Le Modèle"], "own")

    def test_it_tells_the_epci_the_population_and_the_dates(self):
        self._set_population(self.commune_a, 1243)
        self.commune_a.dpo_next_council_on = "2026-03-12"
        self.env["dpo.exchange"].create(
            {
                "collectivity_id": self.commune_a.id,
                "theme_id": self.env["dpo.exchange.theme"].search([], limit=1).id,
                "occurred_at": "2026-01-20 10:00:00",
            }
        )
        self._create_lead(self.commune_a).activity_schedule(
            "mail.mail_activity_data_call", date(2026, 2, 10)
        )
        row = self._prospects(self.commune_a)
        self.assertEqual(row.epci_id, self.epci)
        self.assertEqual(row.population, 1243)
        self.assertEqual(row.next_council_on, date(2026, 3, 12))
        self.assertEqual(row.last_exchange_on, date(2026, 1, 20))
        self.assertEqual(row.next_action_on, date(2026, 2, 10))

    def test_a_withdrawn_or_dissolved_member_is_not_counted(self):
        self.commune_a.dpo_engagement_ids.date_until = "2025-12-31"
        self.commune_b.dpo_dissolved_on = "2025-12-31"
        self.assertFalse(self._prospects(self.commune_a, self.commune_b))

    def test_the_rate_of_an_epci_counts_each_member_once(self):
        self.env["dpo.membership"].create(
            {"collectivity_id": self.commune_b.id, "grouping_id": self.epci.id}
        )
        self._sign(self._create_contract(self.commune_a))
        self._create_lead(self.commune_b)
        self.env.flush_all()
        [(members, prospects, delegated, rate)] = self.env["dpo.prospect"]._read_group(
            [("epci_id", "=", self.epci.id)],
            [],
            ["members:sum", "prospects:sum", "delegated:sum", "rate:avg"],
        )
        self.assertEqual((members, prospects, delegated, rate), (2, 1, 1, 50))

    def test_opportunities_are_created_in_bulk_and_never_twice(self):
        self._create_lead(self.commune_a)
        rows = self._prospects(self.commune_a, self.commune_b)
        rows.action_create_opportunities()
        leads = self.env["crm.lead"].search([("dpo_nature", "=", "delegated")])
        mine = leads.filtered(lambda lead: lead.dpo_collectivity_id in rows.collectivity_id)
        self.assertEqual(len(mine), 2)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Nothing to create"):
            rows.action_create_opportunities()

    def test_each_opportunity_goes_to_the_officer_in_charge(self):
        officer = self.staff["officer"]
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_b.id,
                "user_id": officer.id,
                "date_from": "2026-01-01",
            }
        )
        rows = self._prospects(self.commune_a, self.commune_b)
        rows.with_user(self.staff["manager"]).action_create_opportunities()
        users = {
            lead.dpo_collectivity_id: lead.user_id
            for lead in self.env["crm.lead"].search([("dpo_nature", "=", "delegated")])
        }
        self.assertEqual(users[self.commune_b], officer)
        self.assertEqual(users[self.commune_a], self.staff["manager"])

    def test_the_cost_does_not_depend_on_the_number_of_members(self):
        bodies = [self._create_collectivity(f"Commune {n}", None).id for n in range(30)]
        self.env.flush_all()
        rows = self.env["dpo.prospect"].search([("collectivity_id", "in", bodies)])
        few = self._count(rows[:5])
        # core asks one question for each new follower
        self.assertLess(self._count(rows[5:]), few + 25)

    def _count(self, rows):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        rows.action_create_opportunities()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_an_officer_sees_the_members_of_the_portfolio_only(self):
        rows = self._prospects(self.commune_a, self.commune_b)
        officer = self.staff["officer"]
        self.assertFalse(rows.with_user(officer).search([("id", "in", rows.ids)]))
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_a.id,
                "user_id": officer.id,
                "date_from": "2026-01-01",
            }
        )
        seen = rows.with_user(officer).search([("id", "in", rows.ids)])
        self.assertEqual(seen.collectivity_id, self.commune_a)

    def test_another_opsn_sees_neither_members_nor_opportunities(self):
        lead = self._create_lead(self.commune_a)
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        self.assertEqual(lead.company_id, self.company)
        for role, group in ROLES.items():
            stranger = mail_new_test_user(
                self.env,
                login=f"autre_{role}",
                groups=group,
                company_id=other.id,
                company_ids=[(6, 0, other.ids)],
            )
            with self.subTest(role):
                self.assertFalse(lead.with_user(stranger).has_access("read"))
                rows = self.env["dpo.prospect"].with_user(stranger)
                self.assertFalse(rows.has_access("read") and rows.search([]))

    def test_the_portal_sees_nothing_of_it(self):
        for model in ("crm.lead", "dpo.prospect"):
            self.assertFalse(self.env[model].with_user(self.mayor_a).has_access("read"))
