from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.dpo_base.tools.retention import Retention

ANSWERED = ("unchanged", "changed", "stopped")


class DpoRegisterRound(models.Model):
    """The yearly review of a register: each activity is shown as it is written, the collectivity
    says unchanged, changed or stopped (GDPR art. 24(1): reviewed and updated where necessary).

    Each answer is kept at once. The round closes with the last one.
    """

    _name = "dpo.register.round"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin", "mail.thread"]
    _description = "Review of a register"
    _order = "opened_on desc, id desc"
    _rec_name = "code"
    _rec_names_search = ["code", "collectivity_id"]
    _dpo_same_collectivity = ("register_id",)
    _dpo_immutable = ("collectivity_id", "company_id", "register_id")
    _dpo_by_action = frozenset(
        {"year", "opened_on", "state", "closed_on", "answered_at", "answered_by_id"}
    )
    _dpo_retention = Retention(
        "visa", months=60, start_field="closed_on", reason="Réexamen du registre (RGPD, art. 24)"
    )

    register_id = fields.Many2one(
        "dpo.register", required=True, readonly=True, index=True, ondelete="restrict"
    )
    code = fields.Char("Number", compute="_compute_code", store=True, index=True)
    year = fields.Integer(required=True, readonly=True)
    opened_on = fields.Date(required=True, readonly=True)
    due_on = fields.Date("To be answered by", required=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], required=True, default="open", readonly=True
    )
    closed_on = fields.Date(readonly=True)
    answered_at = fields.Datetime("Last answer", readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", "Last answer by", readonly=True, ondelete="restrict"
    )
    line_ids = fields.One2many("dpo.register.round.line", "round_id", "Activities")
    line_count = fields.Integer("Number of activities", compute="_compute_figures")
    answered_count = fields.Integer("Answered", compute="_compute_figures")
    changed_count = fields.Integer("Changed", compute="_compute_figures")
    stopped_count = fields.Integer("Stopped", compute="_compute_figures")
    progress = fields.Integer("Progress (%)", compute="_compute_figures")

    _open_uniq = models.UniqueIndex(
        "(collectivity_id, company_id) WHERE state = 'open'",
        "A review of this register is open already.",
    )
    _due_idx = models.Index("(due_on) WHERE state = 'open'")

    @api.depends("year")
    def _compute_code(self):
        for one in self:
            one.code = f"REV-{one.year}-{one.id:05}" if one.id else False

    @api.depends("year", "collectivity_id.name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._(
                "Review %(year)s – %(name)s", year=one.year, name=one.collectivity_id.name
            )

    @api.depends("line_ids.answer")
    def _compute_figures(self):
        counts = {}
        groups = self.env["dpo.register.round.line"]._read_group(
            [("round_id", "in", self.ids)], ["round_id", "answer"], ["__count"]
        )
        for one, answer, count in groups:
            counts.setdefault(one.id, {})[answer] = count
        for one in self:
            found = counts.get(one.id, {})
            one.line_count = sum(found.values())
            one.answered_count = one.line_count - found.get("waiting", 0)
            one.changed_count = found.get("changed", 0)
            one.stopped_count = found.get("stopped", 0)
            one.progress = one.answered_count * 100 // one.line_count if one.line_count else 100

    # --- opening --------------------------------------------------------------------------

    @api.model
    def _open_for(self, register, due_on):
        """Open the round of ``register``; its records that are due by then come first.

        The caller has checked access.
        """
        records = register.processing_ids.sorted(lambda r: (r.review_due_on or due_on, r.id))
        if not records:
            raise UserError(
                self.env._("The register of %s is empty.", register.collectivity_id.name)
            )
        if register.open_round_id:
            raise UserError(
                self.env._(
                    "The review of %(name)s is open since %(day)s.",
                    name=register.collectivity_id.name,
                    day=format_date(self.env, register.open_round_id.opened_on),
                )
            )
        # sudo: rounds are made here only, whoever may write the register
        one = self.sudo()._create_by_action([self._prepare_round_values(register, due_on)])
        one.line_ids = [
            Command.create(
                {
                    "processing_id": record.id,
                    "is_due": bool(record.review_due_on and record.review_due_on <= due_on),
                }
            )
            for record in records
        ]
        return one.sudo(False)

    def _prepare_round_values(self, register, due_on):
        today = self.env["dpo.clock"]._today()
        return {
            "register_id": register.id,
            "collectivity_id": register.collectivity_id.id,
            "company_id": register.company_id.id,
            "year": today.year,
            "opened_on": today,
            "due_on": due_on,
        }

    # --- steps ----------------------------------------------------------------------------

    def action_rest_unchanged(self):
        """Everything that was not answered is unchanged; what was answered stays."""
        self.line_ids.processing_id._check_may_edit()
        waiting = self.line_ids.filtered(lambda line: line.answer == "waiting")
        waiting.round_id._check_open()
        ended = waiting.filtered("processing_id.date_end")
        for line in ended:
            line._answer("stopped", ended_on=line.processing_id.date_end)
        (waiting - ended)._answer("unchanged")

    def action_close(self):
        """Close a round that the collectivity did not finish; what waits stays unanswered."""
        self.check_access("write")
        self._check_open()
        self._close()

    def action_reopen(self):
        """Open again what was closed, to correct an answer or to receive the missing ones."""
        self.check_access("write")
        if self.register_id.open_round_id:
            raise UserError(self.env._("A more recent review is open: answer that one."))
        # sudo: fields of the action, after the check
        self.sudo()._write_by_action({"state": "open", "closed_on": False})

    def action_print_sheet(self):
        """The sheet on paper, with boxes to tick."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/revue/{self.id}/fiche.pdf",
            "target": "download",
        }

    def _check_open(self):
        if any(one.state != "open" for one in self):
            raise UserError(self.env._("This review is closed: call the data protection service."))

    def _close(self):
        # sudo: the round closes with the answer, which was checked
        self.sudo()._write_by_action(
            {"state": "closed", "closed_on": self.env["dpo.clock"]._today()}
        )

    def _on_answered(self):
        """Say that something came in; close what is complete."""
        # sudo: the right to answer was checked
        self.sudo()._write_by_action(
            {"answered_at": self.env["dpo.clock"]._now(), "answered_by_id": self.env.uid}
        )
        self.filtered(lambda one: one.answered_count == one.line_count)._close()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if any(one.answered_count for one in self):
            raise UserError(self.env._("A review that was answered is kept: close it instead."))

    # --- paper ----------------------------------------------------------------------------

    def _render_sheet(self):
        """PDF of the sheet to fill in by hand."""
        self.ensure_one()
        # sudo: whoever reads the round reads what it shows of the records
        one_sudo = self.sudo()
        return self.env["dpo.pdf"]._render(
            "dpo_register.pdf_round",
            {"review": one_sudo},
            title=f"Revue annuelle du registre – {one_sudo.collectivity_id.name}",
            company=one_sudo.company_id,
            code=f"{one_sudo.code} – {one_sudo.collectivity_id.name}",
        )
