from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.retention import Retention


class DpoContractClosing(models.Model):
    """One step of the end of one convention: who did it, when."""

    _name = "dpo.contract.closing"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin"]
    _description = "Step before the end of a convention"
    _order = "id"
    _dpo_by_action = frozenset({"done_on", "done_by_id"})
    _dpo_immutable = ("collectivity_id", "company_id", "contract_id")
    _dpo_same_collectivity = ("contract_id",)
    _dpo_retention = Retention("keep", reason="Preuve de la restitution, suit la convention")

    contract_id = fields.Many2one("dpo.contract", required=True, index=True, ondelete="cascade")
    collectivity_id = fields.Many2one(
        related="contract_id.collectivity_id",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    help_text = fields.Char("What to do")
    note = fields.Char(help="What was handed over, or why the step has no object.")
    done_on = fields.Date("Done on", readonly=True)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, ondelete="restrict")

    _code_uniq = models.UniqueIndex("(contract_id, code)")

    def action_done(self):
        self.check_access("write")
        self._check_open()
        self.filtered(lambda step: not step.done_on)._write_by_action(
            {"done_on": self.env["dpo.clock"]._today(), "done_by_id": self.env.uid}
        )

    def action_undo(self):
        self.check_access("write")
        self._check_open()
        self._write_by_action({"done_on": False, "done_by_id": False})

    def _check_open(self):
        if any(contract.state != "notice" for contract in self.contract_id):
            raise UserError(self.env._("The checklist is open while the end is announced."))
