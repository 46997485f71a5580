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

    def _make_dpo_commitment_round(self, values):
        """The open round of the company, with the request of commune A."""
        return self._make_dpo_commitment_request(values).round_id

    def _make_dpo_commitment_request(self, values):
        requests = self.env["dpo.commitment.request"]
        company_id = values.get("company_id", self.company.id)
        round_of = {"year": 2026, "company_id": company_id}
        rounds = self.env["dpo.commitment.round"]
        one = rounds.search([*((k, "=", v) for k, v in round_of.items()), ("state", "=", "open")])
        one = one or rounds._create_by_action([{**round_of, "state": "open"}])
        body = {"collectivity_id": values["collectivity_id"]}
        known = one.request_ids.filtered(
            lambda request: request.collectivity_id.id == body["collectivity_id"]
        )
        typed = {"commitment_number": CANARY, "note": CANARY}
        return known or requests._create_by_action([{"round_id": one.id, **body, **typed}])

    def _get_siret(self, siren):
        """A SIRET of this fictional SIREN whose control key is right."""
        return next(s for n in range(10) if is_valid(s := f"{siren}0001{n}"))
