from dataclasses import replace

from odoo import fields, models
from odoo.fields import Domain

from ..tools.billing_reference import of_the_year

STAFF = "dpo_base.group_dpo_user"


class ResPartner(models.Model):
    """What a debtor requires on the bills it receives, and what is known of it."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    dpo_invoicing_rule = fields.Selection(
        [
            ("none", "Nothing"),
            ("service", "Service code"),
            ("commitment", "Commitment number"),
            ("either", "Service code or commitment number"),
            ("both", "Service code and commitment number"),
        ],
        "Required on bills",
        default="none",
        groups="base.group_user",
        help="What the structure requires in Chorus Pro; rows of a call wait for it.",
    )
    dpo_budget_ids = fields.One2many("dpo.payer.budget", "collectivity_id", "Budgets", groups=STAFF)
    dpo_service_ids = fields.One2many(
        "dpo.payer.service", "collectivity_id", "Services billed", groups=STAFF
    )
    dpo_commitment_ids = fields.One2many(
        "dpo.commitment", "collectivity_id", "Commitments", groups=STAFF
    )
    dpo_paid_contract_ids = fields.One2many(
        "dpo.contract", "payer_id", "Conventions paid", groups=STAFF
    )

    def _dpo_billing_reference(self, company, day):
        """The ``BillingReference`` of this debtor on a day."""
        self.ensure_one()
        return self._dpo_billing_references(company, day)[self]

    def _dpo_billing_references(self, company, start, end=None):
        """Debtor -> ``BillingReference`` of the exercise of ``start``, in a few queries.

        Conventions count when they run on a day from ``start`` to ``end``.
        """
        facts = self._dpo_billing_facts(company, start, end)
        return {partner: reference for partner, (reference, _service) in facts.items()}

    def _dpo_billing_facts(self, company, start, end=None):
        """Debtor -> (reference, service record); the caller has checked access."""
        # sudo: a bill carries the true reference, whatever the portfolio of who makes it
        partners = self.sudo().browse(self.ids)  # read together, wherever they come from
        commitments = partners._dpo_commitments(company, start.year)
        contracts = partners._dpo_reference_contracts(company, start, end or start)
        budgets = partners.env["dpo.payer.budget"].search(
            [
                ("collectivity_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("kind", "=", "main"),
            ]
        )
        main_sirets = {budget.collectivity_id: budget.siret for budget in budgets}
        facts = {}
        for partner in partners:
            commitment = commitments.get(partner)
            contract = contracts.get(partner)
            reference = of_the_year(
                commitment and commitment._get_billing_reference(),
                contract and contract._get_billing_reference(),
            )
            siret = reference.siret or main_sirets.get(partner) or partner.company_registry or ""
            service = commitment.service_id if commitment else None
            if commitment is None and contract:
                service = contract.billing_service_id
            facts[partner.id] = (replace(reference, siret=siret), service)
        return {partner: facts[partner.id] for partner in self}

    def _dpo_commitments(self, company, year):
        commitments = self.env["dpo.commitment"].search(
            [
                ("collectivity_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("year", "=", year),
            ]
        )
        return {commitment.collectivity_id: commitment for commitment in commitments}

    def _dpo_reference_contracts(self, company, start, end):
        """The latest convention that each debtor pays and that carries a reference."""
        contracts = self.env["dpo.contract"]
        known = Domain.OR(
            [
                [("billing_service_id", "!=", False)],
                [("commitment_number", "!=", False)],
                [("market_number", "!=", False)],
            ]
        )
        paid = Domain([("payer_id", "in", self.ids), ("company_id", "=", company.id)])
        found = contracts.search(
            paid & known & contracts._get_billable_domain(start, end), order="date_effect, id"
        )
        return {contract.payer_id: contract for contract in found}
