from .canary import CANARY


class DaysMakers:
    """Makers of what becomes of conventions and of members that leave."""

    def _make_dpo_contract_sequel(self, values):
        return self.env["dpo.contract.sequel"].create(
            {
                **values,
                "kind": "absorption",
                "date": "2026-07-01",
                "predecessor_ids": [(6, 0, self.commune_b.ids)],
                "reason": CANARY,
            }
        )

    def _make_dpo_departure(self, values):
        return self.env["dpo.departure"].create({**values, "reason": CANARY})
