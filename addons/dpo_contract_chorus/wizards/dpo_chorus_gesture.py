from odoo import api, fields, models
from odoo.exceptions import UserError

ROUTING = {
    "dpo_siret": "SIRET",
    "buyer_reference": "code service",
    "purchase_order_reference": "engagement",
    "contract_reference": "marché",
}


class DpoChorusGesture(models.TransientModel):
    """Does what a return of Chorus Pro asks for, with what the debtor's file says today."""

    _name = "dpo.chorus.gesture"
    _description = "Answer to Chorus Pro"

    return_id = fields.Many2one("dpo.chorus.return", required=True, readonly=True)
    gesture = fields.Selection(related="return_id.gesture")
    reason = fields.Char(related="return_id.reason")
    move_id = fields.Many2one(related="return_id.move_id")
    dpo_siret = fields.Char("SIRET billed", compute="_compute_routing", store=True, readonly=False)
    buyer_reference = fields.Char(
        "Service code", compute="_compute_routing", store=True, readonly=False
    )
    purchase_order_reference = fields.Char(
        "Commitment number", compute="_compute_routing", store=True, readonly=False
    )
    contract_reference = fields.Char(
        "Market number", compute="_compute_routing", store=True, readonly=False
    )
    document = fields.Binary("Document asked for", attachment=False)
    document_name = fields.Char()

    @api.depends("return_id")
    def _compute_routing(self):
        """What the file of the debtor says today, else what the invoice carried."""
        for wizard in self:
            move = wizard.return_id.move_id
            today = move and move._prepare_dpo_reference_values(move._get_dpo_reference())
            for name in ROUTING:
                wizard[name] = today and (today[name] or move[name])

    def action_apply(self):
        self.ensure_one()
        self.check_access("write")
        self.return_id._check_gesture()
        return getattr(self, f"_apply_{self.gesture}")()

    def _apply_reroute(self):
        move = self.move_id
        old = {name: move[name] or "–" for name in ROUTING}
        values = {name: (self[name] or "").strip() or False for name in ROUTING}
        changes = [
            f"{label} {old[name]} → {values[name] or '–'}"
            for name, label in ROUTING.items()
            if (values[name] or "–") != old[name]
        ]
        if not changes:
            raise UserError(
                self.env._("Correct the SIRET, the service or the engagement, then send again.")
            )
        move._reroute(values)
        self.return_id._close(self.env._("Rerouted: %s", ", ".join(changes)))
        return move.action_send_and_print()

    def _apply_complete(self):
        if not self.document:
            raise UserError(self.env._("Choose the document that the debtor asks for."))
        name = self.env["dpo.upload"]._check(self.document_name, self.document)
        self.env["ir.attachment"].create(
            {
                "name": name,
                "datas": self.document,
                "res_model": "account.move",
                "res_id": self.move_id.id,
            }
        )
        self.return_id._close(
            self.env._("Document “%s” added: deposit it on the invoice in Chorus Pro.", name)
        )
        return {"type": "ir.actions.act_window_close"}

    def _apply_reissue(self):
        new = self.move_id._reissue()
        self.return_id._close(self.env._("Credit note made; a draft invoice replaces it."))
        return new._get_records_action()
