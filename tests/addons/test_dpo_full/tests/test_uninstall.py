from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .test_companies import CompanyCase


@tagged("post_install", "-at_install")
class TestUninstallWithData(CompanyCase):
    """What somebody entered is not dropped with its table, at whatever level it stands."""

    def test_every_model_is_looked_at(self):
        for name in self._company_models():
            record = self._make(name)
            module = self.env["ir.module.module"].search(
                [("name", "=", self.env.registry[name]._original_module)]
            )
            with self.subTest(name):
                self.assertIn(record.browse(), module._get_dpo_used_models())

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
