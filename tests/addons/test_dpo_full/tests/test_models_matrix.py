import re

from odoo.tests import tagged

from odoo.addons.dpo_base.tests.common import ROLES

from .common import FullCase, read_matrix

OPERATIONS = {"c": "create", "r": "read", "u": "write", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestModelsMatrix(FullCase):
    """Roles x models x CRUD, as written in ``matrix/models.csv``."""

    def _suite_models(self):
        return {
            name
            for name, model in self.env.registry.items()
            if name.startswith("dpo.") and not model._abstract
        }

    def _rights(self, user, model):
        env = self.env[model].with_user(user)
        letters = (letter for letter, op in OPERATIONS.items() if env.has_access(op))
        return "".join(letters) or "-"

    def test_every_model_has_a_row(self):
        rows = {row["model"] for row in read_matrix("models")}
        self.assertEqual(rows, self._suite_models())

    def test_rights_are_those_of_the_matrix(self):
        users = {**self.staff, "portal": self.mayor_a}
        self.assertEqual(set(users), {*ROLES, "portal"})
        for row in read_matrix("models"):
            found = {role: self._rights(user, row["model"]) for role, user in users.items()}
            expected = {role: row[role] for role in users}
            self.assertEqual(found, expected, row["model"])

    def test_every_scoped_model_has_a_maker(self):
        missing = [
            model
            for model in self._scoped_models()
            if not hasattr(self, "_make_" + model.replace(".", "_"))
        ]
        self.assertEqual(missing, [])

    def test_rules_use_no_volatile_field_of_the_user(self):
        """Rules are cached with their values baked in: other fields go stale."""
        rules = self.env["ir.rule"].search([("model_id.model", "=like", "dpo.%")])
        allowed = {"user.id", "user.partner_id.id", "company_ids"}
        for rule in rules:
            found = set(self._user_fields(rule.domain_force))
            self.assertLessEqual(found, allowed, f"{rule.name}: {rule.domain_force}")

    def _user_fields(self, domain):
        return re.findall(r"\buser\.[\w.]+", domain or "")

    def test_fields_added_on_partners_are_closed_to_the_portal(self):
        opened = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if name.startswith("dpo_") and not field.groups
        ]
        self.assertEqual(opened, [])
