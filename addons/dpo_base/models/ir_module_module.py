from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        """Refuse to drop tables that hold what somebody entered, until it was exported.

        Guards on deletion do not run at uninstall, and the tables are dropped: the
        refusal has to come before the module changes state.
        """
        for module in self:
            used = module._get_dpo_used_models()
            if used and not self.env["dpo.addon.export"]._opens(module, used):
                raise UserError(
                    self.env._(
                        "Uninstalling would destroy “%(model)s”. Export first: Data Protection, "
                        "Configuration, Exports before uninstallation. An export opens this "
                        "button for a few days, as long as nothing changes after it.",
                        model=used[0]._description,
                    )
                )
        return super().button_uninstall()

    def _get_dpo_lost_modules(self):
        """Names of the modules that go with these ones."""
        return (self | self.downstream_dependencies()).mapped("name")

    def _get_dpo_used_models(self):
        """Models defined here or in what depends on it, with rows that the addons did not bring.

        Those that say ``_dpo_bookkeeping`` hold how the machine works and nothing that
        somebody entered: they neither keep an addon nor are exported.
        """
        modules = self._get_dpo_lost_modules()
        return [
            self.env[name]
            for name, model in self.env.registry.items()
            if name.startswith("dpo.")
            and model._auto
            and not model._abstract
            and not model._transient
            and not getattr(model, "_dpo_bookkeeping", False)
            and model._original_module in modules
            and self._has_dpo_rows(name, modules)
        ]

    def _get_dpo_added_fields(self):
        """Stored fields that these modules add to the models of others, ``{model: names}``."""
        modules, added = set(self._get_dpo_lost_modules()), {}
        for name, model in self.env.registry.items():
            if model._abstract or not model._auto or model._original_module in modules:
                continue
            names = [
                field.name
                for field in model._fields.values()
                if field.store and field.column_type and field._modules
                # and defined by no other module
                if modules.issuperset(field._modules)
            ]
            if names:
                added[name] = names
        return added

    def _has_dpo_rows(self, model_name, modules):
        data = self.env["ir.model.data"].sudo()
        brought = data.search([("model", "=", model_name), ("module", "in", modules)])
        rows = self.env[model_name].sudo().with_context(active_test=False)
        return bool(rows.search_count([("id", "not in", brought.mapped("res_id"))], limit=1))
