from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.billing_reference import MAX_NUMBER, MAX_SERVICE_CODE

#: What the town hall types; kept as typed, right, wrong or too long, until it is sent.
TYPED = ("service_code", "service_name", "commitment_number", "siret", "agents", "note")
LIMITS = {
    "service_code": MAX_SERVICE_CODE,
    "service_name": MAX_SERVICE_CODE,
    "commitment_number": MAX_NUMBER,
    "note": 200,
}
#: What the form sends at most.
MAX_TYPED = 10_000


class DpoCommitmentRequest(models.Model):
    """What one debtor is asked in an engagement round, and what it has typed so far.

    The portal has no access right on it: the habilitation must also open the money, so each
    page and each action checks the mandates that run.
    """

    _name = "dpo.commitment.request"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin"]
    _description = "Request of an engagement round"
    _order = "due_on, id"
    _rec_name = "code"
    _dpo_immutable = ("collectivity_id", "company_id", "round_id")
    _dpo_same_collectivity = ("commitment_id",)
    _dpo_by_action = frozenset(
        {
            *TYPED,
            "code",
            "year",
            "due_on",
            "grouping_id",
            "state",
            "channel",
            "sent_on",
            "known",
            "answered_at",
            "answered_by_id",
            "answered_as",
            "answered_through",
            "commitment_id",
            "agents_conflict",
        }
    )
    _dpo_retention = Retention(
        "delete",
        months=60,
        start_field="due_on",
        reason="Réponse à une campagne : reprise dans l’engagement et la mesure",
    )

    round_id = fields.Many2one(
        "dpo.commitment.round", required=True, readonly=True, index=True, ondelete="cascade"
    )
    collectivity_id = fields.Many2one(string="Debtor")
    company_id = fields.Many2one(
        related="round_id.company_id", store=True, precompute=True, compute_sudo=True
    )
    code = fields.Char("Number", compute="_compute_code", store=True, index=True)
    year = fields.Integer("Exercise", related="round_id.year", store=True, precompute=True)
    due_on = fields.Date(
        "To be answered by", related="round_id.due_on", store=True, precompute=True
    )
    grouping_id = fields.Many2one("res.partner", "EPCI", readonly=True, ondelete="restrict")
    rule = fields.Selection(related="collectivity_id.dpo_invoicing_rule", string="Required")
    state = fields.Selection(
        [
            ("to_send", "To send"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("closed", "Closed without answer"),
        ],
        required=True,
        default="to_send",
        readonly=True,
        index=True,
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("paper", "Paper")], required=True, default="paper", readonly=True
    )
    sent_on = fields.Date("Sent on", readonly=True)
    known = fields.Json("Known before", readonly=True)

    service_code = fields.Char("Code of the service", readonly=True)
    service_name = fields.Char("Name of the service", readonly=True)
    commitment_number = fields.Char("Number of the commitment", readonly=True)
    siret = fields.Char("SIRET of the budget", readonly=True)
    agents = fields.Char("Number of agents", readonly=True)
    note = fields.Char("Remark", readonly=True)

    answered_at = fields.Datetime("Date of the answer", readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", "Answer recorded by", readonly=True, ondelete="restrict"
    )
    answered_as = fields.Char("Answered by", readonly=True, help="Name and capacity.")
    answered_through = fields.Selection(
        [("portal", "Portal"), ("paper", "Paper"), ("phone", "Phone")], "Through", readonly=True
    )
    commitment_id = fields.Many2one(
        "dpo.commitment", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    agents_conflict = fields.Char("Agents to decide", readonly=True)

    _payer_uniq = models.UniqueIndex("(round_id, collectivity_id)")
    _state_idx = models.Index("(collectivity_id, state)")

    @api.depends("round_id.year")
    def _compute_code(self):
        for one in self:
            one.code = f"ENG-{one.round_id.year}-{one.id:05}" if one.id else False

    @api.depends("code", "collectivity_id.name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.code or ''} – {one.collectivity_id.name or ''}"

    # --- asking -----------------------------------------------------------------------------

    @api.model
    def _ask(self, one_round, payers):
        """Requests of these debtors, each filled with what is known; a few queries for all."""
        before = date(one_round.year - 1, 1, 1)
        references = payers._dpo_billing_references(
            one_round.company_id, before, date(one_round.year, 12, 31)
        )
        agents = self._get_known_agents(payers, one_round.agents_on)
        groupings = self._get_groupings(payers)
        # sudo: requests are made by the background work of who may run the round
        return self.sudo()._create_by_action(
            [
                {
                    "round_id": one_round.id,
                    "collectivity_id": payer.id,
                    "grouping_id": groupings.get(payer.id),
                    **self._prepare_known_values(references[payer], agents.get(payer.id)),
                }
                for payer in payers
            ]
        )

    def _prepare_known_values(self, reference, agents):
        """What is shown to begin with, and kept apart to see what changed."""
        known = {
            "service_code": reference.service_code,
            "commitment_number": reference.commitment_number,
            "siret": reference.siret,
            "agents": "" if agents is None else str(agents),
        }
        return {**known, "known": known}

    def _get_known_agents(self, payers, day):
        metrics = self.env["dpo.metric"].sudo()
        found = metrics.search(
            [
                ("collectivity_id", "in", payers.ids),
                ("kind", "=", "agents"),
                ("date_effective", "<=", day),
            ],
            order="date_effective, reference_year, id",
        )
        return {metric.collectivity_id.id: metric.value for metric in found}

    def _get_groupings(self, payers):
        memberships = self.env["dpo.membership"].sudo()
        found = memberships.search(
            [
                ("collectivity_id", "in", payers.ids),
                ("date_until", "=", False),
                ("grouping_id.dpo_body_type_id.category", "=", "epci"),
            ]
        )
        groupings = {m.collectivity_id.id: m.grouping_id.id for m in found}
        own = payers.filtered(lambda payer: payer.dpo_body_type_id.category == "epci")
        return {**groupings, **{payer.id: payer.id for payer in own}}

    def _mark_sent(self, channel=None):
        waiting = self.filtered(lambda one: one.state == "to_send")
        values = {"state": "sent", "sent_on": self.env["dpo.clock"]._today()}
        waiting._write_by_action({**values, **({"channel": channel} if channel else {})})

    # --- who may answer ---------------------------------------------------------------------

    def _check_may_answer(self):
        """The town hall's own people who see its money, or the staff; another one is told
        nothing of the request."""
        self.ensure_one()
        if not self.env.user.share:
            self.check_access("write")
            return
        # sudo: the portal has no access right, the mandates are the check
        bodies = self.env.user._dpo_money_bodies()
        if not self.sudo().exists() or self.sudo().collectivity_id not in bodies:
            raise AccessError(self.env._("This request is not one of your collectivities."))

    def _check_open(self):
        if self.round_id.state != "open":
            raise UserError(self.env._("This request is closed: call the data protection service."))
        if self.state == "answered":
            raise UserError(
                self.env._(
                    "Already answered by %s: to correct the answer, call the data protection "
                    "service.",
                    self.answered_as,
                )
            )

    def _get_open_domain(self, bodies):
        """Requests of these bodies that can be answered or were, for the portal."""
        return [
            ("collectivity_id", "in", bodies.ids),
            "|",
            ("round_id.state", "=", "open"),
            ("state", "=", "answered"),
        ]

    # --- windows and paper ------------------------------------------------------------------

    def action_record_paper(self):
        """Type in an answer received on paper or by phone."""
        self.check_access("write")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record the answer of %s", self.collectivity_id.name),
            "res_model": "dpo.commitment.paper",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def action_print_form(self):
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dpo/commitment_request/{self.id}/form.pdf",
            "target": "download",
        }

    def _render_forms(self, company):
        """One PDF of the forms to fill in by hand, one or several pages each."""
        single = len(self) == 1
        return self.env["dpo.pdf"]._render(
            "dpo_contract.pdf_commitment_request",
            {"requests": self.sudo().sorted(lambda one: (one.collectivity_id.name or "", one.id))},
            title="Références de paiement",
            company=company,
            code=f"{self.code} – {self.sudo().collectivity_id.name}" if single else "",
        )
