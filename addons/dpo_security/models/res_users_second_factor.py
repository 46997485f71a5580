from odoo import fields, models
from odoo.exceptions import AccessDenied, UserError

from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.addons.base.models.res_users import check_identity

from ..tools.recovery import is_recovery_code, printed


class ResUsers(models.Model):
    """A second factor for everybody: mail, application on the PC, or printed codes."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    dpo_mail_code = fields.Boolean(
        "Code by mail at each connection",
        copy=False,
        help="Asked for by somebody for whom the policy of the service does not require it.",
    )
    dpo_recovery_left = fields.Integer(
        "Printed codes left", compute="_compute_dpo_recovery_left", compute_sudo=True
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "dpo_mail_code", "dpo_recovery_left"]

    def _compute_dpo_recovery_left(self):
        left = dict(
            self.env["dpo.recovery.code"]._read_group(
                [("user_id", "in", self.ids), ("used_at", "=", False)], ["user_id"], ["__count"]
            )
        )
        for user in self:
            user.dpo_recovery_left = left.get(user._origin, 0)

    def _mfa_type(self):
        kind = super()._mfa_type()
        # sudo: asked between the password and the code, when nobody is logged in
        chosen = self.sudo()
        return kind or ("totp_mail" if chosen.dpo_mail_code and chosen.email else None)

    def _send_totp_mail_code(self):
        """When no mail leaves, say what to do rather than what the server answered."""
        try:
            return super()._send_totp_mail_code()
        except MailDeliveryException as error:
            raise UserError(
                self.with_context(lang="fr_FR").env._(
                    "The code could not be sent by mail. Type one of your printed recovery codes, "
                    "or call the service."
                )
            ) from error

    def _check_credentials(self, credential, env):
        """Take a printed code where a code of the application or of the mail is asked for."""
        second = credential["type"] in ("totp", "totp_mail")
        if not second or not is_recovery_code(credential["token"]):
            return super()._check_credentials(credential, env)
        self._totp_rate_limit("code_check")
        if not self.env["dpo.recovery.code"]._use(self, credential["token"]):
            raise AccessDenied(self.env._("This recovery code is not valid or was already used."))
        self._totp_rate_limit_purge("code_check")
        self._dpo_tell_recovery()
        return {"uid": self.id, "auth_method": "recovery_code", "mfa": "default"}

    def _dpo_tell_recovery(self):
        """Tell the owner: a code they did not use themselves was stolen."""
        # sudo: the person is not logged in yet
        user = self.sudo().with_context(lang="fr_FR")
        user._notify_security_setting_update(
            user.env._("A printed recovery code was used"),
            user.env._(
                "%s codes are left. If it was not you, change your password.",
                user.dpo_recovery_left,
            ),
            suggest_2fa=False,
        )

    @check_identity
    def action_dpo_recovery_codes(self):
        """Make ten codes and show them once, after the password was asked for again."""
        self.ensure_one()
        if self != self.env.user:
            raise UserError(self.env._("Everybody prints their own codes."))
        codes = self.env["dpo.recovery.code"]._renew(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "dpo.recovery.show",
            "name": self.env._("Your recovery codes"),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_codes": "\n".join(map(printed, codes))},
        }
