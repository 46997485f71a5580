from odoo import api, fields, models


class DpoFeeRow(models.Model):
    """A row knows what carries its money: a live invoice line, or a titre."""

    _inherit = "dpo.fee.row"

    move_line_ids = fields.One2many(
        "account.move.line", "dpo_fee_row_id", "Invoice lines", readonly=True
    )
    move_id = fields.Many2one("account.move", "Invoice", compute="_compute_move_id")
    titre_id = fields.Many2one(
        "dpo.titre", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    # not precomputed: the invoice line does not exist when the row is created
    state = fields.Selection(
        precompute=False,
        selection_add=[
            ("to_issue",),
            ("drafted", "Draft invoice"),
            ("sent", "With the finance software"),
            ("issued",),
        ],
    )

    @api.depends("move_line_ids.parent_state")
    def _compute_move_id(self):
        for row in self:
            row.move_id = row._get_live_move_lines().move_id[:1]

    @api.depends("move_line_ids.parent_state", "titre_id.state")
    def _compute_state(self):
        return super()._compute_state()

    def _get_state(self):
        state = super()._get_state()
        return self._get_issue_state() if state == "to_issue" else state

    def _get_issue_state(self):
        states = set(self._get_live_move_lines().mapped("parent_state"))
        if "posted" in states or self.titre_id.state == "issued":
            return "issued"
        if states:
            return "drafted"
        return "sent" if self.titre_id else "to_issue"

    def _get_live_move_lines(self):
        return self.move_line_ids.filtered(lambda line: line.parent_state != "cancel")

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
