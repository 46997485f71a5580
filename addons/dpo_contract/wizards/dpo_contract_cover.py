from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class DpoContractCover(models.TransientModel):
    """Covers the member communes of a grouping that pays for them."""

    _name = "dpo.contract.cover"
    _description = "Cover the members of a grouping"

    contract_id = fields.Many2one("dpo.contract", required=True, ondelete="cascade")
    date_from = fields.Date(
        "Covered from",
        compute="_compute_date_from",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    fee_mode = fields.Selection(
        [("covered", "Paid by the holder"), ("free", "Free of charge")],
        "Who pays",
        required=True,
        default="covered",
    )
    note = fields.Char()
    line_ids = fields.One2many(
        "dpo.contract.cover.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("contract_id")
    def _compute_date_from(self):
        for wizard in self:
            wizard.date_from = wizard.contract_id.date_effect

    @api.depends("contract_id", "date_from")
    def _compute_line_ids(self):
        for wizard in self:
            members = wizard._get_members()
            payers = wizard._get_paid_by(members)
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "collectivity_id": member.id,
                        "paid_by": payers.get(member),
                        "is_chosen": member not in payers,
                    }
                )
                for member in members
            ]

    def _get_members(self):
        """Bodies that are members of the holder on the day, by name."""
        if not (self.contract_id and self.date_from):
            return self.env["res.partner"]
        memberships = self.env["dpo.membership"].search(self._get_membership_domain())
        return memberships.collectivity_id.sorted("name")

    def _get_membership_domain(self):
        day = self.date_from
        return (
            Domain("grouping_id", "=", self.contract_id.collectivity_id.id)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_until", "=", False) | Domain("date_until", ">=", day))
        )

    def _get_paid_by(self, members):
        """Numbers of the conventions that already cover these members from that day on."""
        rows = self.env["dpo.contract.coverage"].sudo().search(self._get_paid_domain(members))
        return {row.collectivity_id: row.contract_id.display_name for row in rows}

    def _get_paid_domain(self, members):
        return (
            Domain("collectivity_id", "in", members.ids)
            & Domain("company_id", "=", self.contract_id.company_id.id)
            & Domain("nature", "=", self.contract_id.nature)
            & (
                Domain("contract_id.state", "!=", "draft")
                | Domain("contract_id", "=", self.contract_id.id)
            )
            & (
                Domain("effective_until", "=", False)
                | Domain("effective_until", ">=", self.date_from)
            )
        )

    def action_confirm(self):
        self.contract_id.check_access("write")
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Choose at least one member."))
        self.env["dpo.contract.coverage"].create(
            [self._prepare_coverage_values(line) for line in chosen]
        )

    def _prepare_coverage_values(self, line):
        follows = self.date_from == self.contract_id.date_effect
        return {
            "contract_id": self.contract_id.id,
            "collectivity_id": line.collectivity_id.id,
            "fee_mode": self.fee_mode,
            "date_from": False if follows else self.date_from,
            "note": self.note,
        }
