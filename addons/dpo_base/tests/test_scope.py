from odoo.tests import tagged

from ..models.dpo_scope import PORTAL_DOMAIN
from .common import DpoCase


@tagged("post_install", "-at_install")
class TestScope(DpoCase):
    def _scoped_models(self):
        return [
            name
            for name, model in self.env.registry.items()
            if name.startswith("dpo.")
            and not model._abstract
            and not model._transient
            and "collectivity_id" in model._fields
        ]

    def test_portal_rules_are_the_one_constant(self):
        models = self.env["ir.model"].search([("model", "in", self._scoped_models())])
        portal = self.env.ref("base.group_portal")
        rules = self.env["ir.rule"].search(
            [("model_id", "in", models.ids), ("groups", "in", portal.ids)]
        )
        self.assertTrue(rules)
        self.assertEqual(set(rules.mapped("domain_force")), {PORTAL_DOMAIN})

    def test_every_scoped_model_declares_its_retention(self):
        missing = [
            name for name in self._scoped_models() if not hasattr(self.env[name], "_dpo_retention")
        ]
        self.assertEqual(missing, [])

    def test_every_scoped_model_indexes_its_collectivity(self):
        for name in self._scoped_models():
            if not self.env.registry[name]._auto:  # a view of figures holds no row
                continue
            field = self.env[name]._fields["collectivity_id"]
            self.assertTrue(field.store and field.required and field.index, name)

    def test_every_readable_scoped_model_has_a_rule_for_the_group(self):
        for name in self._scoped_models():
            model = self.env["ir.model"]._get(name)
            for acl in model.access_ids.filtered("perm_read"):
                rules = model.rule_ids.filtered(lambda r, g=acl.group_id: g & r.groups)
                covered = rules or self._is_implied_with_rule(model, acl.group_id)
                self.assertTrue(covered, f"{name}: no rule for {acl.group_id.name}")

    def _is_implied_with_rule(self, model, group):
        return model.rule_ids.filtered(lambda r: group.all_implied_ids & r.groups)
