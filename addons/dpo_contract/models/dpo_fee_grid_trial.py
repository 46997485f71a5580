from odoo import models
from odoo.exceptions import UserError


class DpoFeeGrid(models.Model):
    """Doors from a grid to its trials: the grid itself never changes for one."""

    _inherit = "dpo.fee.grid"

    def action_try(self):
        """Try another grid: a draft copy of a voted one, or the draft as it stands."""
        self._check_group("dpo_base.group_dpo_billing", "dpo_base.group_dpo_manager")
        self.ensure_one()
        is_draft = self.state == "draft"
        name = self.env._("Trial of %s", self.name)
        tried = self if is_draft else self.copy({"name": name})
        reference = self._get_trial_reference() if is_draft else self
        if not reference:
            raise UserError(
                self.env._("There is no voted grid to compare “%s” with.", self.display_name)
            )
        return self._open_trial(tried, reference, name=name)

    def action_try_population(self):
        """Show what the last populations change under this grid, against those before."""
        self._check_group("dpo_base.group_dpo_billing", "dpo_base.group_dpo_manager")
        self.ensure_one()
        years = self._get_population_years()
        if len(years) < 2:
            raise UserError(
                self.env._("Enter the populations of two years at least to compare them.")
            )
        return self._open_trial(
            self,
            self,
            name=self.env._(
                "Populations of %(new)s against %(old)s", new=str(years[0]), old=str(years[1])
            ),
            population_year=years[0],
            reference_population_year=years[1],
        )

    def _get_trial_reference(self):
        """The grid that this draft would replace: the former one, else the last one voted."""
        return self.previous_id or self.search(
            [("company_id", "=", self.company_id.id), ("state", "=", "voted")], limit=1
        )

    def _get_population_years(self):
        """The last two reference years of the population counted, among the members served."""
        years = self.env["dpo.metric"]._read_group(
            [
                ("kind", "=", self.metric_kind),
                ("collectivity_id.dpo_engagement_ids.company_id", "=", self.company_id.id),
            ],
            ["reference_year"],
            order="reference_year desc",
            limit=2,
        )
        return [year for (year,) in years]

    def _open_trial(self, tried, reference, **values):
        trial = self.env["dpo.fee.scenario"].create(
            {
                "company_id": self.company_id.id,
                "grid_id": tried.id,
                "reference_grid_id": reference.id,
                **values,
            }
        )
        trial.action_compute()
        return {
            "type": "ir.actions.act_window",
            "res_model": trial._name,
            "res_id": trial.id,
            "view_mode": "form",
        }
