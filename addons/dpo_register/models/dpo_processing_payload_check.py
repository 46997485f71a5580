from odoo import models
from odoo.exceptions import UserError

from ..tools.term_book import read_day

#: Some thirty pages: no field of a register says more.
MAX_TEXT = 100_000


class DpoProcessingPayloadMixin(models.AbstractModel):
    """Refuse a payload of somebody else that is not made as ours."""

    # kept apart: only what comes from a file or from the portal is checked so
    _inherit = "dpo.processing.payload.mixin"  # pylint: disable=consider-merging-classes-inherited

    def _check_plain_payload(self, payload):
        """Refuse values that are not of the kind of their field, in words."""
        for name, value in payload.items():
            field = self._get_content_field(name)
            if value is None:
                continue  # nothing
            if not self._is_plain(field, value):
                raise UserError(
                    self.env._(
                        "“%s”: the file holds something else than what this field expects.",
                        field._description_string(self.env),
                    )
                )
            if isinstance(value, str) and len(value) > MAX_TEXT:
                raise UserError(
                    self.env._(
                        "“%s”: this text is too long, keep what belongs to a register.",
                        field._description_string(self.env),
                    )
                )
            if field.type == "one2many":
                for line in value.values():
                    self.env[field.comodel_name]._check_plain_payload(line)

    def _is_plain(self, field, value):
        match field.type:
            case "one2many":
                return isinstance(value, dict) and all(
                    isinstance(line, dict) and key and "\0" not in key
                    for key, line in value.items()
                )
            case "many2many":
                return isinstance(value, list) and all(isinstance(key, str) for key in value)
            case "boolean":
                return isinstance(value, bool)
            case "integer":
                return isinstance(value, int) and 0 <= value < 2**31
            case "date":
                return isinstance(value, str) and (not value or read_day(value) == value)
        return isinstance(value, str) and "\0" not in value
