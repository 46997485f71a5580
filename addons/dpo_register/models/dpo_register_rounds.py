from odoo import api, fields, models
from odoo.fields import Domain


class DpoRegister(models.Model):
    """Rounds of review of a register, and its public page."""

    _inherit = "dpo.register"  # pylint: disable=consider-merging-classes-inherited

    round_ids = fields.One2many("dpo.register.round", "register_id", "Reviews")
    open_round_id = fields.Many2one(
        "dpo.register.round", "Open review", compute="_compute_open_round_id"
    )
    has_to_review = fields.Boolean(
        "Review due", compute="_compute_has_to_review", search="_search_has_to_review"
    )

    @api.depends("round_ids.state")
    def _compute_open_round_id(self):
        rounds = self.env["dpo.register.round"].search(
            [("register_id", "in", self.ids), ("state", "=", "open")]
        )
        by_register = {one.register_id: one for one in rounds}
        for register in self:
            register.open_round_id = by_register.get(register)

    def _compute_has_to_review(self):
        for register in self:
            register.has_to_review = bool(register.to_review_count)

    def _search_has_to_review(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        due = self.env["dpo.processing"]._read_group(
            Domain("date_end", "=", False)
            & Domain("review_due_on", "<=", self.env["dpo.clock"]._today()),
            ["company_id"],
            ["collectivity_id:recordset"],
        )
        # each company keeps its own register of a collectivity
        return Domain.OR(
            Domain("company_id", "=", company.id) & Domain("collectivity_id", "in", bodies.ids)
            for company, bodies in due
        )

    def _get_publication(self):
        """The public page of this register (recordset of 0 or 1)."""
        return self.env["dpo.register.publication"].search([("register_id", "in", self.ids)])

    def _get_or_create_publication(self):
        """The page, made if need be, still off; the caller has checked access."""
        self.ensure_one()
        # sudo: the page is off until somebody who may decide puts it online
        pages_sudo = self.env["dpo.register.publication"].sudo()
        page = self._get_publication() or pages_sudo.create(
            {
                "register_id": self.id,
                "collectivity_id": self.collectivity_id.id,
                "company_id": self.company_id.id,
            }
        )
        return page.sudo(False)

    def action_open_publication(self):
        """Choose what the public page shows."""
        self.check_access("write")
        return self._get_or_create_publication()._get_records_action()

    def _open_rounds(self, due_on):
        """Open the yearly round of each register."""
        self.check_access("write")
        for register in self:
            self.env["dpo.register.round"]._open_for(register, due_on)

    def action_open_rounds(self):
        """Open the reviews of this register."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_register.dpo_register_round_action"
        )
        return {**action, "domain": [("register_id", "in", self.ids)], "context": {}}
