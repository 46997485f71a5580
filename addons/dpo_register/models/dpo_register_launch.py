from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.dpo_base.tools.retention import Retention

ROUND_DAYS = 60


class DpoRegisterLaunch(models.Model):
    """The same request to many registers at once: the yearly review, or the mayor's visa.

    What cannot be asked of a register is said on the line of the work, with the reason.
    """

    _name = "dpo.register.launch"
    _inherit = ["dpo.batch.mixin"]
    _description = "Request to many registers"
    _order = "id desc"
    _dpo_batch_kinds = ("round", "visa")
    _dpo_batch_inputs = frozenset({"kind", "register_ids", "due_on"})
    _dpo_retention = Retention(
        "delete", months=24, start_field="create_date", reason="Compte rendu d’un envoi groupé"
    )

    kind = fields.Selection(
        [("round", "Yearly review"), ("visa", "Mayor's visa")], required=True, default="round"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    register_ids = fields.Many2many(
        "dpo.register", string="Registers", default=lambda self: self._get_chosen()
    )
    register_count = fields.Integer("Number of registers", compute="_compute_counts")
    refused_count = fields.Integer(
        "Not possible",
        compute="_compute_counts",
        help="Empty, already under review, or already waiting for the visa.",
    )
    due_on = fields.Date(
        "To be answered by",
        required=True,
        default=lambda self: self.env["dpo.clock"]._today() + timedelta(days=ROUND_DAYS),
    )

    @api.model
    def _get_chosen(self):
        """The registers ticked in the list that the user comes from."""
        context = self.env.context
        chosen = context.get("active_ids") if context.get("active_model") == "dpo.register" else []
        return [Command.set(chosen)]

    @api.depends("kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for launch in self:
            launch.display_name = labels.get(launch.kind, "")

    @api.depends("register_ids", "kind")
    def _compute_counts(self):
        for launch in self:
            registers = launch.register_ids._origin
            launch.register_count = len(registers)
            launch.refused_count = len(registers.filtered(launch._is_refused))

    def _is_refused(self, register):
        if not register.processing_count:
            return True
        if self.kind == "visa":
            return register.approval_state in ("preparing", "to_sign")
        return bool(register.open_round_id)

    def action_launch(self):
        """Queue the work: one register after the other, in the background."""
        self.check_access("write")
        if not self.register_ids:
            raise UserError(self.env._("Choose the registers first."))
        if self.kind == "round" and self.due_on <= self.env["dpo.clock"]._today():
            raise UserError(self.env._("Give the town halls a day that is still to come."))
        self._launch_batch(self.kind, self.display_name)

    def _get_remaining(self, batch, limit):
        ids = sorted(id_ for id_ in self.register_ids.ids if id_ > batch.cursor)
        return self.register_ids.browse(ids[:limit])

    def _batch_round_count(self):
        return len(self.register_ids)

    def _batch_round_remaining(self, batch, limit):
        return self._get_remaining(batch, limit)

    def _batch_round_process(self, _batch, registers):
        registers._open_rounds(self.due_on)

    def _batch_visa_count(self):
        return len(self.register_ids)

    def _batch_visa_remaining(self, batch, limit):
        return self._get_remaining(batch, limit)

    def _batch_visa_process(self, _batch, registers):
        registers.action_request_visa()
