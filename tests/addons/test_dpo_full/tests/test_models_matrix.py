import re

from odoo.tests import tagged

from odoo.addons.dpo_base.tests.common import ROLES

from .common import FullCase, read_matrix

#: What PORTAL_DOMAIN says of the mandate, and each rule of the portal with it
LIVE_MANDATE = (
    "dpo_mandate_ids','any',[('person_id','=',user.partner_id.id)",
    "('portal_access','=',True)",
    "('access_from','<=','now'),('access_until','>','now')]",
)
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

    def _suite_rules(self):
        """Rules of the suite, those on Odoo's own models included."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.rule"), ("module", "=like", "dpo\\_%")]
        )
        return self.env["ir.rule"].browse(data.mapped("res_id"))

    def test_rules_use_no_volatile_field_of_the_user(self):
        """Rules are cached with their values baked in: other fields go stale."""
        allowed = {"user.id", "user.partner_id.id", "company_ids"}
        for rule in self._suite_rules():
            found = set(re.findall(r"\buser\.[\w.]+", rule.domain_force or ""))
            self.assertLessEqual(found, allowed, f"{rule.name}: {rule.domain_force}")

    def test_portal_rules_rest_on_a_live_mandate(self):
        """Those of invoices and of the card too, whose field has another name."""
        portal = self.env.ref("base.group_portal") + self.env.ref("base.group_public")
        rules = self._suite_rules().filtered(lambda rule: rule.groups & portal)
        self.assertIn("account.move", rules.model_id.mapped("model"))
        for rule in rules:
            for condition in LIVE_MANDATE:
                self.assertIn(condition, rule.domain_force, rule.name)

    def test_fields_added_on_partners_are_closed_to_the_portal(self):
        opened = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if name.startswith("dpo_") and not field.groups
        ]
        self.assertEqual(opened, [])
