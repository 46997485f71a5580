from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.retention import Retention


class DpoContractClosing(models.Model):
    """One step of the end of one convention, or of the departure of a member: who did it,
    when."""

    _name = "dpo.contract.closing"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin"]
    _description = "Step before the end of a convention"
    _order = "id"
    _dpo_by_action = frozenset({"done_on", "done_by_id"})
    _dpo_immutable = ("collectivity_id", "company_id", "contract_id", "departure_id")
    _dpo_same_collectivity = ("contract_id", "departure_id")
    _dpo_retention = Retention("keep", reason="Preuve de la restitution, suit la convention")

    contract_id = fields.Many2one("dpo.contract", index=True, ondelete="cascade")
    departure_id = fields.Many2one("dpo.departure", index="btree_not_null", ondelete="cascade")
    collectivity_id = fields.Many2one(
        compute="_compute_owner", store=True, precompute=True, readonly=True, compute_sudo=True
    )
    company_id = fields.Many2one(
        compute="_compute_owner", store=True, precompute=True, readonly=True, compute_sudo=True
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    help_text = fields.Char("What to do")
    note = fields.Char(help="What was handed over, or why the step has no object.")
    done_on = fields.Date("Done on", readonly=True)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, ondelete="restrict")

    _code_uniq = models.UniqueIndex("(contract_id, code)")
    _departure_code_uniq = models.UniqueIndex("(departure_id, code)")
    _one_end = models.Constraint(
        "CHECK(num_nonnulls(contract_id, departure_id) > 0)",
        "A step belongs to a convention or to a departure.",
    )

    @api.depends("contract_id", "departure_id")
    def _compute_owner(self):
        for step in self:
            end = step.contract_id or step.departure_id
            step.collectivity_id, step.company_id = end.collectivity_id, end.company_id

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
        is_shut = any(contract.state != "notice" for contract in self.contract_id)
        if is_shut or any(departure.state != "decided" for departure in self.departure_id):
            raise UserError(self.env._("The checklist is open while the end is announced."))
