from odoo import api, fields, models

from ..tools.titre_life import UNDOING


class DpoTitreEventAdd(models.TransientModel):
    """Records a report of the accountant or a correction made in the finance software.

    The tool proposes the document that the exercice calls for; the officer chooses.
    """

    _name = "dpo.titre.event.add"
    _description = "What happened to a titre"

    titre_id = fields.Many2one("dpo.titre", required=True, readonly=True)
    is_payment = fields.Boolean(default=lambda self: self.env.context.get("dpo_payment"))
    kind = fields.Selection(
        selection="_get_kinds", compute="_compute_kind", store=True, readonly=False
    )
    proposal = fields.Char("Proposed", compute="_compute_proposal")
    day = fields.Date(
        required=True, default=lambda self: self.env["dpo.clock"]._today(), string="On"
    )
    dispute_id = fields.Many2one(
        "dpo.titre.dispute",
        compute="_compute_dispute_id",
        store=True,
        readonly=False,
        domain="[('titre_id', '=', titre_id)]",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    amount_net = fields.Monetary(related="titre_id.amount_net")
    currency_id = fields.Many2one(related="titre_id.currency_id")
    company_id = fields.Many2one(related="titre_id.company_id")
    number = fields.Char("Number of the document")
    act_id = fields.Many2one("dpo.act", domain="[('company_id', '=', company_id)]")
    reason = fields.Char()

    @api.model
    def _get_kinds(self):
        return self.env["dpo.titre.event"]._fields["kind"]._description_selection(self.env)

    @api.depends("titre_id")
    def _compute_dispute_id(self):
        for wizard in self:
            disputes = wizard.titre_id.dispute_ids.filtered("to_correct")
            wizard.dispute_id = not wizard.is_payment and disputes[:1]

    @api.depends("titre_id", "dispute_id")
    def _compute_amount(self):
        for wizard in self:
            granted = wizard.dispute_id._get_amount_to_correct() if wizard.dispute_id else 0.0
            wizard.amount = granted or wizard.titre_id.amount_net

    @api.depends("titre_id", "is_payment", "day", "amount")
    def _compute_kind(self):
        """The document proposed; what corrects no claim (non-valeur, remise) was chosen."""
        for wizard in self:
            if wizard.is_payment:
                wizard.kind = "payment"
            elif not wizard.kind or wizard.kind in UNDOING:
                wizard.kind = wizard.titre_id and wizard._get_proposal().kind

    @api.depends("titre_id", "is_payment", "day", "amount")
    def _compute_proposal(self):
        kinds = dict(self._get_kinds())
        for wizard in self:
            proposed = wizard.titre_id and not wizard.is_payment and wizard._get_proposal()
            wizard.proposal = proposed and self._get_proposal_words(
                wizard.titre_id.exercise, kinds[proposed.kind], proposed.is_late
            )

    def _get_proposal(self):
        titre = self.titre_id
        is_whole = not titre.currency_id.compare_amounts(self.amount, titre.amount_net)
        return titre._get_proposal(is_whole=is_whole, day=self.day)

    def _get_proposal_words(self, exercise, kind, is_late):
        if is_late:
            return self.env._(
                "Titre of %(exercise)s: %(kind)s, if the public accountant still takes entries "
                "of that exercise until 31 January; else a payment order at 673.",
                exercise=exercise,
                kind=kind,
            )
        return self.env._("Titre of %(exercise)s: %(kind)s.", exercise=exercise, kind=kind)

    def action_apply(self):
        """Record it on the titre."""
        self.ensure_one()
        self.titre_id.action_record_event(
            self.kind,
            self.day,
            self.amount,
            act_id=self.act_id.id,
            dispute_id=self.kind != "payment" and self.dispute_id.id,
            number=self.number,
            reason=self.reason,
        )
        return {"type": "ir.actions.act_window_close"}
