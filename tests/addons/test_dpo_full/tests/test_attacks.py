import inspect

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CANARY, FullCase


@tagged("post_install", "-at_install")
class TestAttacks(FullCase):
    """The mayor of commune B, by RPC, against every record of commune A."""

    def _own_methods(self, model):
        """Public methods that an addon of the suite defines on ``model``."""
        for name, method in inspect.getmembers(type(self.env[model]), callable):
            module = getattr(method, "__module__", "") or ""
            if not name.startswith("_") and module.startswith("odoo.addons.dpo_"):
                yield name

    def _call(self, record, method, *args, user=None):
        """Answer of an RPC call by mayor B, or the refusal as a string."""
        model = self.env[record._name].with_user(user or self.mayor_b)
        with self.cr.savepoint() as savepoint:
            try:
                return repr(call_kw(model, method, [record.ids, *args], {}))
            except Exception as refusal:
                savepoint.rollback()
                return f"{type(refusal).__name__}: {refusal}"

    def test_records_of_another_commune_are_not_found(self):
        for model in self._scoped_models():
            record = self._make(model)
            with self.subTest(model):
                self.assertFalse(record.with_user(self.mayor_b).has_access("read"))
                self.assertFalse(record.with_user(self.mayor_b).has_access("write"))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_no_public_method_answers_with_foreign_text(self):
        for model in self._scoped_models():
            record = self._make(model)
            self.env.flush_all()
            before = self._row(record)
            for method in self._own_methods(model):
                with self.subTest(f"{model}.{method}"):
                    self.assertNotIn(CANARY, self._call(record, method))
                    self.assertEqual(self._row(record), before)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_no_public_method_changes_what_is_outside_the_portfolio(self):
        """The staff knows the names of the communes; an officer acts on their own files only."""
        for model in self._scoped_models():
            record = self._make(model)
            before = self._row(record)
            for method in self._own_methods(model):
                for role in ("officer", "trainer", "reader"):
                    with self.subTest(f"{model}.{method}", role=role):
                        self._call(record, method, user=self.staff[role])
                        self.assertEqual(self._row(record), before)

    def _row(self, record):
        self.env.flush_all()
        self.cr.execute(f'SELECT * FROM "{record._table}" WHERE id = %s', [record.id])
        return self.cr.fetchone()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_writing_searching_and_counting_see_nothing(self):
        for model in self._scoped_models():
            record = self._make(model)
            attacker = self.env[model].with_user(self.mayor_b)
            with self.subTest(model):
                if attacker.has_access("read"):
                    self.assertEqual(attacker.search_count([("id", "=", record.id)]), 0)
                answer = self._call(record, "write", {"collectivity_id": self.commune_b.id})
                self.assertIn("Error", answer)
                self.assertNotIn(CANARY, self._call(record, "read", []))

    def test_nobody_moves_a_record_to_another_commune(self):
        for model in self._scoped_models():
            record = self._make(model)
            if "collectivity_id" not in record._dpo_immutable:
                continue
            with self.subTest(model), self.assertRaises(UserError):
                record.sudo().collectivity_id = self.commune_b

    def test_commands_do_not_carry_records_over(self):
        act = self._make("dpo.act")
        answer = self._call(
            self.commune_b,
            "write",
            {"dpo_engagement_ids": [Command.link(act.id)]},
        )
        self.assertIn("Error", answer)
