from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        """Refuse to drop tables that hold what somebody entered.

        Guards on deletion do not run at uninstall, and the tables are dropped: the
        refusal has to come before the module changes state.
        """
        for model in self._get_dpo_used_models():
            raise UserError(
                self.env._(
                    "Uninstalling would destroy “%(model)s”. Export these records, "
                    "delete them, then uninstall.",
                    model=model._description,
                )
            )
        return super().button_uninstall()

    def _get_dpo_used_models(self):
        """Models defined here or in what depends on it, with rows that the addons did not bring."""
        modules = (self | self.downstream_dependencies()).mapped("name")
        return [
            self.env[name]
            for name, model in self.env.registry.items()
            if name.startswith("dpo.")
            and not model._abstract
            and not model._transient
            and model._original_module in modules
            and self._has_dpo_rows(name, modules)
        ]

    def _has_dpo_rows(self, model_name, modules):
        data = self.env["ir.model.data"].sudo()
        brought = data.search([("model", "=", model_name), ("module", "in", modules)])
        rows = self.env[model_name].sudo().with_context(active_test=False)
        return bool(rows.search_count([("id", "not in", brought.mapped("res_id"))], limit=1))
