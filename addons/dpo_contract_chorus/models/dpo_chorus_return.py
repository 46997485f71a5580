from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.chorus import GESTURES

BILLING = "dpo_base.group_dpo_billing"


class DpoChorusReturn(models.Model):
    """What Chorus Pro said of an invoice on a day, and what was done about it.

    The rows of an invoice are its history; the latest one is its state.
    """

    _name = "dpo.chorus.return"
    _inherit = ["dpo.scoped.mixin", "dpo.guarded.mixin"]
    _description = "Return of Chorus Pro"
    _order = "status_on desc, id desc"
    _rec_name = "move_id"
    _dpo_immutable = ("collectivity_id", "company_id", "move_id")
    _dpo_by_action = frozenset({"gesture", "is_open", "done_on", "done_by_id", "gesture_done"})
    _dpo_retention = Retention(
        "visa", months=120, start_field="status_on", reason="Pièce comptable (dix ans)"
    )

    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'),"
        " ('dpo_fee_call_id', '!=', False)]",
    )
    collectivity_id = fields.Many2one(
        related="move_id.commercial_partner_id",
        string="Debtor",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    company_id = fields.Many2one(
        related="move_id.company_id",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    status = fields.Selection(
        [
            ("deposited", "Deposited"),
            ("available", "Made available to the debtor"),
            ("recycle", "To recycle"),
            ("suspended", "Suspended"),
            ("completed", "Completed"),
            ("rejected", "Rejected"),
            ("accepted", "Accepted"),
            ("mandated", "Mandated"),
            ("accounted", "With the public accountant"),
            ("paid", "Being paid"),
        ],
        required=True,
    )
    status_on = fields.Date(
        "Since", required=True, default=lambda self: self.env["dpo.clock"]._today()
    )
    reason = fields.Char("What Chorus Pro says")
    gesture = fields.Selection(
        [
            ("reroute", "Correct the routing, send again"),
            ("complete", "Send the missing document"),
            ("reissue", "Credit note, new invoice"),
        ],
        compute="_compute_gesture",
        store=True,
    )
    advice = fields.Char("What to do", compute="_compute_advice")
    is_open = fields.Boolean("To do", compute="_compute_is_open", store=True)
    done_on = fields.Date("Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Done by", readonly=True, copy=False, ondelete="restrict"
    )
    gesture_done = fields.Char("What was done", readonly=True, copy=False)
    currency_id = fields.Many2one(related="move_id.currency_id", compute_sudo=True)
    amount = fields.Monetary(related="move_id.amount_total", compute_sudo=True)

    _status_uniq = models.UniqueIndex(
        "(move_id, status, status_on)", "This status of this day is already recorded."
    )
    _open_idx = models.Index("(company_id) WHERE is_open")

    @api.depends("status")
    def _compute_gesture(self):
        for record in self:
            record.gesture = GESTURES.get(record.status, False)

    @api.depends("gesture", "done_on", "move_id.dpo_return_ids.status_on")
    def _compute_is_open(self):
        """Only the latest status of an invoice may still ask for something."""
        for record in self:
            latest = record.move_id.sudo().dpo_return_ids.sorted()[:1]
            record.is_open = bool(record.gesture) and not record.done_on and record == latest

    @api.depends("gesture")
    def _compute_advice(self):
        texts = {
            "reroute": self.env._(
                "Same number: correct the service, the engagement or the SIRET, send it again."
            ),
            "complete": self.env._("Add the document that the debtor asks for."),
            "reissue": self.env._("Cancel it by a credit note and make a new invoice."),
        }
        for record in self:
            record.advice = texts.get(record.gesture, False)

    @api.constrains("move_id", "status_on")
    def _check_status_on(self):
        """A status of a day to come would stay the latest, and hide those that follow."""
        words = {
            "future": self.env._("This day is still to come: Chorus Pro cannot have said it."),
            "before_invoice": self.env._("This day is long before that of the invoice: check it."),
        }
        for record in self:
            code = record.move_id.sudo()._get_dpo_return_problem(record.status_on)
            if code:
                raise ValidationError(words[code])

    @api.constrains("move_id")
    def _check_move(self):
        for record in self:
            move = record.move_id.sudo()
            if move.state != "posted" or not move._is_dpo_chorus():
                raise UserError(
                    self.env._("A return is recorded on a posted invoice to a public body.")
                )

    def write(self, vals):
        """What was answered is history: another status is another return."""
        said = {"status", "status_on", "reason"}
        if said.intersection(vals) and any(record.done_on for record in self):
            raise UserError(self.env._("This return was answered: record another one."))
        return super().write(vals)

    # --- gestures ---------------------------------------------------------------------

    def action_do_gesture(self):
        """Open what the status asks for; the window does it."""
        self._check_gesture()
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["gesture"]._description_selection(self.env))[self.gesture],
            "res_model": "dpo.chorus.gesture",
            "view_mode": "form",
            "target": "new",
            "context": {"default_return_id": self.id},
        }

    def _check_gesture(self):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(BILLING):
            raise AccessError(self.env._("Only a billing officer answers Chorus Pro."))
        if not self.is_open:
            raise UserError(self.env._("Nothing is left to do on this return: see the latest one."))

    def _close(self, what):
        """Note what was done, here and on the invoice."""
        self._write_by_action(
            {
                "done_on": self.env["dpo.clock"]._today(),
                "done_by_id": self.env.uid,
                "gesture_done": what,
            }
        )
        self.move_id.message_post(body=what)

    def action_open_move(self):
        """Open the invoice."""
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()
