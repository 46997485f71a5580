from odoo import api, models

from odoo.addons.account_edi_ubl_cii.models.account_edi_xml_ubl_bis3 import CHORUS_PRO_PEPPOL_ID

CHORUS_EAS, CHORUS_ENDPOINT = CHORUS_PRO_PEPPOL_ID.split(":")
#: Overseas departments and collectivities that have their own country in Odoo.
OVERSEAS = ("BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT")


class ResPartner(models.Model):
    """Public bodies are all reached at the one address of Chorus Pro.

    What tells them apart is their SIRET: the address must not become the SIRET when it changes.
    """

    _inherit = "res.partner"

    def _is_dpo_chorus(self):
        """Whether bills to this partner go through Chorus Pro: the public bodies we serve."""
        self.ensure_one()
        # sudo: core computes addresses for users who see no body type
        partner = self.sudo()
        kind = partner.dpo_body_type_id
        return bool(kind) and kind.category != "private" and not partner.ref_company_ids

    def _peppol_eas_endpoint_depends(self):
        return [*super()._peppol_eas_endpoint_depends(), "dpo_body_type_id"]

    def _get_peppol_endpoint_value(self, country_code, field, eas):
        if eas == CHORUS_EAS and self._is_dpo_chorus():
            return CHORUS_ENDPOINT
        return super()._get_peppol_endpoint_value(country_code, field, eas)

    def _compute_peppol_eas(self):
        """A body with a VAT number of its own is reached at Chorus Pro all the same."""
        new = self.filtered(lambda partner: not partner.peppol_eas and partner._is_dpo_chorus())
        new.peppol_eas = CHORUS_EAS
        return super(ResPartner, self - new)._compute_peppol_eas()

    @api.model
    def _get_ubl_cii_formats_info(self):
        """French formats are suggested overseas too."""
        info = super()._get_ubl_cii_formats_info()
        countries = [*info["facturx"]["countries"], *OVERSEAS]
        return {**info, "facturx": {**info["facturx"], "countries": countries}}
