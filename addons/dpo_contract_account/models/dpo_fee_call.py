from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

BILLING = "dpo_base.group_dpo_billing"


class DpoFeeCall(models.Model):
    """The two exits of a locked call: invoices, or titres of the finance software."""

    _name = "dpo.fee.call"
    _inherit = ["dpo.fee.call", "dpo.batch.mixin"]
    _dpo_batch_kinds = ("invoice",)
    _dpo_batch_size = 100

    journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        ondelete="restrict",
        domain=[("type", "=", "sale")],
        compute="_compute_journal_id",
        store=True,
        readonly=False,
    )
    grouping = fields.Selection(
        [("payer", "One invoice per payer"), ("row", "One invoice per fee")],
        required=True,
        default="payer",
    )
    invoice_date = fields.Date()
    due_date = fields.Date(help="Empty: due at once.")
    post_invoices = fields.Boolean("Post at once", help="Otherwise the invoices stay drafts.")
    move_ids = fields.One2many("account.move", "dpo_fee_call_id", "Invoices", readonly=True)
    titre_ids = fields.One2many("dpo.titre", "call_id", "Titres", readonly=True)
    # in sudo: whoever may read a call sees how much of it is issued, not the books
    move_count = fields.Integer(compute="_compute_issue_counts", compute_sudo=True)
    titre_count = fields.Integer(compute="_compute_issue_counts", compute_sudo=True)
    to_issue_count = fields.Integer(compute="_compute_issue_counts", compute_sudo=True)

    @api.depends("company_id")
    def _compute_journal_id(self):
        for call in self:
            if call.journal_id.company_id != call.company_id:
                call.journal_id = self.env["account.journal"].search(
                    [
                        *self.env["account.journal"]._check_company_domain(call.company_id),
                        ("type", "=", "sale"),
                    ],
                    limit=1,
                )

    def _compute_issue_counts(self):
        moves = self._count_by_call("account.move", "dpo_fee_call_id", [])
        titres = self._count_by_call("dpo.titre", "call_id", [])
        rows = self._count_by_call("dpo.fee.row", "call_id", self._get_to_issue_domain())
        for call in self:
            call.move_count = moves.get(call.id, 0)
            call.titre_count = titres.get(call.id, 0)
            call.to_issue_count = rows.get(call.id, 0)

    def _count_by_call(self, model, field, domain):
        groups = self.env[model]._read_group(
            [(field, "in", self.ids), *domain], [field], ["__count"]
        )
        return {call.id: count for call, count in groups}

    def _get_to_issue_domain(self):
        """Rows that money is asked for and that nothing carries yet."""
        return self.env["dpo.fee.row"]._get_issuable_domain()

    def _get_fields_after_lock(self):
        """How and when the call is issued is chosen after its amounts are frozen."""
        return super()._get_fields_after_lock() | {
            "batch_id",
            "journal_id",
            "grouping",
            "invoice_date",
            "due_date",
            "post_invoices",
        }

    # --- invoices ---------------------------------------------------------------------

    def action_issue_invoices(self):
        """Queue the creation of the invoices; the batch runner does the work."""
        self._check_may_issue("invoice")
        if not self.invoice_date:
            self.invoice_date = self.env["dpo.clock"]._today()
        return self._launch_batch("invoice", self.env._("Invoices: %s", self.name))

    def _check_may_issue(self, mode):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(BILLING):
            raise AccessError(self.env._("Only a billing officer issues a fee call."))
        if self.state != "locked":
            raise UserError(self.env._("Lock the call first: only locked amounts are issued."))
        if self.billing_mode != mode:
            raise UserError(
                self.env._("This call is issued the other way: see its accounting mode.")
            )

    def _batch_invoice_count(self):
        return self._search_to_invoice(0, None, count=True)

    def _batch_invoice_remaining(self, batch, limit):
        return self._search_to_invoice(batch.cursor, limit)

    def _search_to_invoice(self, cursor, limit, count=False):
        """The next payers (or rows) without an invoice, in id order."""
        domain = [("call_id", "=", self.id), *self._get_to_issue_domain()]
        rows = self.env["dpo.fee.row"]
        if self.grouping == "row":
            domain = [*domain, ("id", ">", cursor)]
            return (
                rows.search_count(domain) if count else rows.search(domain, order="id", limit=limit)
            )
        [[payer_ids]] = rows._read_group(domain, [], ["payer_id:array_agg_distinct"])
        ahead = sorted(payer_id for payer_id in payer_ids or [] if payer_id > cursor)
        payers = self.env["res.partner"].browse(ahead[:limit])
        return len(payers) if count else payers

    def _batch_invoice_process(self, batch, items):
        moves = self._create_moves(items)
        if self.post_invoices:
            moves._post(soft=False)

    def _create_moves(self, items):
        """Invoices of these payers (or rows), without a message on each of them."""
        quiet = self.env["account.move"].with_context(mail_create_nolog=True)
        return quiet.create(self._prepare_moves_values(items))

    def _prepare_moves_values(self, items):
        values = [self._prepare_move_values(rows) for rows in self._group_rows(items)]
        if not self._has_analytic_models():
            for line in (command[2] for move in values for command in move["invoice_line_ids"]):
                line["analytic_distribution"] = False
        return values

    def _group_rows(self, items):
        if self.grouping == "row":
            return list(items)
        rows = self.env["dpo.fee.row"].search(
            [
                ("call_id", "=", self.id),
                ("payer_id", "in", items.ids),
                *self._get_to_issue_domain(),
            ],
            order="payer_id, id",
        )
        return list(rows.grouped("payer_id").values())

    def _prepare_move_values(self, rows):
        """Values of one invoice; what core would look up row by row is given here."""
        lines = [
            {"account_id": self.journal_id.default_account_id.id, **row._prepare_move_line_values()}
            for row in rows
        ]
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "currency_id": self.company_id.currency_id.id,
            "partner_id": rows.payer_id.id,
            "fiscal_position_id": False,
            "invoice_date": self.invoice_date,
            "invoice_date_due": (self.due_date or self.invoice_date),
            "invoice_origin": self.name,
            "dpo_fee_call_id": self.id,
            "invoice_line_ids": [fields.Command.create(line) for line in lines],
        }

    def _has_analytic_models(self):
        return bool(
            self.env["account.analytic.distribution.model"]
            .sudo()
            .search_count([("company_id", "in", (False, self.company_id.id))], limit=1)
        )

    def _batch_invoice_done(self, batch):
        """One message on the call, none per invoice."""
        self._close_if_issued()
        self.message_post(
            body=self.env._(
                "%(count)s invoices issued by %(user)s.",
                count=self.move_count,
                user=batch.user_id.name,
            )
        )

    # --- titres -----------------------------------------------------------------------

    def action_prepare_titres(self):
        """One titre per debtor (or per fee), ready for the finance software."""
        self._check_may_issue("titre")
        self._lock_alone()
        rows = self.env["dpo.fee.row"].search(
            [("call_id", "=", self.id), *self._get_to_issue_domain()], order="payer_id, id"
        )
        groups = list(rows.grouped("payer_id").values()) if self.grouping == "payer" else list(rows)
        titres = self.env["dpo.titre"]._create_by_action(
            [self._prepare_titre_values(group) for group in groups]
        )
        for titre, group in zip(titres, groups, strict=True):
            group.sudo().titre_id = titre
        self._close_if_issued()
        return self.action_open_titres()

    def _prepare_titre_values(self, rows):
        payer = rows.payer_id
        return {
            "collectivity_id": payer.id,
            "company_id": self.company_id.id,
            "call_id": self.id,
            "reference": rows[0].reference,
            "amount": sum(rows.mapped("amount_called")),
            "subject": ", ".join(dict.fromkeys(row._get_object() for row in rows)),
        }

    def _close_if_issued(self):
        """The call is issued once nothing waits for an invoice or a titre."""
        if self.state != "locked":
            return
        self.env.flush_all()
        waiting = self.env["dpo.fee.row"].search_count(
            [("call_id", "=", self.id), *self.env["dpo.fee.row"]._get_unissued_domain()], limit=1
        )
        if not waiting:
            self._write_by_action({"state": "issued"})

    # --- windows ----------------------------------------------------------------------

    def action_open_invoices(self):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return {
            **action,
            "domain": [("dpo_fee_call_id", "in", self.ids)],
            "context": {"create": False},
        }

    def action_open_titres(self):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_contract_account.dpo_titre_action"
        )
        return {**action, "domain": [("call_id", "in", self.ids)], "context": {}}
