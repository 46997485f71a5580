from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.dpo_base.tools.retention import Retention

CONFIDENCES = [
    ("model", "From the model"),
    ("declared", "Declared"),
    ("verified", "Verified"),
]
#: Sections of a record, in the order of the pages: the fields that each one holds.
SECTIONS = {
    "description": (
        "name",
        "reference",
        "domain_id",
        "service",
        "contact",
        "summary",
        "date_start",
        "date_end",
        "sources",
    ),
    "purposes": ("purpose_ids",),
    "persons": ("person_ids", "person_note", "estimated_count"),
    "data": ("data_ids",),
    "recipients": ("recipient_ids",),
    "processors": ("party_ids", "tools_note", "is_paper"),
    "transfers": ("has_transfer", "transfer_ids"),
    "retention": ("retention_ids",),
    "security": ("measure_ids", "measure_note"),
    "information": ("channel_ids", "information", "rights_note"),
    "advice": ("recommendation", "dpia_proposal", "dpia_reason", "dpia_confirmed"),
}


class DpoProcessing(models.Model):
    """A processing activity of a collectivity, in its register of controller (GDPR art. 30(1)).

    The commune writes, the DPD of the collectivity checks, the mayor's visa bears on the whole
    register once a year. An edit brings the record back (``tools.states``).
    """

    _name = "dpo.processing"
    _inherit = [
        "dpo.guarded.mixin",
        "dpo.scoped.mixin",
        "dpo.dpd.mixin",
        "dpo.processing.payload.mixin",
        "mail.thread",
    ]
    _description = "Processing"
    _order = "id"
    _check_company_auto = True
    _dpo_by_action = frozenset(
        {
            "state",
            "submitted_on",
            "submitted_by_id",
            "first_checked_by_id",
            "checked_on",
            "checked_by_id",
            "visa_on",
            "reviewed_on",
            "reviewed_by_id",
            "missing",
            "completeness",
            "has_sensitive",
            "risk",
            "review_due_on",
            "changed_on",
            "sent_back_reason",
        }
    )
    _dpo_retention = Retention(
        "visa", months=60, start_field="date_end", reason="Registre (RGPD, art. 30 et 5, § 2)"
    )
    _dpo_fields = {
        "name": "copy",
        "reference": "local",
        "domain_id": "copy",
        "service": "local",
        "contact": "local",
        "summary": "copy",
        "date_start": "local",
        "date_end": "local",
        "sources": "copy",
        "purpose_ids": "copy",
        "person_ids": "copy",
        "person_note": "copy",
        "estimated_count": "local",
        "data_ids": "copy",
        "recipient_ids": "copy",
        "party_ids": "local",
        "tools_note": "local",
        "is_paper": "local",
        "has_transfer": "copy",
        "transfer_ids": "copy",
        "retention_ids": "copy",
        "measure_ids": "copy",
        "measure_note": "copy",
        "channel_ids": "copy",
        "information": "copy",
        "rights_note": "copy",
        "recommendation": "copy",
        "dpia_proposal": "copy",
        "dpia_reason": "copy",
        "dpia_confirmed": "local",
        "conflict_measure": "skip",
        "is_minor": "skip",
        "state": "skip",
        "submitted_on": "skip",
        "submitted_by_id": "skip",
        "first_checked_by_id": "skip",
        "checked_on": "skip",
        "checked_by_id": "skip",
        "visa_on": "skip",
        "reviewed_on": "skip",
        "reviewed_by_id": "skip",
        "review_due_on": "skip",
        "changed_on": "skip",
        "sent_back_reason": "skip",
        "missing": "skip",
        "missing_text": "skip",
        "completeness": "skip",
        "has_sensitive": "skip",
        "risk": "skip",
        "opsn_is_processor": "skip",
        **{f"confidence_{section}": "skip" for section in SECTIONS},
    }

    # description
    name = fields.Char("Activity", required=True, tracking=True, index="trigram")
    reference = fields.Char("Number", help="Own numbering of the collectivity, if it has one.")
    domain_id = fields.Many2one(
        "dpo.register.term",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("catalogue", "=", "domain")],
    )
    service = fields.Char("Service in charge")
    contact = fields.Char("Person in charge", help="Function rather than name.")
    summary = fields.Text("In a few words")
    date_start = fields.Date("In use since")
    date_end = fields.Date("Ended on", tracking=True)
    sources = fields.Text("Texts")
    # content
    purpose_ids = fields.One2many("dpo.processing.purpose", "processing_id", "Purposes")
    person_ids = fields.Many2many(
        "dpo.register.term",
        "dpo_processing_person_rel",
        string="Persons concerned",
        domain=[("catalogue", "=", "person")],
    )
    person_note = fields.Char("Other persons")
    estimated_count = fields.Integer("Number of persons, about")
    data_ids = fields.One2many("dpo.processing.data", "processing_id")
    recipient_ids = fields.One2many("dpo.processing.recipient", "processing_id")
    party_ids = fields.One2many(
        "dpo.processing.party", "processing_id", "Processors, operators, partners"
    )
    tools_note = fields.Char("Other tools", help="Spreadsheets, premises, equipment...")
    is_paper = fields.Boolean("Paper files")
    has_transfer = fields.Selection(
        [("no", "No"), ("yes", "Yes"), ("unknown", "Not known")], "Data outside the European Union"
    )
    transfer_ids = fields.One2many("dpo.processing.transfer", "processing_id", "Transfers")
    retention_ids = fields.One2many(
        "dpo.processing.retention", "processing_id", "Retention periods"
    )
    measure_ids = fields.Many2many(
        "dpo.register.term",
        "dpo_processing_measure_rel",
        string="Security measures",
        domain=[("catalogue", "=", "measure")],
    )
    measure_note = fields.Text("Other measures")
    channel_ids = fields.Many2many(
        "dpo.register.term",
        "dpo_processing_channel_rel",
        string="Collected through",
        domain=[("catalogue", "=", "channel")],
    )
    information = fields.Text(
        "How persons are informed", help="Notice on the form, poster, website..."
    )
    rights_note = fields.Text("Note on the rights of persons")
    # what the DPD says
    recommendation = fields.Text("Recommendation of the DPD")
    dpia_proposal = fields.Selection(
        [("yes", "Proposed"), ("no", "Not proposed"), ("examine", "To be examined")],
        "Impact assessment",
        help="A proposal of the tool; the DPD recommends, the mayor decides.",
    )
    dpia_reason = fields.Text("Reason for the proposal")
    dpia_confirmed = fields.Boolean("Confirmed by the DPD")
    opsn_is_processor = fields.Boolean(
        "Our service is a processor here", compute="_compute_opsn_is_processor"
    )
    conflict_measure = fields.Text(
        "Measure against the conflict of interest",
        help="Without it, two different officers check the record (GDPR art. 38(6)).",
    )
    # life
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("checked", "Checked by the DPD"),
            ("visa", "Under visa"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    is_minor = fields.Boolean(
        "Minor correction",
        store=False,
        help="Spelling, layout: the check and the visa stay.",
    )
    submitted_on = fields.Date(readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        "res.users", "Submitted by", readonly=True, copy=False, ondelete="restrict"
    )
    first_checked_by_id = fields.Many2one(
        "res.users", "First check by", readonly=True, copy=False, ondelete="restrict"
    )
    checked_on = fields.Date(readonly=True, copy=False)
    checked_by_id = fields.Many2one(
        "res.users", "Checked by", readonly=True, copy=False, ondelete="restrict"
    )
    visa_on = fields.Date("Visa on", readonly=True, copy=False)
    reviewed_on = fields.Date("Last review", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one(
        "res.users", "Reviewed by", readonly=True, copy=False, ondelete="restrict"
    )
    review_due_on = fields.Date("To be reviewed by", readonly=True, copy=False)
    changed_on = fields.Date("Last change", readonly=True, copy=False)
    sent_back_reason = fields.Text("To be completed", readonly=True, copy=False)
    # derived, kept by _on_content_changed: a stored compute would read every line at each edit
    missing = fields.Char(readonly=True, copy=False, help="Codes of what is not said yet.")
    missing_text = fields.Text("Still to be said", compute="_compute_missing_text")
    completeness = fields.Integer("Completeness (%)", readonly=True, copy=False, aggregator="avg")
    has_sensitive = fields.Boolean("Sensitive data", readonly=True, copy=False)
    risk = fields.Selection(
        [("normal", "Normal"), ("high", "High")], readonly=True, copy=False, default="normal"
    )
    # how far each section is to be believed
    confidence_description = fields.Selection(
        CONFIDENCES, "Reliability: description", default="declared"
    )
    confidence_purposes = fields.Selection(CONFIDENCES, "Reliability: purposes", default="declared")
    confidence_persons = fields.Selection(CONFIDENCES, "Reliability: persons", default="declared")
    confidence_data = fields.Selection(CONFIDENCES, "Reliability: data", default="declared")
    confidence_recipients = fields.Selection(
        CONFIDENCES, "Reliability: recipients", default="declared"
    )
    confidence_processors = fields.Selection(
        CONFIDENCES, "Reliability: processors", default="declared"
    )
    confidence_transfers = fields.Selection(
        CONFIDENCES, "Reliability: transfers", default="declared"
    )
    confidence_retention = fields.Selection(
        CONFIDENCES, "Reliability: retention", default="declared"
    )
    confidence_security = fields.Selection(CONFIDENCES, "Reliability: security", default="declared")
    confidence_information = fields.Selection(
        CONFIDENCES, "Reliability: information", default="declared"
    )
    confidence_advice = fields.Selection(CONFIDENCES, "Reliability: advice", default="declared")

    _state_idx = models.Index("(collectivity_id, state)")
    _submitted_idx = models.Index("(submitted_on, id) WHERE state = 'submitted'")
    _review_idx = models.Index("(review_due_on) WHERE date_end IS NULL")
    _dates_ordered = models.Constraint(
        "CHECK(date_start IS NULL OR date_end IS NULL OR date_end >= date_start)",
        "A processing ends after it begins.",
    )

    @api.depends("party_ids.vendor_id")
    def _compute_opsn_is_processor(self):
        for processing in self:
            processing.opsn_is_processor = any(
                party.role == "processor" and party.vendor_id.is_own_service
                for party in processing.party_ids
            )

    @api.depends("missing")
    def _compute_missing_text(self):
        for processing in self:
            processing.missing_text = "\n".join(text for _key, text in processing._get_missing())

    @api.constrains("date_end")
    def _check_date_end(self):
        today = self.env["dpo.clock"]._today()
        if any(record.date_end and record.date_end > today for record in self):
            raise ValidationError(
                self.env._("This day is to come: enter it once the activity has ceased.")
            )

    # --- content --------------------------------------------------------------------------

    @api.model
    def _get_section_of(self, name):
        """The section that holds the field ``name``, None for what is not content."""
        return next((key for key, names in SECTIONS.items() if name in names), None)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("is_minor", None)
        records = super().create(vals_list)
        if not self.env.su:
            records.filtered("dpia_confirmed")._check_is_dpd()
        records._refresh_derived(SECTIONS)
        self.env["dpo.register"]._open_for(records)
        return records

    def write(self, vals):
        is_minor = vals.pop("is_minor", False) if "is_minor" in vals else False
        if is_minor or (vals.get("dpia_confirmed") and not self.env.su):
            self._check_is_dpd()
        sections = {self._get_section_of(name) for name in vals} - {None}
        confidences = {name: vals[name] for name in vals if name.startswith("confidence_")}
        result = super().write(vals)
        if sections:
            self._on_content_changed(sections, is_minor=is_minor, said=confidences)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(record.state != "draft" for record in self):
            raise UserError(
                self.env._(
                    "A record that was submitted is not deleted: enter the day on which the "
                    "processing ended."
                )
            )
