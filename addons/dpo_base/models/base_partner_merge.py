from odoo import models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Refuse collectivities and mandated persons.

        Core merges by raw SQL on every foreign key: it would rewrite the journal and
        delete rows under a unique constraint.
        """
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        if partners.filtered("dpo_body_type_id") or self.env["dpo.mandate"].sudo().search_count(
            [("person_id", "in", partners.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Collectivities and persons with a habilitation are never merged. For "
                    "two bodies that became one, record a succession."
                )
            )
        return super()._merge(partner_ids, dst_partner, extra_checks)
