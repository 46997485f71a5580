from odoo import fields, models

from ..tools.chorus import is_siret


class DpoFeeCall(models.Model):
    """Each invoice of a call leaves with what its debtor requires; the rest waits, in words."""

    _inherit = "dpo.fee.call"

    chorus_warning = fields.Text(
        "Before issuing", compute="_compute_chorus_warning", compute_sudo=True
    )

    def _compute_chorus_warning(self):
        for call in self:
            lines = call._get_chorus_warnings() if call.billing_mode == "invoice" else []
            call.chorus_warning = "\n".join(lines) or False

    def _get_chorus_warnings(self):
        """What is missing on our side: it concerns all invoices, and stops none."""
        company = self.company_id
        untaxed = self.row_ids.component_id.filtered(lambda component: not component.tax_ids)
        checks = [
            (
                not is_siret(company.company_registry),
                self.env._("The SIRET of %s is missing (company).", company.name),
            ),
            (
                not company.vat and not company.dpo_not_subject_to_vat,
                self.env._(
                    "%s has no VAT number: enter it, or say in the company that it is not "
                    "subject to VAT.",
                    company.name,
                ),
            ),
            (
                not (company.phone and company.email),
                self.env._("The telephone or the e-mail of %s is missing.", company.name),
            ),
            (
                not company.partner_id.bank_ids,
                self.env._("The bank account of %s is missing.", company.name),
            ),
            (
                bool(untaxed),
                self.env._(
                    "No VAT regime is chosen for: %s. An electronic invoice needs one, even "
                    "outside the scope of VAT.",
                    ", ".join(untaxed.mapped("name")),
                ),
            ),
        ]
        return [text for is_wrong, text in checks if is_wrong]

    def action_open_waiting(self):
        """The worklist says what to do for each row."""
        action = super().action_open_waiting()
        worklist = self.env.ref("dpo_contract_chorus.dpo_fee_row_view_list_waiting")
        return {**action, "views": [(worklist.id, "list"), (False, "form")], "context": {}}

    def _get_missing_references(self, payers):
        """Electronic invoices also need the SIRET that receives them."""
        found = super()._get_missing_references(payers)
        if self.billing_mode != "invoice":
            return found
        references = self._get_billing_references(payers)
        return {
            payer: waiting if is_siret(references[payer].siret) else "siret"
            for payer, waiting in found.items()
        }

    def _prepare_moves_values(self, items):
        """References are read once for the whole chunk."""
        payers = items if items._name == "res.partner" else items.payer_id
        references = self._get_billing_references(payers)
        by_id = {payer.id: reference for payer, reference in references.items()}
        call = self.with_context(dpo_billing_references=by_id)
        return super(DpoFeeCall, call)._prepare_moves_values(items)

    def _prepare_move_values(self, rows):
        values = super()._prepare_move_values(rows)
        known = self.env.context.get("dpo_billing_references", {})
        payer = rows.payer_id
        reference = known.get(payer.id) or self._get_billing_references(payer)[payer]
        return {**values, **self.env["account.move"]._prepare_dpo_reference_values(reference)}

    def _group_rows(self, items):
        """What is outside the scope of VAT has an invoice of its own (BR-O-11)."""
        return [
            part
            for rows in super()._group_rows(items)
            for part in rows.grouped(lambda row: row._is_out_of_scope_of_vat()).values()
        ]
