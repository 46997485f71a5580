from odoo import api, models
from odoo.exceptions import UserError

from ..tools.password import bits_of, is_repetitive, tells_who


class ResUsers(models.Model):
    """Passwords that resist, without a rule that has them written on a sticky note."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    def _check_password_policy(self, passwords):
        result = super()._check_password_policy(passwords)
        wanted = self._dpo_password_bits()
        for password in filter(None, passwords):
            if wanted and (bits_of(password) < wanted or is_repetitive(password)):
                raise UserError(
                    self.env._(
                        "This password is guessed too easily. Take a sentence of a few words that "
                        "only you know, or mix letters, digits and signs."
                    )
                )
        return result

    def _set_password(self):
        for user in self:
            hints = [user.login or "", (user.login or "").partition("@")[0], user.name or ""]
            if self._dpo_password_bits() and tells_who(user.password or "", hints):
                raise UserError(
                    self.env._("A password does not contain the name or the login of its owner.")
                )
        return super()._set_password()

    @api.model
    def _dpo_password_bits(self):
        # sudo: a setting of the service, for whoever changes their own password
        stored = self.env["ir.config_parameter"].sudo().get_param("dpo_security.password_bits")
        return int(stored) if (stored or "").isdigit() else 0
