from odoo import api, fields, models
from odoo.exceptions import UserError

#: What the reviewer writes.
REVIEWED = {"verdict", "note"}


class DpoVendorClause(models.Model):
    """One of the eleven points of GDPR art. 28, as found in a version of a contract."""

    _name = "dpo.vendor.clause"
    _inherit = ["dpo.guarded.mixin"]
    _description = "Clause of a contract"
    _order = "contract_id, sequence, id"
    _dpo_by_action = frozenset({"reviewed_by_id", "reviewed_on"})

    contract_id = fields.Many2one(
        "dpo.vendor.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index="btree_not_null"
    )
    key = fields.Char(required=True, readonly=True)
    article = fields.Char(required=True, readonly=True)
    name = fields.Char("What is to be found", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    verdict = fields.Selection(
        [
            ("unknown", "Not reviewed"),
            ("present", "Present"),
            ("partial", "Partial"),
            ("absent", "Absent"),
        ],
        required=True,
        default="unknown",
    )
    note = fields.Char("Where, or what is missing")
    reviewed_by_id = fields.Many2one("res.users", "Reviewed by", readonly=True, ondelete="restrict")
    reviewed_on = fields.Date(readonly=True)

    _key_uniq = models.UniqueIndex("(contract_id, key)")

    def write(self, vals):
        result = super().write(vals)
        if REVIEWED & set(vals):
            self._sign_review()
        return result

    def _sign_review(self):
        """Who looked at the point, and when; nobody for a point put back to "not reviewed"."""
        reviewed = self.filtered(lambda clause: clause.verdict != "unknown")
        reviewed._write_by_action(
            {"reviewed_by_id": self.env.uid, "reviewed_on": self.env["dpo.clock"]._today()}
        )
        (self - reviewed)._write_by_action({"reviewed_by_id": False, "reviewed_on": False})

    @api.constrains("verdict", "note")
    def _check_not_superseded(self):
        if "superseded" in self.contract_id.mapped("state"):
            raise UserError(
                self.env._("This version is superseded: review the version that is in force.")
            )
