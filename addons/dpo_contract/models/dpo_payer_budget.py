from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.dpo_base.tools.identifiers import IdentifierError, clean_siret
from odoo.addons.dpo_base.tools.retention import Retention


class DpoPayerBudget(models.Model):
    """A budget of a debtor that receives bills under its own SIRET.

    Chorus Pro calls it a « structure ». An annex budget without legal personality keeps the
    SIREN of the commune; a CCAS or a caisse des écoles has its own and is another collectivity.
    """

    _name = "dpo.payer.budget"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Budget of a debtor"
    _order = "kind desc, id"
    _rec_names_search = ["name", "siret"]
    _dpo_retention = Retention("keep", reason="Adresse de facturation, suit la collectivité")

    name = fields.Char(required=True, help="As the debtor names it: Budget principal, Eau...")
    siret = fields.Char("SIRET", required=True, help="14 digits.")
    kind = fields.Selection(
        [("main", "Main budget"), ("annex", "Annex budget")], required=True, default="main"
    )
    service_ids = fields.One2many("dpo.payer.service", "budget_id", "Services")
    siren_warning = fields.Char("To check", compute="_compute_siren_warning")

    _main_uniq = models.UniqueIndex("(company_id, collectivity_id) WHERE kind = 'main'")
    _siret_uniq = models.UniqueIndex("(company_id, collectivity_id, siret)")

    @api.depends("name", "siret")
    def _compute_display_name(self):
        for budget in self:
            budget.display_name = f"{budget.name or ''} ({budget.siret or ''})"

    @api.depends("siret", "collectivity_id.dpo_siren")
    def _compute_siren_warning(self):
        for budget in self:
            siren = budget.collectivity_id.sudo().dpo_siren
            is_other = siren and budget.siret and not budget.siret.startswith(siren)
            budget.siren_warning = is_other and self.env._(
                "This SIRET does not begin with the SIREN of %s: check with the debtor.",
                budget.collectivity_id.sudo().name,
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_siret(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_siret(vals))

    @api.model
    def _clean_siret(self, vals):
        """The digits alone; what is not a SIRET is refused in words."""
        if not vals.get("siret"):
            return vals
        try:
            return {**vals, "siret": clean_siret(vals["siret"])}
        except IdentifierError as error:
            raise ValidationError(self._get_siret_message(error)) from error

    @api.model
    def _get_siret_message(self, error):
        if error.code == "length":
            return self.env._("A SIRET has 14 digits: “%s” has another length.", error.value[:20])
        return self.env._(
            "“%s” is not a SIRET: a digit is wrong, or it is not a number. It is written on the "
            "notice of INSEE (avis de situation).",
            error.value[:20],
        )

    @api.constrains("siret", "collectivity_id")
    def _check_siren(self):
        """A budget of a commune keeps its SIREN; elsewhere the form only warns."""
        for budget in self:
            body = budget.collectivity_id.sudo()
            if body.dpo_body_type_id.category == "commune" and budget.siren_warning:
                raise ValidationError(
                    self.env._(
                        "The SIRET %(siret)s is not one of %(body)s, whose SIREN is %(siren)s.",
                        siret=budget.siret,
                        body=body.name,
                        siren=body.dpo_siren,
                    )
                )
