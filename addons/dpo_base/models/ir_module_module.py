from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        """Refuse to drop tables that hold a collectivity's data.

        Guards on deletion do not run at uninstall, and the tables are dropped: the
        refusal has to come before the module changes state.
        """
        for model_name in self._get_dpo_models():
            if (
                self.env[model_name]
                .sudo()
                .with_context(active_test=False)
                .search_count([], limit=1)
            ):
                raise UserError(
                    self.env._(
                        "Uninstalling would destroy “%(model)s”. Export these records, "
                        "delete them, then uninstall.",
                        model=self.env[model_name]._description,
                    )
                )
        return super().button_uninstall()

    def _get_dpo_models(self):
        """Scoped models defined by these modules or by those which depend on them."""
        modules = (self | self.downstream_dependencies()).mapped("name")
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and not model._transient
            and "collectivity_id" in model._fields
            and model._original_module in modules
        ]
