import contextlib

from odoo import api, models
from odoo.exceptions import AccessDenied, AccessError
from odoo.http import request

from ..tools.source import source_of

#: Where a call without a request comes from
RPC = "rpc"


class ResUsers(models.Model):
    """Wrong passwords and codes are counted for all the processes together."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    @contextlib.contextmanager
    def _assert_can_auth(self, user=None):
        """Replaces core's counter, which each process keeps for itself and by address only.

        Every door goes through here: the login page, ``/web/session/authenticate``, XML-RPC,
        JSON-RPC, and the second factor. Core hides the request from the two RPC, whose
        passwords it does not count at all: they are counted here as one address.
        """
        attempts, account = self.env["dpo.login.attempt"], self._dpo_account(user)
        address = request.httprequest.remote_addr if request else RPC
        known = attempts._is_known(account, address)
        attempt_id = attempts._reserve(account, source_of(address), known)
        try:
            yield
        except AccessDenied:
            raise
        except BaseException:
            # nothing was found wrong: a conflict, replayed by the server
            attempts._forget(attempt_id)
            raise
        attempts._forget(attempt_id, account)

    def _dpo_account(self, user):
        """The login that is counted; some doors know the id of the user only."""
        if isinstance(user, int):
            # sudo: nobody has logged in yet
            return self.sudo().browse(user).exists().login or str(user)
        return user or ""

    def reset_password(self, login):
        """Answer the same whether the account exists, and write a few times at most."""
        address = request.httprequest.remote_addr if request else RPC
        self.env["dpo.login.attempt"]._reserve(f"reset {login}", source_of(address))
        found = self.search(self._get_login_domain(login)) or self.search(
            self._get_email_domain(login)
        )
        return super().reset_password(login) if len(found) == 1 else None

    @api.model
    def change_password(self, old_passwd, new_passwd):
        """A session left open does not give the password away by trying."""
        with self._assert_can_auth(user=self.env.user.login):
            return super().change_password(old_passwd, new_passwd)

    def action_dpo_unlock(self):
        """Let a colleague who mistyped come back at once."""
        self.check_access("read")
        if not self.env.user.has_group("dpo_base.group_dpo_admin"):
            raise AccessError(self.env._("Only the administrators of the service open an account."))
        for user in self:
            self.env["dpo.login.attempt"]._forget(None, user.login)
