"""A grid tried by the OPSN, and what it would ask of commune A."""

from .canary import CANARY


class ScenarioMakers:
    def _make_dpo_fee_scenario(self, values):
        _call, component = self._make_fee_call(values)
        scenario = self.env["dpo.fee.scenario"].create(
            {
                "name": CANARY,
                "company_id": component.company_id.id,
                "grid_id": component.grid_id.id,
                "reference_grid_id": component.grid_id.id,
                "note": CANARY,
            }
        )
        scenario.action_compute()
        return scenario

    def _make_dpo_fee_scenario_line(self, values):
        scenario = self._make_dpo_fee_scenario(values)
        return self.env["dpo.fee.scenario.line"].create(
            {
                "scenario_id": scenario.id,
                "collectivity_id": self.commune_a.id,
                "amount_before": 140,
                "amount_after": 420,
                "problem": CANARY,
                "parts": [
                    {
                        "code": "ADH",
                        "name": CANARY,
                        "before": "140",
                        "after": "420",
                        "bases": CANARY,
                    }
                ],
            }
        )
