from odoo import models


class DpoFeeScenarioFacts(models.AbstractModel):
    """Facts of a trial of a grid: those of a call, without what other calls have asked.

    The context may name the year whose populations are retained (``dpo_population_year``);
    a body without a figure of that year keeps its last one before.
    """

    _name = "dpo.fee.scenario.facts"
    _inherit = ["dpo.fee.facts"]
    _description = "Facts of a trial of a fee grid"

    def _get_metric_domain(self, call):
        year = self.env.context.get("dpo_population_year")
        if not year:
            return super()._get_metric_domain(call)
        kinds = (call.grid_id.metric_kind, "agents")
        return [("kind", "in", kinds), ("reference_year", "<=", year)]

    def _load_previous(self, facts, call):
        """A trial is compared with its reference, not with the calls of the year before."""

    def _load_elsewhere(self, facts, call):
        """A trial is not stopped by what was called: it asks nobody for anything."""

    def _load_days(self, facts, call):  # pylint: disable=missing-return
        """The time that calls have asked for is priced too, as by the first of them."""
        super()._load_days(facts, call)
        facts.days = {key: account.afresh() for key, account in facts.days.items()}

    def _load_carried(self, facts, call):
        """What earlier calls left below the threshold does not come from the grid tried."""
