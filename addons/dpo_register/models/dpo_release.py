from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.open_data import anonymity, duty, needs_reason

RISKS = [("unknown", "Not tested"), ("impossible", "Impossible"), ("possible", "Possible")]
#: What the decision bears on.
DECIDED = {
    "name",
    "processing_id",
    "description",
    "has_personal_data",
    "right_to_hold",
    "basis",
    "basis_text",
    "legal_filter",
    "individualisation",
    "individualisation_note",
    "correlation",
    "correlation_note",
    "inference",
    "inference_note",
    "exception",
    "exception_text",
    "licence",
    "decision",
    "decision_reason",
    "decided_by_id",
    "act_id",
}
ADVICE = {"advice", "advice_text", "advice_from"}


class DpoRelease(models.Model):
    """A dataset that a collectivity publishes or hands over for reuse, and why it may.

    CRPA art. L311-1 and following, L312-1-1 (duty to publish), L312-1-2 (persons made
    unrecognisable), L321-1 and following (reuse). The DPD advises, the collectivity decides.
    """

    _name = "dpo.release"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin", "mail.thread"]
    _description = "Release of data"
    _order = "id desc"
    _dpo_same_collectivity = ("processing_id", "act_id", "decided_by_id")
    _dpo_by_action = frozenset({"state", "advised_on", "decided_on"})
    _dpo_retention = Retention("keep", reason="Décision de diffusion (CRPA, art. L312-1-1)")

    name = fields.Char("Dataset", required=True, tracking=True)
    processing_id = fields.Many2one(
        "dpo.processing",
        "Activity of the register",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    description = fields.Text("What it holds", help="Columns, period, number of rows.")
    has_personal_data = fields.Boolean(
        "Made from personal data", default=True, help="Before anything is removed from it."
    )
    # may the data be held, may they be released
    right_to_hold = fields.Text("Right to hold", help="Text or basis under which they are held.")
    basis = fields.Selection(
        [
            ("duty", "Duty to publish (CRPA, art. L312-1-1)"),
            ("option", "Published by choice (CRPA, art. L312-1)"),
            ("request", "Communicable on request (CRPA, art. L311-1)"),
            ("special", "Special text"),
            ("none", "None found"),
        ],
        "Right to release",
    )
    basis_text = fields.Char("Article")
    legal_filter = fields.Text(
        "Secrets removed", help="Secrets protected by the law (CRPA, art. L311-5 and L311-6)."
    )
    duty = fields.Selection(
        [
            ("applies", "Applies"),
            ("exempt", "Under the thresholds"),
            ("unknown", "Population or number of agents missing"),
        ],
        "Duty to publish",
        compute="_compute_duty",
        help="3,500 inhabitants and 50 agents (CRPA, art. L312-1-1 and D312-1-1-1).",
    )
    # persons made unrecognisable
    individualisation = fields.Selection(
        RISKS, "Can a person be singled out?", required=True, default="unknown"
    )
    individualisation_note = fields.Char("Why nobody is singled out")
    correlation = fields.Selection(
        RISKS, "Can two datasets be linked?", required=True, default="unknown"
    )
    correlation_note = fields.Char("Why nothing is linked")
    inference = fields.Selection(RISKS, "Can a fact be inferred?", required=True, default="unknown")
    inference_note = fields.Char("Why nothing is inferred")
    anonymity = fields.Selection(
        [
            ("not_needed", "No personal data"),
            ("todo", "To be tested"),
            ("passed", "Three criteria met"),
            ("failed", "Persons may be recognised"),
        ],
        "Anonymisation test",
        compute="_compute_anonymity",
        store=True,
    )
    exception = fields.Selection(
        [
            ("none", "None"),
            ("law", "A law provides for it"),
            ("consent", "The persons agreed"),
            ("decree", "Document of CRPA art. D312-1-3"),
        ],
        "Published without anonymisation",
        required=True,
        default="none",
        help="CRPA, art. L312-1-2, second paragraph.",
    )
    exception_text = fields.Char("Article or proof")
    # how it is published
    licence = fields.Selection(
        [
            ("lo2", "Licence Ouverte 2.0"),
            ("odbl", "ODbL"),
            ("approved", "Other licence of CRPA art. D323-2-1"),
            ("none", "Without licence (CRPA, art. L321-1 applies)"),
        ]
    )
    frequency = fields.Selection(
        [
            ("once", "Once"),
            ("live", "Continuously"),
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("year", "Every year"),
        ],
        "Update",
    )
    url = fields.Char("Published at")
    published_on = fields.Date()
    withdrawn_on = fields.Date()
    reuser_ids = fields.One2many("dpo.release.reuser", "release_id", "Re-users")
    # advice and decision
    state = fields.Selection(
        [("draft", "Examined"), ("advised", "Advice given"), ("decided", "Decided")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    advice = fields.Selection(
        [
            ("favourable", "Favourable"),
            ("reserved", "Favourable with reservations"),
            ("unfavourable", "Unfavourable"),
        ],
        "Advice of the DPD",
        tracking=True,
    )
    advice_text = fields.Text("Reasons of the advice")
    advice_from = fields.Char("DPD who advises")
    advised_on = fields.Date(readonly=True, copy=False)
    decision = fields.Selection(
        [("release", "Release"), ("partial", "Release in part"), ("no", "No release")],
        tracking=True,
        copy=False,
    )
    decision_reason = fields.Text("Reasons of the decision", copy=False)
    decided_by_id = fields.Many2one(
        "dpo.mandate",
        "Decided by",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    act_id = fields.Many2one(
        "dpo.act",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    decided_on = fields.Date(readonly=True, copy=False)

    _published_before_withdrawn = models.Constraint(
        "CHECK(published_on IS NULL OR withdrawn_on IS NULL OR withdrawn_on >= published_on)",
        "Data are withdrawn after they are published.",
    )

    @api.depends("collectivity_id")
    def _compute_duty(self):
        today = self.env["dpo.clock"]._today()
        # sudo: populations and numbers of agents are public figures
        for release in self.sudo():
            body = release.collectivity_id
            release.duty = duty(
                population=release._get_figure("population_municipal", today),
                agents=release._get_figure("agents", today),
                is_territorial=body.dpo_body_type_id.category in ("commune", "territory"),
            )

    def _get_figure(self, kind, day):
        if not self.collectivity_id:
            return None
        metric = self.collectivity_id._dpo_metric(kind, day)
        return metric.value if metric else None

    @api.depends("has_personal_data", "individualisation", "correlation", "inference")
    def _compute_anonymity(self):
        for release in self:
            release.anonymity = anonymity(
                has_personal_data=release.has_personal_data,
                individualisation=release.individualisation,
                correlation=release.correlation,
                inference=release.inference,
            )

    def write(self, vals):
        if DECIDED & set(vals):
            self._check_not_decided()
        if ADVICE & set(vals) and any(release.state != "draft" for release in self):
            raise UserError(self.env._("The advice was given: examine the release again first."))
        return super().write(vals)

    def _check_not_decided(self):
        for release in self:
            if release.state == "decided":
                raise UserError(
                    self.env._(
                        "“%s” is decided: examine it again before you change it.", release.name
                    )
                )

    # --- steps --------------------------------------------------------------------------

    def action_advise(self):
        """The DPD of the collectivity gives an advice."""
        self.check_access("write")
        for release in self:
            if release.state != "draft":
                raise UserError(self.env._("The advice was given already."))
            if not (release.advice and release.advice_text):
                raise UserError(self.env._("Choose the advice and write its reasons."))
            release._sign_advice()
        self._write_by_action({"state": "advised", "advised_on": self.env["dpo.clock"]._today()})

    def _sign_advice(self):
        """Ours when the DPD is delegated to us; else the DPD who gave it is named."""
        # sudo: the list of DPDs is public (CNIL)
        if self.collectivity_id.sudo().dpo_dpd_status == "delegated":
            self.advice_from = self.env.user.name
        elif not self.advice_from:
            raise UserError(
                self.env._("Name the DPD of %s: only that DPD advises.", self.collectivity_id.name)
            )

    def action_decide(self):
        """Record what the collectivity decided, by whom and under which act."""
        self.check_access("write")
        for release in self:
            release._check_decision()
        self._write_by_action({"state": "decided", "decided_on": self.env["dpo.clock"]._today()})

    def _check_decision(self):
        if self.state != "advised":
            raise UserError(self.env._("The DPD advises before the collectivity decides."))
        if not (self.decision and self.decided_by_id):
            raise UserError(self.env._("Enter the decision and who takes it."))
        has_exception = self.exception != "none"
        if not self.decision_reason and needs_reason(
            self.decision, self.anonymity, has_exception=has_exception
        ):
            raise UserError(
                self.env._(
                    "Persons may be recognised in “%s”: write why it is released all the same.",
                    self.name,
                )
            )

    def action_examine_again(self):
        """Open the release again; the decision before stays in its history."""
        self.check_access("write")
        self._write_by_action({"state": "draft", "advised_on": False, "decided_on": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_not_decided()
