from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestDeployment(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dpo.assignment"].create(
            {
                "collectivity_id": cls.commune_b.id,
                "user_id": cls.officer.id,
                "date_from": "2020-01-01",
            }
        )
        cls.both = cls.commune_a + cls.commune_b

    def _held(self, collectivity):
        return self.env["dpo.processing"].search(
            [("collectivity_id", "=", collectivity.id), ("model_id", "!=", False)]
        )

    def test_the_run_creates_what_the_preview_says(self):
        self._answer("periscolaire", answer="exercised")
        deployment = self._deploy(self.both)
        planned = {line.collectivity_id: line.planned_count for line in deployment.line_ids}
        self._run(deployment)
        self.assertEqual({body: len(self._held(body)) for body in self.both}, planned)
        self.assertGreater(planned[self.commune_a], planned[self.commune_b])
        self.assertIn(self.canteen_model, self._held(self.commune_a).model_id)
        self.assertEqual(deployment.created_count, sum(planned.values()))

    def test_each_collectivity_gets_its_register(self):
        self._run(self._deploy(self.both, content="chosen", model_ids=self.canteen_model.ids))
        registers = self.env["dpo.register"].search([("collectivity_id", "in", self.both.ids)])
        self.assertEqual(len(registers), 2)

    def test_a_second_run_creates_nothing(self):
        chosen = {"content": "chosen", "model_ids": self.canteen_model.ids}
        self._run(self._deploy(self.both, **chosen))
        again = self._deploy(self.both, **chosen)
        self.assertEqual((again.planned_count, again.present_count), (0, 2))
        self._run(again)
        self.assertEqual(len(self._held(self.commune_a)), 1)

    def test_what_came_between_the_preview_and_the_run_is_not_doubled(self):
        deployment = self._deploy(self.both, content="chosen", model_ids=self.canteen_model.ids)
        self._copy(self.canteen_model)
        self._run(deployment)
        self.assertEqual(len(self._held(self.commune_a)), 1)
        self.assertEqual(deployment.created_count, 1)

    def test_postgresql_refuses_a_second_copy(self):
        self._copy(self.canteen_model)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._copy(self.canteen_model)

    def test_a_run_that_was_interrupted_goes_on_where_it_was(self):
        deployment = self._deploy(self.both, content="chosen", model_ids=self.canteen_model.ids)
        deployment.action_launch()
        batch = deployment.batch_id.sudo()
        batch._run_chunk(1)
        self.assertEqual(deployment.line_ids.mapped("is_done"), [True, False])
        self._run_batch(batch)
        self.assertEqual([len(self._held(body)) for body in self.both], [1, 1])
        self.assertEqual(batch.done, 2)

    def test_nobody_changes_what_a_queued_run_will_do(self):
        deployment = self._deploy(self.commune_a)
        deployment.action_launch()
        with self.assertRaises(UserError):
            deployment.with_user(self.staff["officer_all"]).collectivity_ids += self.commune_b
        self._run_batch(deployment.batch_id)
        deployment.collectivity_ids += self.commune_b

    def test_an_ended_record_leaves_room_for_a_new_copy(self):
        self._copy(self.canteen_model).date_end = "2026-01-01"
        self._run(self._deploy(self.both, content="chosen", model_ids=self.canteen_model.ids))
        self.assertEqual(len(self._held(self.commune_a)), 2)

    def test_an_officer_deploys_in_the_portfolio_only(self):
        far = self._create_collectivity("Loin", "219900032", "95903")
        deployment = self._deploy(self.both + far)
        self.assertEqual(deployment.line_ids.collectivity_id, self.both)
        with self.assertRaises(UserError):
            self._deploy(far)

    def test_the_filter_finds_the_members_of_a_grouping(self):
        self.env["dpo.membership"].create(
            {"collectivity_id": self.commune_b.id, "grouping_id": self.epci.id}
        )
        deployment = self._deploy(
            self.env["res.partner"], scope="all", epci_id=self.epci.id, user_id=self.officer.id
        )
        self.assertEqual(deployment.line_ids.collectivity_id, self.commune_b)

    def test_the_details_say_why(self):
        self._answer("periscolaire", answer="epci")
        deployment = self._deploy(self.commune_a)
        line = next(
            text
            for text in deployment.line_ids.details.split("\n")
            if self.canteen_model.name in text
        )
        self.assertTrue(line.startswith("–"))
        self.assertIn(self._question("periscolaire").name, line)

    def test_queries_do_not_depend_on_the_number_of_collectivities(self):
        chosen = self.env["dpo.library.model"].search([("version_id", "!=", False)], limit=3)
        bodies = self.env["res.partner"]
        for rank in range(24):
            siren = self._siren(rank)
            bodies += self._create_collectivity(f"Commune {rank}", siren)
        deployer = self.env["dpo.library.deployer"]
        counts = []
        for part in (bodies[:4], bodies[4:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deployer._get_proposals(self.company, part, chosen)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def _siren(self, rank):
        digits = f"21{rank + 500:06d}"
        doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))]
        return f"{digits}{-sum(d - 9 if d > 9 else d for d in doubled) % 10}"
