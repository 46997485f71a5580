from odoo import api, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.constrains("partner_id")
    def _check_not_child_of_collectivity(self):
        """Core portal rules follow the parent: a person's only link is the mandate."""
        for user in self:
            if user.partner_id.parent_id.sudo().dpo_body_type_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s is a contact of %(collectivity)s. Remove the parent "
                        "company and give a habilitation instead.",
                        person=user.partner_id.name,
                        collectivity=user.partner_id.parent_id.name,
                    )
                )

    def _dpo_live_mandates(self):
        """Mandates that open the portal to this user now (sudo: portal has no ACL)."""
        now = self.env["dpo.clock"]._now()
        return (
            self.env["dpo.mandate"]
            .sudo()
            .search(
                [
                    ("person_id", "=", self.partner_id.id),
                    ("portal_access", "=", True),
                    ("access_from", "<=", now),
                    ("access_until", ">", now),
                ]
            )
        )
