from odoo import api, fields, models
from odoo.tools import format_date


class DpoFeeRow(models.Model):
    """A row knows what carries its money: a live invoice line, or a titre."""

    _inherit = "dpo.fee.row"

    move_line_ids = fields.One2many(
        "account.move.line", "dpo_fee_row_id", "Invoice lines", readonly=True
    )
    move_id = fields.Many2one("account.move", "Invoice", compute="_compute_move_id")
    titre_id = fields.Many2one(
        "dpo.titre", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    # not precomputed: the invoice line does not exist when the row is created
    state = fields.Selection(
        precompute=False,
        selection_add=[
            ("to_issue",),
            ("drafted", "Draft invoice"),
            ("sent", "With the finance software"),
            ("issued",),
            ("reversed", "Cancelled once issued"),
            ("carried",),
        ],
    )

    @api.depends("move_line_ids.parent_state")
    def _compute_move_id(self):
        for row in self:
            row.move_id = row._get_live_move_lines().move_id[:1]

    @api.depends(
        "move_line_ids.parent_state",
        "move_line_ids.move_id.payment_state",
        "titre_id.state",
        "titre_id.is_cancelled",
    )
    def _compute_state(self):
        # one query for all rows, not one each
        self.move_line_ids.move_id.fetch(["state", "payment_state"])
        return super()._compute_state()

    def _get_state(self):
        state = super()._get_state()
        return self._get_issue_state() if state == "to_issue" else state

    def _get_issue_state(self):
        moves = self._get_live_move_lines().move_id
        posted = moves.filtered(lambda move: move.state == "posted")
        if posted:
            is_undone = all(move.payment_state == "reversed" for move in posted)
            return "reversed" if is_undone else "issued"
        if self.titre_id.state == "issued":
            return "reversed" if self.titre_id.is_cancelled else "issued"
        if moves:
            return "drafted"
        return "sent" if self.titre_id else "to_issue"

    def _get_live_move_lines(self):
        return self.move_line_ids.filtered(lambda line: line.parent_state != "cancel")

    def _get_collection_words(self):
        move = self._get_live_move_lines().move_id
        if self.state == "issued" and move:
            return self.env._(
                "Invoice %(number)s of %(day)s",
                number=move.name,
                day=format_date(self.env, move.invoice_date),
            )
        if self.titre_id.state == "issued":
            return self.titre_id._get_portal_words()
        if self.state == "reversed":
            credits = move.reversal_move_ids.filtered(lambda credit: credit.state == "posted")
            return self.env._(
                "Invoice %(number)s, cancelled by credit note %(credits)s",
                number=move.name,
                credits=", ".join(credits.mapped("name")),
            )
        return super()._get_collection_words()

    @api.model
    def _get_dead_states(self):
        """A fee credited or whose titre is cancelled is owed again, as its next revision."""
        return [*super()._get_dead_states(), "reversed"]

    def _get_fields_after_lock(self):
        return super()._get_fields_after_lock() | {"titre_id"}

    def _prepare_move_line_values(self):
        """One invoice line: the amount as liquidated, its object and its French sentence."""
        self.ensure_one()
        component = self.component_id
        values = {
            "dpo_fee_row_id": self.id,
            "name": f"{self._get_object()} — {self.collectivity_id.name}\n{self.explanation}",
            "quantity": 1.0,
            "price_unit": self.amount_called,
            "tax_ids": [fields.Command.set(component.tax_ids.ids)],
        }
        if component.account_id:
            values["account_id"] = component.account_id.id
        return values
