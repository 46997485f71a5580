"""Invoices of commune A that Chorus Pro sent back."""

from .canary import CANARY


class ChorusMakers:
    def _make_dpo_chorus_return(self, values):
        company = self.env["res.company"].browse(values.get("company_id", self.company.id))
        if not company.chart_template:
            self.env["account.chart.template"].try_loading(
                "generic_coa", company=company, install_demo=False
            )
        body = self.env["res.partner"].browse(values["collectivity_id"])
        body.company_registry = body.company_registry or self._get_siret(body.dpo_siren)
        line = {"name": CANARY, "price_unit": 420, "tax_ids": False}
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": body.id,
                    "invoice_date": "2026-03-12",
                    "invoice_line_ids": [(0, 0, line)],
                }
            )
        )
        move.action_post()
        return self.env["dpo.chorus.return"].create(
            {"move_id": move.id, "status": "recycle", "reason": CANARY}
        )
