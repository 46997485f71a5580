from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """An invoice that Chorus Pro sent back: rerouted under its number, or replaced."""

    _inherit = "account.move"  # pylint: disable=consider-merging-classes-inherited

    dpo_return_ids = fields.One2many(
        "dpo.chorus.return",
        "move_id",
        "Returns of Chorus Pro",
        readonly=True,
        groups="dpo_base.group_dpo_user",
    )
    dpo_replaces_id = fields.Many2one(
        "account.move",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="dpo_base.group_dpo_user",
    )
    dpo_chorus_status = fields.Selection(
        selection=lambda self: (
            self.env["dpo.chorus.return"]._fields["status"]._description_selection(self.env)
        ),
        string="Status in Chorus Pro",
        compute="_compute_dpo_chorus_status",
        groups="dpo_base.group_dpo_user",
    )

    @api.depends("dpo_return_ids.status", "dpo_return_ids.status_on")
    def _compute_dpo_chorus_status(self):
        for move in self:
            move.dpo_chorus_status = move.dpo_return_ids.sorted()[:1].status

    def action_open_dpo_returns(self):
        """Open what Chorus Pro said of this invoice, the latest first."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_contract_chorus.dpo_chorus_return_action"
        )
        return {
            **action,
            "domain": [("move_id", "in", self.ids)],
            "context": {"default_move_id": self.id},
        }

    def _reroute(self, values):
        """New routing on a posted invoice: same number, same amounts, a new file to send.

        The files already sent stay in the history under another name.
        """
        self.ensure_one()
        self.write(values)
        self._check_dpo_chorus()
        self._detach_attachments()

    def _reissue(self):
        """Clear an invoice by a credit note; a draft takes its fees over.

        The link to the fees moves: they are claimed once, whatever the number of invoices.
        """
        self.ensure_one()
        if self.payment_state not in ("not_paid", "blocked"):
            raise UserError(
                self.env._(
                    "%s is paid, wholly or in part: undo the payment before replacing it.",
                    self.name,
                )
            )
        lines = self.invoice_line_ids
        fees = lines.mapped(lambda line: line.dpo_fee_row_id.id)
        today = self.env["dpo.clock"]._today()
        dates = {"date": today, "invoice_date": today, "invoice_date_due": today}
        note = self.env._("Cancels %s, rejected in Chorus Pro", self.name)
        self._reverse_moves([{**dates, "ref": note}], cancel=True)
        # sudo: nobody types this link, the gesture moves it
        lines.sudo().dpo_fee_row_id = False
        self.env.flush_all()  # the database refuses a fee on two live lines
        new = self.copy(
            {
                **dates,
                **self._prepare_dpo_reference_values(self._get_dpo_reference()),
                "dpo_fee_call_id": self.dpo_fee_call_id.id,
                "dpo_replaces_id": self.id,
                "invoice_origin": self.invoice_origin,
            }
        )
        for line, fee in zip(new.invoice_line_ids.sudo(), fees, strict=True):
            line.dpo_fee_row_id = fee
        return new

    def _get_dpo_links(self):
        return super()._get_dpo_links() | {"dpo_replaces_id"}

    def _get_dpo_asked_again(self):
        """An invoice that was replaced gave its fees away, whatever became of its heir."""
        replaced = self.filtered(
            lambda move: move.dpo_fee_call_id and not move.invoice_line_ids.dpo_fee_row_id
        )
        heirs = self.search([("dpo_replaces_id", "in", replaced.ids)])
        return [*super()._get_dpo_asked_again(), *(heirs or replaced).mapped("display_name")]
