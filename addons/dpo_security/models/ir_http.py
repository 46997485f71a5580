from werkzeug.exceptions import Unauthorized

from odoo import models
from odoo.http import request

from ..tools.source import source_of

#: The public part of an API key, see ``res.users.apikeys``
INDEX_SIZE = 8


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_bearer(cls):
        """Wrong API keys count like wrong passwords."""
        header = request.httprequest.headers.get("Authorization", "")
        kind, _space, key = header.partition(" ")
        if kind.lower() != "bearer":
            return super()._auth_method_bearer()
        attempts = request.env["dpo.login.attempt"]
        account = f"key {key.strip()[:INDEX_SIZE]}"
        source = source_of(request.httprequest.remote_addr)
        attempts._check(account, source)
        try:
            return super()._auth_method_bearer()
        except Unauthorized:
            attempts._note(account, source)
            raise
