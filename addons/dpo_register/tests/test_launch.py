from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestLaunch(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        registers = cls.env["dpo.register"]
        cls._create_processing(collectivity_id=cls.commune_b.id)
        cls.register_a, cls.register_b, cls.empty = (
            registers._get_or_create(body) for body in (cls.commune_a, cls.commune_b, cls.epci)
        )
        cls.registers = cls.register_a + cls.register_b + cls.empty
        cls.due_on = cls.env["dpo.clock"]._today() + timedelta(days=30)

    def _launch(self, kind, user=None, **values):
        launch = (
            self.env["dpo.register.launch"]
            .with_user(user or self.staff["officer_all"])
            .create(
                {
                    "kind": kind,
                    "due_on": self.due_on,
                    "register_ids": self.registers.ids,
                    **values,
                }
            )
        )
        launch.action_launch()
        self._run_batch(launch.batch_id)
        return launch

    def _refused(self, launch):
        lines = launch.sudo().batch_id.line_ids
        self.assertTrue(all(lines.mapped("reason")))
        return self.registers.browse(lines.mapped("res_id"))

    def test_the_review_opens_for_all_but_those_it_cannot_with_the_reason(self):
        self.env["dpo.register.round"]._open_for(self.register_b, self.due_on)
        launch = self._launch("round")
        self.assertEqual(self.register_a.open_round_id.due_on, self.due_on)
        self.assertEqual(self._refused(launch), self.register_b + self.empty)
        self.assertEqual(launch.refused_count, 3)
        self.assertEqual(len(self.register_b.round_ids), 1)

    def test_the_preview_counts_what_will_be_refused(self):
        launch = self.env["dpo.register.launch"].create(
            {"due_on": self.due_on, "register_ids": self.registers.ids}
        )
        self.assertEqual((launch.register_count, launch.refused_count), (3, 1))

    def test_the_visa_is_asked_of_all_but_the_empty_and_the_waiting(self):
        self.register_b.action_request_visa()
        preview = self.env["dpo.register.launch"].create(
            {"kind": "visa", "register_ids": self.registers.ids}
        )
        self.assertEqual(preview.refused_count, 2)
        launch = self._launch("visa")
        self.assertEqual(self.register_a.approval_state, "preparing")
        self.assertEqual(launch.sudo().batch_id.done, 1)
        self.assertEqual(len(self._refused(launch)), 2)

    def test_an_officer_asks_their_own_communes_only(self):
        with self.assertRaises(AccessError):
            self._launch("round", user=self.officer)
        self._launch("round", user=self.officer, register_ids=self.register_a.ids)
        self.assertTrue(self.register_a.open_round_id)

    def test_no_register_or_a_past_day_is_refused(self):
        for values in (
            {"register_ids": []},
            {"due_on": self.due_on - timedelta(days=31)},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._launch("round", **values)

    def test_the_registers_ticked_in_the_list_are_chosen(self):
        launches = self.env["dpo.register.launch"].with_context(
            active_model="dpo.register", active_ids=self.registers.ids
        )
        self.assertEqual(launches.create({}).register_ids, self.registers)
