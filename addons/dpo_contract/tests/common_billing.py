"""Ground of the tests of billing references: budgets, services and commitments of debtors."""

from .common_fee_call import FeeCallCase


class BillingCase(FeeCallCase):
    @classmethod
    def _create_budget(cls, collectivity, **values):
        return cls.env["dpo.payer.budget"].create(
            {
                "collectivity_id": collectivity.id,
                "name": "Budget principal",
                "siret": cls._get_siret(collectivity.dpo_siren),
                **values,
            }
        )

    @classmethod
    def _create_service(cls, collectivity, code="SG", **values):
        budget = collectivity.dpo_budget_ids[:1] or cls._create_budget(collectivity)
        return cls.env["dpo.payer.service"].create(
            {"budget_id": budget.id, "code": code, "name": "Secrétariat général", **values}
        )

    @classmethod
    def _commit(cls, collectivity, number="EJ-1", year=2026, **values):
        return cls.env["dpo.commitment"].create(
            {"collectivity_id": collectivity.id, "year": year, "number": number, **values}
        )

    @classmethod
    def _issuable(cls, call):
        return cls.env["dpo.fee.row"].search(
            [("call_id", "=", call.id), *cls.env["dpo.fee.row"]._get_issuable_domain()]
        )
