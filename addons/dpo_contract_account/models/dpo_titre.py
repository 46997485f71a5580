from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.export_safe import Column, Sheet
from odoo.addons.dpo_base.tools.retention import Retention


class DpoTitre(models.Model):
    """What we ask the finance software to issue as a titre de recettes, per debtor.

    The finance software numbers every titre of the budget in one unbroken series: we
    hand over our reference and read its number back, we never number ourselves.
    """

    _name = "dpo.titre"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Titre de recettes"
    _order = "id"
    _rec_name = "reference"
    _rec_names_search = ["reference", "number"]
    _dpo_retention = Retention(
        "visa", months=120, start_field="issued_on", reason="Pièce comptable (dix ans)"
    )

    call_id = fields.Many2one(
        "dpo.fee.call",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    row_ids = fields.One2many("dpo.fee.row", "titre_id", "Fees", readonly=True)
    reference = fields.Char(
        required=True, readonly=True, help="Ours: the finance software sends it back."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True)
    subject = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [
            ("to_send", "To send to the finance software"),
            ("sent", "Sent, number awaited"),
            ("issued", "Issued"),
        ],
        required=True,
        default="to_send",
        readonly=True,
    )
    number = fields.Char("Number of the titre", readonly=True)
    bordereau = fields.Char(readonly=True)
    issued_on = fields.Date("Issued on", readonly=True)

    _reference_uniq = models.UniqueIndex("(company_id, reference)")
    _state_idx = models.Index("(collectivity_id, state)")

    @api.depends("reference", "number", "issued_on")
    def _compute_display_name(self):
        for titre in self:
            titre.display_name = titre._wording()

    def _wording(self):
        """How the titre is named on every screen: its number once known."""
        if not self.number:
            return self.reference or ""
        day = self.issued_on.strftime("%d/%m/%Y") if self.issued_on else ""
        return self.env._("Titre no. %(number)s issued on %(day)s", number=self.number, day=day)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(titre.state != "to_send" for titre in self):
            raise UserError(
                self.env._(
                    "A titre handed to the finance software is corrected there, not deleted."
                )
            )

    # --- to and from the finance software ---------------------------------------------

    def action_download_file(self):
        """Write the file of these titres, mark them sent, and download it."""
        self.check_access("write")
        if not self.env.user.has_group("dpo_base.group_dpo_billing"):
            raise AccessError(self.env._("Only a billing officer hands titres over."))
        content = self.env["dpo.export"]._xlsx([self._get_file_sheet()])
        attachment = self.env["ir.attachment"].create(self._prepare_file_values(content))
        self.filtered(lambda titre: titre.state == "to_send").state = "sent"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    def _prepare_file_values(self, content):
        call = self.call_id[:1]
        return {
            "name": f"titres-{call.name or ''}.xlsx".replace("/", "-"),
            "raw": content,
            "res_model": "dpo.fee.call",
            "res_id": call.id,
        }

    def _get_file_sheet(self):
        columns = self._get_file_columns()
        rows = ([read(titre) for _title, _kind, read in columns] for titre in self)
        return Sheet("Titres", [Column(title, kind) for title, kind, _read in columns], rows)

    def _get_file_columns(self):
        """Titles and readers of the file handed over: one line per titre."""
        return [
            ("Référence", "text", lambda t: t.reference),
            ("Exercice", "integer", lambda t: t.call_id.period_from.year),
            ("Débiteur", "text", lambda t: t.collectivity_id.name),
            ("SIRET", "text", lambda t: t.collectivity_id.company_registry or ""),
            ("SIREN", "text", lambda t: t.collectivity_id.dpo_siren or ""),
            ("Adresse", "text", lambda t: t.collectivity_id.street or ""),
            ("Code postal", "text", lambda t: t.collectivity_id.zip or ""),
            ("Ville", "text", lambda t: t.collectivity_id.city or ""),
            ("Objet", "text", lambda t: t.subject),
            ("Imputation", "text", lambda t: t._get_budget_natures()),
            ("Montant", "money", lambda t: t.amount),
            ("Bases de liquidation", "text", lambda t: t._get_bases()),
        ]

    def _get_budget_natures(self):
        natures = self.row_ids.component_id.mapped("budget_nature")
        return ", ".join(sorted({nature for nature in natures if nature}))

    def _get_bases(self):
        """The sentences of the fees: a titre without its bases is irregular (CE 12/11/1975)."""
        return "\n".join(
            f"{row.component_id.name} — {row.collectivity_id.name} : {row.explanation}"
            for row in self.row_ids
        )

    def _check_entry(self, entry):
        """Code of what forbids recording ``entry`` on this titre, or None."""
        if self.number and self.number != entry.number:
            return "other_number"
        if entry.amount is not None and self.currency_id.compare_amounts(
            float(entry.amount), self.amount
        ):
            return "other_amount"
        return None

    def _record_number(self, entry):
        """Record the number read back; False when it was known already."""
        if self.number == entry.number:
            return False
        self.write(
            {
                "number": entry.number,
                "bordereau": entry.bordereau,
                "issued_on": entry.issued_on,
                "state": "issued",
            }
        )
        return True
