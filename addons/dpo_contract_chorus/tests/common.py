"""An OPSN that invoices through Chorus Pro: books, VAT regimes, a call ready to issue."""

from stdnum.fr.siret import is_valid

from odoo.fields import Command

from odoo.addons.dpo_contract_account.tests.common import IssueCase


def siret_of(siren, establishment=1):
    """A SIRET of this SIREN whose control key is right."""
    return next(s for n in range(10) if is_valid(s := f"{siren}{establishment:04d}{n}"))


class ChorusCase(IssueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        france = cls.env.ref("base.fr")
        cls.company.write(
            {
                "country_id": france.id,
                "currency_id": cls.env.ref("base.EUR").id,
                "account_fiscal_country_id": france.id,
                "company_registry": siret_of("255000010"),
                "street": "1 rue de l’Exemple",
                "zip": "50000",
                "city": "Saint-Lô",
                "phone": "02 33 00 00 00",
                "email": "compta@opsn.example",
                "vat": False,
            }
        )
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630001007941234567890185",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.company.action_create_dpo_taxes()
        cls.out_of_scope, cls.exempt = (
            cls.env["account.tax"].search(
                [("company_id", "=", cls.company.id), ("dpo_regime", "=", regime)]
            )
            for regime in ("out_of_scope", "exempt_261b")
        )
        cls.standard = cls.exempt.copy({"name": "TVA 20 %", "amount": 20})
        cls.standard.write(
            {
                "ubl_cii_tax_category_code": "S",
                "ubl_cii_tax_exemption_reason_code": False,
                "invoice_legal_notes": False,
            }
        )
        for body in (cls.commune_a, cls.commune_b, cls.epci):
            body.write({"street": "Place de la mairie", "zip": "95900", "city": "Exempleville"})

    @classmethod
    def _invoice(cls, partner=None, taxes=None, post=True, **values):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.commune_a).id,
                "invoice_date": "2026-03-12",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Adhésion 2026\nPopulation municipale : 1 243 habitants.",
                            "price_unit": 420,
                            "tax_ids": [Command.set((taxes or cls.out_of_scope).ids)],
                        }
                    )
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _budget(cls, partner, kind="annex", establishment=2, **values):
        return cls.env["dpo.payer.budget"].create(
            {
                "collectivity_id": partner.id,
                "name": "Eau et assainissement",
                "kind": kind,
                "siret": siret_of(partner.dpo_siren, establishment),
                **values,
            }
        )

    @classmethod
    def _service(cls, budget, code="SG", **values):
        return cls.env["dpo.payer.service"].create(
            {"budget_id": budget.id, "code": code, "name": "Secrétariat", **values}
        )

    @classmethod
    def _commit(cls, partner, number="EJ-7", **values):
        return cls.env["dpo.commitment"].create(
            {"collectivity_id": partner.id, "year": 2026, "number": number, **values}
        )
