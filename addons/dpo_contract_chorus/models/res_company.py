from odoo import fields, models
from odoo.fields import Command

#: Category (BT-118), code (BT-121) and mention of each regime that a public OPSN may be under.
REGIMES = {
    "out_of_scope": {
        "name": "Hors champ de la TVA (art. 256 B du CGI)",
        "invoice_label": "Hors champ",
        "ubl_cii_tax_category_code": "O",
        "ubl_cii_tax_exemption_reason_code": "VATEX-EU-O",
        "invoice_legal_notes": "<p>Hors champ d’application de la TVA – article 256 B du code"
        " général des impôts.</p>",
    },
    "exempt_261b": {
        "name": "Exonéré de TVA (art. 261 B du CGI)",
        "invoice_label": "Exonéré",
        "ubl_cii_tax_category_code": "E",
        "ubl_cii_tax_exemption_reason_code": "VATEX-FR-CGI261B",
        "invoice_legal_notes": "<p>Exonération de TVA – article 261 B du code général des"
        " impôts.</p>",
    },
}


class ResCompany(models.Model):
    """The VAT regime of the OPSN, as decided with its tax office: none is chosen for it."""

    _inherit = "res.company"

    dpo_not_subject_to_vat = fields.Boolean(
        "Not subject to VAT",
        help="The OPSN has no VAT number: its invoices are identified by its SIRET.",
    )

    def action_create_dpo_taxes(self):
        """Make the two taxes at 0 % that fees may bear; those that exist are kept."""
        self.check_access("write")
        self.ensure_one()
        # sudo: who may change the company may prepare its taxes, without keeping its books
        taxes = self.env["account.tax"].sudo().with_company(self)
        known = taxes.with_context(active_test=False).search(
            [("company_id", "=", self.id), ("dpo_regime", "!=", False)]
        )
        missing = [regime for regime in REGIMES if regime not in known.mapped("dpo_regime")]
        taxes.create([self._prepare_dpo_tax_values(regime) for regime in missing])
        return self._get_dpo_taxes_action()

    def _get_dpo_taxes_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("VAT regimes of fees"),
            "res_model": "account.tax",
            "view_mode": "list,form",
            "domain": [("company_id", "=", self.id), ("dpo_regime", "!=", False)],
        }

    def _prepare_dpo_tax_values(self, regime):
        country = self.account_fiscal_country_id
        return {
            **REGIMES[regime],
            "dpo_regime": regime,
            "company_id": self.id,
            "country_id": country.id,
            "tax_group_id": self._get_dpo_tax_group(country).id,
            "type_tax_use": "sale",
            "amount_type": "percent",
            "amount": 0.0,
            "invoice_repartition_line_ids": self._prepare_repartition(),
            "refund_repartition_line_ids": self._prepare_repartition(),
        }

    def _prepare_repartition(self):
        return [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax"}),
        ]

    def _get_dpo_tax_group(self, country):
        groups = self.env["account.tax.group"].sudo()  # sudo: as for the taxes
        values = {"name": "Sans TVA", "company_id": self.id, "country_id": country.id}
        domain = [(name, "=", value) for name, value in values.items()]
        return groups.search(domain, limit=1) or groups.create(values)
