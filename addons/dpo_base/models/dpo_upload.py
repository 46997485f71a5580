import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.uploads import DOCUMENTS, UploadRefused, check_upload


class DpoUpload(models.AbstractModel):
    """Says in the user's words why a file is refused (rules: ``tools.uploads``)."""

    _name = "dpo.upload"
    _description = "Check of uploaded files"

    @api.model
    def _check(self, name, content, allowed=DOCUMENTS):
        """Return the clean name of a base64 ``content``, or raise ``UserError``."""
        try:
            return check_upload(name or "", base64.b64decode(content or b""), allowed).name
        except (UploadRefused, binascii.Error) as error:
            reason = self._get_reasons().get(getattr(error, "code", "content"))
            raise UserError(
                self.env._(
                    "The file “%(name)s” is refused: %(reason)s. Accepted: %(extensions)s.",
                    name=name or "",
                    reason=reason,
                    extensions=", ".join(sorted(allowed)),
                )
            ) from error

    @api.model
    def _get_reasons(self):
        return {
            "empty": self.env._("it is empty"),
            "too_big": self.env._("it is larger than 10 MB"),
            "extension": self.env._("this type of file is not accepted"),
            "content": self.env._("its content is not what its name says, or it is damaged"),
            "encrypted": self.env._("it is protected by a password"),
            "bomb": self.env._("it is huge once opened"),
            "macro": self.env._("it contains macros"),
            "active": self.env._("it contains scripts or embedded programs"),
        }
