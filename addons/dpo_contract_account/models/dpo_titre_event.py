from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.titre_life import CORRECTIONS, Movement
from .dpo_titre import BILLING


class DpoTitreEvent(models.Model):
    """One fact in the life of a titre: a report of the accountant, a correction, a note.

    Nobody rewrites a fact: a mistaken one is withdrawn with a reason and counts no more.
    """

    _name = "dpo.titre.event"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin"]
    _description = "Event of a titre"
    _order = "day, id"
    _dpo_immutable = ("collectivity_id", "company_id", "titre_id")
    _dpo_same_collectivity = ("titre_id",)
    _dpo_by_action = frozenset(
        {"titre_id", "kind", "day", "amount", "withdrawn_on", "withdrawn_by_id", "withdrawn_reason"}
    )
    _dpo_retention = Retention("keep", reason="Suit le titre, pièce comptable")

    titre_id = fields.Many2one(
        "dpo.titre", required=True, readonly=True, index=True, ondelete="cascade"
    )
    collectivity_id = fields.Many2one(
        related="titre_id.collectivity_id",
        string="Debtor",
        store=True,
        precompute=True,
        readonly=True,
        compute_sudo=True,
    )
    company_id = fields.Many2one(
        related="titre_id.company_id", store=True, precompute=True, readonly=True, compute_sudo=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("payment", "Collected so far, as reported by the accountant"),
            ("reduction", "Reduction in the same exercise"),
            ("cancellation", "Cancellation in the same exercise"),
            ("mandate_673", "Payment order at 673 (earlier exercise)"),
            ("bad_debt", "Admitted as irrecoverable"),
            ("extinct", "Claim extinguished"),
            ("remission", "Remission (by decision of the assembly)"),
            ("note", "Note"),
        ],
        required=True,
        readonly=True,
    )
    day = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    number = fields.Char(
        "Number of the document", readonly=True, help="As the finance software numbered it."
    )
    act_id = fields.Many2one(
        "dpo.act", readonly=True, index="btree_not_null", ondelete="restrict", check_company=True
    )
    dispute_id = fields.Many2one(
        "dpo.titre.dispute", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Char(readonly=True)
    source = fields.Selection(
        [("hand", "By hand"), ("file", "File of the finance software")],
        required=True,
        default="hand",
        readonly=True,
    )
    user_id = fields.Many2one("res.users", "Recorded by", readonly=True, ondelete="restrict")
    withdrawn_on = fields.Date("Withdrawn on", readonly=True)
    withdrawn_by_id = fields.Many2one(
        "res.users", "Withdrawn by", readonly=True, ondelete="restrict"
    )
    withdrawn_reason = fields.Char("Reason of the withdrawal", readonly=True)

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "An amount is not negative.")

    @api.constrains("dispute_id")
    def _check_dispute(self):
        for event in self.filtered("dispute_id"):
            if event.dispute_id.titre_id != event.titre_id:
                raise ValidationError(self.env._("This dispute is about another titre."))

    def _is_movement(self):
        """Whether it counts in the sums of its titre."""
        return self.kind != "note" and not self.withdrawn_on

    def _is_correction(self):
        return self.kind in CORRECTIONS and not self.withdrawn_on

    def _get_movement(self):
        return Movement(self.kind, self.day, self.titre_id._to_decimal(self.amount))

    def _note(self, titre, words):
        """Leave a sentence in the story of a titre."""
        today = self.env["dpo.clock"]._today()
        # sudo: events are written by actions only, the caller has checked who does
        self.sudo()._create_by_action(
            [
                {
                    "titre_id": titre.id,
                    "kind": "note",
                    "day": today,
                    "reason": words,
                    "user_id": self.env.uid,
                }
            ]
        )

    def action_withdraw(self, reason=""):
        """Take back an event recorded by mistake; it stays in the story."""
        self.titre_id._check_billing()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why it is withdrawn: the reason stays."))
        if any(event.withdrawn_on for event in self):
            raise UserError(self.env._("This was withdrawn already."))
        freed = self.titre_id.filtered("is_cancelled")
        # sudo: events are written by actions only, checked above
        self.sudo()._write_by_action(
            {
                "withdrawn_on": self.env["dpo.clock"]._today(),
                "withdrawn_by_id": self.env.uid,
                "withdrawn_reason": reason,
            }
        )
        freed._check_not_called_again()

    def action_open_withdraw(self):
        """Ask why, then withdraw."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(BILLING):
            raise AccessError(self.env._("Only a billing officer works on titres."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_contract_account.dpo_titre_withdraw_action"
        )
        return {**action, "context": {"default_event_id": self.id}}
