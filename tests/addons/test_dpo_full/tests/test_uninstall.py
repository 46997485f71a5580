from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .test_companies import CompanyCase


@tagged("post_install", "-at_install")
class TestUninstallWithData(CompanyCase):
    """What somebody entered is not dropped with its table, at whatever level it stands."""

    def _kept_models(self):
        """Those whose rows somebody entered."""
        bookkeeping = {
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_dpo_bookkeeping", False)
        }
        return [name for name in self._company_models() if name not in bookkeeping]

    def test_every_model_is_looked_at(self):
        for name in self._kept_models():
            record = self._make(name)
            module = self.env["ir.module.module"].search(
                [("name", "=", self.env.registry[name]._original_module)]
            )
            with self.subTest(name):
                self.assertIn(record.browse(), module._get_dpo_used_models())

    def test_each_addon_opens_once_exported_and_not_before(self):
        admin = self.env.ref("base.user_admin")
        made = [self._make(name) for name in self._kept_models()]
        names = {self.env.registry[record._name]._original_module for record in made}
        for name in sorted(names - {"dpo_base"}):
            module = self.env["ir.module.module"].search([("name", "=", name)])
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                with self.assertRaises(UserError):
                    module.button_uninstall()
                export = self.env["dpo.addon.export"].with_user(admin).create({"module": name})
                export.action_export()
                self._run_batch(export.batch_id)
                export.action_confirm_kept()
                module.button_uninstall()
                self.assertEqual(module.state, "to remove")
                savepoint.rollback()

    def test_a_grid_alone_refuses(self):
        self._make("dpo.fee.grid")
        with self.assertRaisesRegex(UserError, "Fee"):
            self.env.ref("base.module_dpo_contract").button_uninstall()


@tagged("post_install", "-at_install")
class TestUninstallEmpty(TransactionCase):
    def test_what_an_addon_brings_does_not_keep_it(self):
        module = self.env.ref("base.module_dpo_contract")
        self.assertTrue(self.env["dpo.contract.template"].search_count([]))
        module.button_uninstall()
        self.assertEqual(module.state, "to remove")
