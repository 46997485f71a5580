"""Billing references of commune A: budgets, services, commitments."""

from stdnum.fr.siret import is_valid

from .canary import CANARY


class BillingMakers:
    def _make_dpo_payer_budget(self, values):
        siret = self._get_siret(self.commune_a.dpo_siren)
        return self.env["dpo.payer.budget"].create({**values, "name": CANARY, "siret": siret})

    def _make_dpo_payer_service(self, values):
        budget = self._make_dpo_payer_budget(values)
        return self.env["dpo.payer.service"].create(
            {"budget_id": budget.id, "code": CANARY, "name": CANARY}
        )

    def _make_dpo_commitment(self, values):
        return self.env["dpo.commitment"].create({**values, "year": 2026, "number": CANARY})

    def _get_siret(self, siren):
        """A SIRET of this fictional SIREN whose control key is right."""
        return next(s for n in range(10) if is_valid(s := f"{siren}0001{n}"))
