"""Billing references of commune A: budgets, services, commitments."""

from stdnum.fr.siret import is_valid

from .canary import CANARY


class BillingMakers:
    def _make_dpo_payer_budget(self, values):
        body = self.env["res.partner"].browse(values["collectivity_id"])
        values = {**values, "name": CANARY, "siret": self._get_siret(body.dpo_siren)}
        # a body has one main budget in a company
        known = body.dpo_budget_ids.filtered(
            lambda budget: budget.company_id.id == values.get("company_id", self.company.id)
        )
        return known[:1] or known.create(values)

    def _make_dpo_payer_service(self, values):
        budget = self._make_dpo_payer_budget(values)
        return self.env["dpo.payer.service"].create(
            {"budget_id": budget.id, "code": f"{CANARY}-{len(budget.service_ids)}", "name": CANARY}
        )

    def _make_dpo_commitment(self, values):
        return self.env["dpo.commitment"].create({**values, "year": 2026, "number": CANARY})

    def _get_siret(self, siren):
        """A SIRET of this fictional SIREN whose control key is right."""
        return next(s for n in range(10) if is_valid(s := f"{siren}0001{n}"))
