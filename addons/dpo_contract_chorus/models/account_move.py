from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.dpo_contract.tools.billing_reference import BillingReference, missing

from ..tools.chorus import is_siret


class AccountMove(models.Model):
    """An invoice to a public body says where it goes inside the debtor's structure.

    Service, engagement and market are core's three Chorus fields. The SIRET billed is the one
    of a budget: the partner stays the collectivity that owes.
    """

    _inherit = "account.move"

    dpo_siret = fields.Char(
        "SIRET billed",
        help="The budget that receives the bill in Chorus Pro. Empty: the main one of the debtor.",
    )
    # core leaves what routes an invoice out of its history
    buyer_reference = fields.Char(tracking=True)
    contract_reference = fields.Char(tracking=True)
    purchase_order_reference = fields.Char(tracking=True)
    dpo_is_chorus = fields.Boolean(compute="_compute_dpo_is_chorus")

    @api.depends("partner_id", "move_type")
    def _compute_dpo_is_chorus(self):
        for move in self:
            move.dpo_is_chorus = move._is_dpo_chorus()

    @api.constrains("dpo_siret")
    def _check_dpo_siret(self):
        for move in self.filtered("dpo_siret"):
            if not is_siret(move.dpo_siret):
                raise ValidationError(
                    self.env._("“%s” is not a SIRET: 14 digits, without spaces.", move.dpo_siret)
                )

    def _is_dpo_chorus(self):
        self.ensure_one()
        partner = self.commercial_partner_id
        return bool(partner) and self.is_sale_document() and partner._is_dpo_chorus()

    def _get_dpo_return_problem(self, day):
        """Code of why Chorus Pro cannot have spoken of this invoice that day, or None."""
        self.ensure_one()
        if day > self.env["dpo.clock"]._today():
            return "future"
        is_old = self.invoice_date and day.year < self.invoice_date.year - 1
        return "before_invoice" if is_old else None

    def _get_dpo_siret(self):
        """The SIRET that receives the bill: the budget's, else the debtor's main one."""
        self.ensure_one()
        return self.dpo_siret or self._get_dpo_reference().siret

    def _get_dpo_reference(self):
        """What the debtor's file says today for a bill of this date."""
        day = self.invoice_date or self.env["dpo.clock"]._today()
        return self.commercial_partner_id._dpo_billing_reference(self.company_id, day)

    @api.model
    def _prepare_dpo_reference_values(self, reference):
        return {
            "buyer_reference": reference.service_code or False,
            "purchase_order_reference": reference.commitment_number or False,
            "contract_reference": reference.market_number or False,
            "dpo_siret": reference.siret or False,
        }

    def action_take_dpo_references(self):
        """Copy the references of the debtor's file on drafts."""
        self.check_access("write")
        for move in self:
            if move.state != "draft" or not move._is_dpo_chorus():
                raise UserError(
                    self.env._("References are copied on drafts to public bodies that we serve.")
                )
            move.write(self._prepare_dpo_reference_values(move._get_dpo_reference()))

    def action_send_and_print(self):
        """Core notes on the debtor what Peppol knows of it: a bookkeeper may not write there."""
        self.check_access("write")
        for move in self.filtered(lambda m: m._is_dpo_chorus()):
            # sudo: core's own bookkeeping of an address, nothing that the user chose
            partner = move.commercial_partner_id.sudo()
            check = getattr(partner, "button_account_peppol_check_partner_endpoint", None)
            if check:
                check(company=move.company_id)
        return super().action_send_and_print()

    # --- VAT regime ---------------------------------------------------------------------

    def _get_en16931_categories(self):
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return {tax._get_en16931_category() for tax in lines.tax_ids} | {
            "E" for line in lines if not line.tax_ids
        }

    def _is_out_of_scope_of_vat(self):
        return self._get_en16931_categories() == {"O"}

    def _may_omit_vat_number(self):
        """Nothing on it is taxed, and the OPSN has no VAT number to give (BR-O-02, BR-E-02)."""
        categories = self._get_en16931_categories()
        known = categories == {"O"} or self.company_id.dpo_not_subject_to_vat
        return self._is_dpo_chorus() and known and not categories - {"O", "E"}

    # --- what stops an invoice before it leaves -------------------------------------------

    def _post(self, soft=True):
        self._check_dpo_chorus()
        return super()._post(soft)

    def _check_dpo_chorus(self):
        """Refuse in words what Chorus Pro would send back; credit notes follow their invoice."""
        problems = []
        for move in self.filtered(lambda m: m.move_type == "out_invoice" and m._is_dpo_chorus()):
            name = f"{move.commercial_partner_id.name} {move.ref or move.invoice_origin or ''}"
            problems += [f"{name.strip()} : {text}" for text in move._get_dpo_chorus_problems()]
        if problems:
            raise UserError(
                self.env._(
                    "Chorus Pro would refuse:\n%s\nComplete the file of the debtor, then “Take the "
                    "references of the file”.",
                    "\n".join(problems),
                )
            )

    def _get_dpo_chorus_problems(self):
        """Sentences, empty when the invoice may leave."""
        problems = []
        if not self._get_dpo_siret():
            problems.append(
                self.env._("no SIRET: enter the 14 digits on the debtor or on its budget.")
            )
        labels = self._get_dpo_missing_labels()
        if not self._is_dpo_waived():
            problems += [labels[part] for part in self._get_dpo_missing_parts()]
        categories = self._get_en16931_categories()
        if "O" in categories and len(categories) > 1:
            # BR-O-11: a breakdown out of scope stands alone
            problems.append(
                self.env._(
                    "what is outside the scope of VAT shares no invoice with the rest: make two."
                )
            )
        if "S" in categories and self.company_id.dpo_not_subject_to_vat:
            problems.append(
                self.env._("a line bears VAT and %s is not subject to it.", self.company_id.name)
            )
        return problems

    @api.model
    def _get_dpo_missing_labels(self):
        return {
            "service": self.env._("the debtor requires a service code."),
            "commitment": self.env._("the debtor requires a commitment number."),
            "either": self.env._("the debtor requires a service code or a commitment number."),
        }

    def _get_dpo_missing_parts(self):
        partner = self.commercial_partner_id.sudo()  # sudo: the rule holds for any bookkeeper
        carried = BillingReference(self.buyer_reference or "", self.purchase_order_reference or "")
        service = partner.dpo_service_ids.filtered(
            lambda s: s.code == self.buyer_reference and s.company_id == self.company_id
        )
        return missing(
            partner.dpo_invoicing_rule or "none",
            carried,
            any(service.mapped("requires_commitment")),
        )

    def _is_dpo_waived(self):
        """An accountant decided, with a reason, to bill these fees without the reference."""
        rows = self.sudo().invoice_line_ids.dpo_fee_row_id
        return bool(rows) and all(row.waived_on for row in rows)
