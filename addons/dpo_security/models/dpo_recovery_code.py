import secrets

from odoo import api, fields, models
from odoo.http import request

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.recovery import CODES, code_digest, new_code
from ..tools.source import source_of


class DpoRecoveryCode(models.Model):
    """One of the printed codes that replace the second factor, once each.

    For whoever has no smartphone, and for the day when no mail arrives. Only a slow digest is
    kept; the codes themselves are shown once. A used code stays as the trace of its use, even
    when others are printed.
    """

    _name = "dpo.recovery.code"
    _description = "Recovery code"
    _order = "id desc"
    _rec_name = "user_id"
    _dpo_retention = Retention(
        "delete", months=12, start_field="used_at", reason="Trace d'accès, douze mois"
    )

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    salt = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    digest = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    used_at = fields.Datetime("Used on", readonly=True)
    used_from = fields.Char("Used from", readonly=True)

    @api.model
    def _renew(self, user):
        """Replace the codes of ``user`` that were not used; return the new ones, to be shown."""
        codes, salt = [new_code() for _ in range(CODES)], secrets.token_bytes(16)
        # sudo: nobody has a right on the codes, their owner included
        table = self.sudo()
        table.search([("user_id", "=", user.id), ("used_at", "=", False)]).unlink()
        table.create(
            [
                {"user_id": user.id, "salt": salt.hex(), "digest": code_digest(code, salt)}
                for code in codes
            ]
        )
        return codes

    @api.model
    def _use(self, user, code):
        """Whether this is a code of ``user`` that was never used; it is used from now on.

        Two requests at once: the second one cannot write the row, is replayed and refused.
        """
        unused = self.sudo().search([("user_id", "=", user.id), ("used_at", "=", False)])
        digests = {
            salt: code_digest(code, bytes.fromhex(salt)) for salt in set(unused.mapped("salt"))
        }
        found = unused.filtered(lambda row: secrets.compare_digest(row.digest, digests[row.salt]))
        found.write(
            {
                "used_at": self.env["dpo.clock"]._now(),
                "used_from": source_of(request.httprequest.remote_addr) if request else False,
            }
        )
        return bool(found)
