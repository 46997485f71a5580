from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.dpo_base.models.dpo_approval import OPEN
from odoo.addons.dpo_base.tools.legal_time import french_date
from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.elimination import final_state, proposal

#: What the archives gave back, written while the list is with them.
VISA_FIELDS = {"visa_reference", "visa_on", "visa_file", "visa_file_name"}


class DpoElimination(models.Model):
    """The yearly list of files that a collectivity proposes to eliminate (bordereau).

    The files are public archives: nothing is eliminated without the visa of the departmental
    archives (Code du patrimoine, art. L212-2, L214-3 and R212-14). This list deletes nothing.
    """

    _name = "dpo.elimination"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin", "dpo.approvable.mixin", "mail.thread"]
    _description = "List of eliminations"
    _order = "year desc, id desc"
    _dpo_same_collectivity = ("approval_id",)
    _dpo_by_action = frozenset({"state", "prepared_on", "sent_on", "closed_by_id"})
    _dpo_retention = Retention(
        "keep", reason="Preuve d’une élimination régulière (Code du patrimoine, art. L214-3)"
    )

    year = fields.Integer(required=True, default=lambda self: self.env["dpo.clock"]._today().year)
    state = fields.Selection(
        [
            ("draft", "To be completed"),
            ("sent", "Sent to the archives"),
            ("visa", "Visa received"),
            ("eliminated", "Eliminated"),
            ("refused", "Refused"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    prepared_on = fields.Date(readonly=True, copy=False)
    sent_on = fields.Date("Sent to the archives on", readonly=True, copy=False)
    visa_reference = fields.Char("Reference of the visa", copy=False)
    visa_on = fields.Date("Visa of", copy=False)
    visa_file = fields.Binary("Scan of the visa", attachment=True, copy=False)
    visa_file_name = fields.Char(copy=False)
    eliminated_on = fields.Date(copy=False)
    eliminated_by = fields.Char("Eliminated by", copy=False, help="Agent, service or company.")
    closed_by_id = fields.Many2one(
        "res.users", "Recorded by", readonly=True, copy=False, ondelete="restrict"
    )
    line_ids = fields.One2many("dpo.elimination.line", "elimination_id", "Files")
    incomplete_ids = fields.Many2many(
        "dpo.processing.retention",
        compute="_compute_incomplete_ids",
        string="Periods to be completed first",
    )

    _year_uniq = models.UniqueIndex(
        "(collectivity_id, company_id, year)", "This collectivity has its list of the year already."
    )
    _year_plausible = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2200)", "Give the year in four digits."
    )

    @api.depends("year", "collectivity_id.name")
    def _compute_display_name(self):
        for elimination in self:
            elimination.display_name = self.env._(
                "Eliminations %(year)s – %(collectivity)s",
                year=elimination.year,
                collectivity=elimination.collectivity_id.name or "",
            )

    def _compute_incomplete_ids(self):
        proposals = self._get_proposals()
        for elimination in self:
            elimination.incomplete_ids = self.env["dpo.processing.retention"].union(
                *(
                    line
                    for line, (answer, _day) in proposals.items()
                    if answer == "to_complete" and line._is_of(elimination)
                )
            )

    @api.constrains("visa_file", "visa_file_name")
    def _check_visa_file(self):
        for elimination in self.with_context(bin_size=False).filtered("visa_file"):
            self.env["dpo.upload"]._check(elimination.visa_file_name, elimination.visa_file)

    def write(self, vals):
        if "year" in vals:
            self._check_open()
        if VISA_FIELDS & set(vals):
            self._check_state("sent", self.env._("The visa is entered once the list was sent."))
        if {"eliminated_on", "eliminated_by"} & set(vals):
            self._check_state("visa", self.env._("Nothing is eliminated before the visa."))
        return super().write(vals)

    # --- preparation --------------------------------------------------------------------

    def action_prepare(self):
        """Propose what reached the end of its period; what was filled in stays."""
        self.check_access("write")
        self._check_open()
        self._sync_lines()

    def _get_proposals(self):
        """``{retention line: (answer, day)}`` for these collectivities, in one search."""
        today = self.env["dpo.clock"]._today()
        lines = self.env["dpo.processing.retention"].search(
            [
                ("collectivity_id", "in", self.collectivity_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        return {line: proposal(line._get_period(), today) for line in lines}

    def _sync_lines(self):
        """One line per retention that is due; a line left empty goes when it is due no more."""
        proposals = self._get_proposals()
        for elimination in self:
            due = {
                line: day
                for line, (answer, day) in proposals.items()
                if answer == "due" and line._is_of(elimination)
            }
            elimination.line_ids = elimination._prepare_lines_commands(due)
        self._write_by_action({"prepared_on": self.env["dpo.clock"]._today()})

    def _prepare_lines_commands(self, due):
        proposed = self.line_ids.filtered("retention_id")
        known = proposed.grouped("retention_id")
        gone = proposed.filtered(
            lambda line: line.retention_id not in due and not line._is_filled()
        )
        commands = [Command.delete(line.id) for line in gone]
        for retention, day in due.items():
            values = retention._prepare_elimination_values(day)
            if retention in known:
                commands.append(Command.update(known[retention].id, values))
            else:
                commands.append(Command.create({**values, "retention_id": retention.id}))
        return commands

    # --- steps --------------------------------------------------------------------------

    def action_request_signature(self):
        """Freeze the list and have the legal representative sign it."""
        self.check_access("write")
        self._check_open()
        for elimination in self:
            if not elimination._get_proposed_lines():
                raise UserError(
                    self.env._("Fill in the volume of what is to be eliminated, then ask again.")
                )
        self._request_approval()

    def action_send(self):
        """The signed list left for the departmental archives."""
        self.check_access("write")
        self._check_state("draft", self.env._("The list was sent already."))
        if any(elimination.approval_state != "signed" for elimination in self):
            raise UserError(
                self.env._("The legal representative signs the list before it is sent.")
            )
        self._write_by_action({"state": "sent", "sent_on": self.env["dpo.clock"]._today()})

    def action_receive_visa(self):
        """The archives answered: what they did not refuse may be eliminated."""
        self.check_access("write")
        self._check_state("sent", self.env._("Send the list to the archives first."))
        for elimination in self:
            if not (elimination.visa_reference and elimination.visa_on):
                raise UserError(self.env._("Enter the reference and the date of the visa."))
            lines = elimination._get_proposed_lines()
            lines.filtered(lambda line: line.verdict == "pending")._write_by_action(
                {"verdict": "accepted"}
            )
            elimination._write_by_action({"state": final_state(lines.mapped("verdict"))})

    def action_eliminate(self):
        """The files were destroyed: when and by whom is kept as the proof."""
        self.check_access("write")
        self._check_state("visa", self.env._("Nothing is eliminated before the visa."))
        for elimination in self:
            if not (elimination.eliminated_on and elimination.eliminated_by):
                raise UserError(self.env._("Enter when the files were eliminated, and by whom."))
            if elimination.eliminated_on < elimination.visa_on:
                raise UserError(self.env._("Nothing is eliminated before the visa."))
        self._write_by_action({"state": "eliminated", "closed_by_id": self.env.uid})

    def _check_state(self, state, message):
        if any(elimination.state != state for elimination in self):
            raise UserError(message)

    def _check_open(self):
        """A list under signature or signed changes no more."""
        for elimination in self:
            if not elimination._is_open():
                raise UserError(
                    self.env._(
                        "“%s” is under signature or signed: it changes no more.",
                        elimination.display_name,
                    )
                )

    def _is_open(self):
        # sudo: the state of the approval says whether the list may change, nothing more
        return self.state == "draft" and self.sudo().approval_state not in ("signed", *OPEN)

    def _get_proposed_lines(self):
        """What goes to the archives: lines without volume hold nothing this year."""
        return self.line_ids.filtered(lambda line: line._is_filled())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(elimination.state != "draft" for elimination in self):
            raise UserError(self.env._("A list that was sent to the archives is kept."))

    # --- document -----------------------------------------------------------------------

    def action_open_pdf(self):
        self.check_access("read")
        self.ensure_one()
        url = f"/my/registre/bordereau/{self.id}.pdf"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _render_working_copy(self):
        """The list as it stands, before any signature. The caller checked access."""
        self.ensure_one()
        return self.env["dpo.pdf"]._render(
            "dpo_register.pdf_elimination",
            {**self._prepare_pdf_values(), "approval": None},
            title=self._get_approval_title(),
            company=self.company_id,
            code="Document de travail",
        )

    def _prepare_pdf_values(self):
        return {"elimination": self, "lines": self._get_proposed_lines()}

    def _get_approval_title(self):
        return f"Bordereau d’élimination {self.year} – {self.collectivity_id.name}"

    def _get_approval_summary(self):
        return self.env["ir.qweb"]._render(
            "dpo_register.elimination_table", {"lines": self.sudo()._get_proposed_lines()}
        )

    def _get_approval_document(self, approval):
        return approval._render_pdf("dpo_register.pdf_elimination", self._prepare_pdf_values())

    def _prepare_approval_payload(self):
        return {
            "year": self.year,
            "lines": [line._prepare_payload() for line in self._get_proposed_lines()],
        }

    def _get_prepared_label(self):
        return french_date(self.prepared_on) if self.prepared_on else ""
