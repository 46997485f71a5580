from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.identifiers import IdentifierError, clean_insee
from ..tools.retention import Retention


class DpoInseeCode(models.Model):
    """Dated INSEE (COG) code of a commune.

    A commune nouvelle has a new SIREN and usually keeps the code of its chief town:
    a code is unique among the living only.
    """

    _name = "dpo.insee.code"
    _inherit = ["dpo.collectivity.mixin"]
    _description = "INSEE code"
    _order = "id desc"
    _rec_name = "code"
    _dpo_retention = Retention("keep", reason="Donnée publique (Code officiel géographique)")

    code = fields.Char(required=True, size=5)
    valid_from = fields.Date()
    valid_until = fields.Date(help="Last day; empty while the code is in use.")

    _living_uniq = models.UniqueIndex("(code) WHERE valid_until IS NULL")

    @api.constrains("code")
    def _check_code(self):
        for record in self:
            try:
                clean_insee(record.code)
            except IdentifierError as error:
                raise ValidationError(
                    self.env._("“%s” is not the INSEE code of a commune.", record.code)
                ) from error
