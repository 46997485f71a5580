from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.retention import Retention

BILLING = "dpo_base.group_dpo_billing"
MANAGER = "dpo_base.group_dpo_manager"
DAYS_TO_ANSWER = 21


class DpoCommitmentRound(models.Model):
    """The engagement round of an exercise: before the fees are called, each debtor is asked once
    where its bills go, under which number, and how many agents it has.

    The round is the OPSN's own data; what it says of a debtor is in its requests.
    """

    _name = "dpo.commitment.round"
    _inherit = ["dpo.guarded.mixin", "dpo.batch.mixin", "mail.thread"]
    _description = "Engagement round"
    _order = "year desc, id desc"
    _check_company_auto = True
    _dpo_by_action = frozenset({"state", "launched_on", "closed_on"})
    _dpo_batch_kinds = ("send",)
    _dpo_batch_inputs = frozenset({"year", "due_on", "call_id", "only_required"})
    _dpo_retention = Retention(
        "delete", months=60, start_field="closed_on", reason="Compte rendu d’une campagne"
    )

    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    year = fields.Integer(
        "Exercise",
        required=True,
        default=lambda self: self._get_default_year(),
        help="The exercise whose fees are about to be called.",
    )
    due_on = fields.Date(
        "To be answered by",
        required=True,
        default=lambda self: self.env["dpo.clock"]._today() + timedelta(days=DAYS_TO_ANSWER),
        tracking=True,
    )
    agents_on = fields.Date(
        "Agents counted on",
        compute="_compute_agents_on",
        store=True,
        precompute=True,
        required=True,
        help="The last 1 January that has passed.",
    )
    call_id = fields.Many2one(
        "dpo.fee.call",
        "Fee call",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        domain="[('company_id', '=', company_id), ('state', '!=', 'cancelled')]",
        help="Empty: every body that owes fees for the exercise. Else the debtors of this call.",
    )
    only_required = fields.Boolean(
        "Only who requires a reference",
        help="Leave out the debtors whose bills need neither service code nor commitment number.",
    )
    state = fields.Selection(
        [("draft", "In preparation"), ("open", "Open"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    launched_on = fields.Date("Launched on", readonly=True, copy=False)
    closed_on = fields.Date("Closed on", readonly=True, copy=False)
    request_ids = fields.One2many("dpo.commitment.request", "round_id", "Requests")
    request_count = fields.Integer("Asked", compute="_compute_figures")
    answered_count = fields.Integer("Answered", compute="_compute_figures")
    waiting_count = fields.Integer("Not answered", compute="_compute_figures")
    paper_count = fields.Integer("To print", compute="_compute_figures")
    progress = fields.Integer("Progress (%)", compute="_compute_figures")

    _open_uniq = models.UniqueIndex(
        "(company_id, year) WHERE state = 'open'",
        "A round of this exercise is open already: close it first.",
    )
    _year_plausible = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2200)", "Give the exercise in four digits."
    )

    @api.model
    def _get_default_year(self):
        """From September on, the next exercise is prepared."""
        today = self.env["dpo.clock"]._today()
        return today.year + (today.month >= 9)

    @api.depends("year")
    def _compute_name(self):
        for one in self:
            one.name = self.env._("Engagement round %s", one.year)

    @api.depends("year")
    def _compute_agents_on(self):
        today = self.env["dpo.clock"]._today()
        for one in self:
            year = one.year if 2000 <= one.year <= today.year else today.year
            one.agents_on = date(year, 1, 1)

    @api.depends("request_ids.state", "request_ids.channel")
    def _compute_figures(self):
        counts = {}
        # sudo: whoever reads the round reads its true figures, portfolio or not
        for one, state, channel, count in (
            self.env["dpo.commitment.request"]
            .sudo()
            ._read_group(
                [("round_id", "in", self.ids)], ["round_id", "state", "channel"], ["__count"]
            )
        ):
            counts.setdefault(one.id, []).append((state, channel, count))
        for one in self:
            found = counts.get(one.id, [])
            one.request_count = sum(count for *_key, count in found)
            one.answered_count = sum(count for state, _c, count in found if state == "answered")
            one.waiting_count = one.request_count - one.answered_count
            one.paper_count = sum(
                count for state, channel, count in found if (state, channel) == ("to_send", "paper")
            )
            one.progress = one.answered_count * 100 // (one.request_count or 1)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(one.state == "open" for one in self):
            raise UserError(self.env._("Close the round first: town halls are answering."))

    def _creation_message(self):
        return self.env._("Round prepared")

    # --- actions --------------------------------------------------------------------------

    def action_launch(self):
        """Queue the requests and their mails; a second launch asks those who joined since."""
        self.check_access("write")
        self.ensure_one()
        self._check_may_decide()
        if self.state == "closed":
            raise UserError(self.env._("This round is closed: prepare another one."))
        if self.due_on <= self.env["dpo.clock"]._today():
            raise UserError(self.env._("Give the town halls a day that is still to come."))
        if not self._get_payers_to_ask():
            raise UserError(
                self.env._("Nobody to ask: no body owes fees for %s, or all were asked.", self.year)
            )
        self._write_by_action({"state": "open", "launched_on": self.env["dpo.clock"]._today()})
        return self._launch_batch("send", self.name)

    def action_close(self):
        """Stop asking; what was not answered stays so, and its rows go on waiting."""
        self.check_access("write")
        self.ensure_one()
        self._check_may_decide()
        if self.state != "open":
            raise UserError(self.env._("This round is not open."))
        today = self.env["dpo.clock"]._today()
        self._write_by_action({"state": "closed", "closed_on": today})
        waiting = self.request_ids.filtered(lambda one: one.state != "answered")
        waiting._write_by_action({"state": "closed"})
        self.message_post(
            body=self.env._(
                "Closed: %(answered)s of %(all)s answered.",
                answered=self.answered_count,
                all=self.request_count,
            )
        )

    def action_open_requests(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_contract.dpo_commitment_request_action"
        )
        return {
            **action,
            "name": self.display_name,
            "domain": [("round_id", "=", self.id)],
            "context": {"search_default_group_grouping": True},
        }

    def action_print_forms(self):
        """The forms of those who read no mail, to post; they are noted as sent today."""
        self.check_access("write")
        self.ensure_one()
        requests = self.request_ids.filtered(
            lambda one: one.channel == "paper" and one.state in ("to_send", "sent")
        )
        if not requests:
            raise UserError(self.env._("Everybody who has not answered can be reached by mail."))
        requests._mark_sent()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dpo/commitment_round/{self.id}/forms.pdf",
            "target": "download",
        }

    def action_remind(self):
        """Prepare one reminder per person for those of this round who have not answered."""
        self.check_access("read")
        self.ensure_one()
        reminders = self.env["dpo.reminder"].with_context(dpo_commitment_round=self.id)
        return reminders.action_prepare()

    def _check_may_decide(self):
        if not (self.env.user.has_group(BILLING) or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("A billing officer or a manager runs the round."))

    # --- who is asked -----------------------------------------------------------------------

    def _get_payers(self):
        """Debtors of the exercise: those of the call, else who owes a fee by its footing."""
        self.ensure_one()
        if self.call_id:
            return self.call_id.sudo().row_ids.filtered("amount").payer_id
        start, end = date(self.year, 1, 1), date(self.year, 12, 31)
        coverages = self.env["dpo.contract.coverage"].sudo()
        paying = coverages._overlapping(self.company_id, start, end).filtered(
            lambda row: row.fee_mode != "free"
        )
        statutory = (
            self.env["dpo.engagement"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("nature", "=", "statutory"),
                    ("date_from", "<=", end),
                    "|",
                    ("date_until", "=", False),
                    ("date_until", ">=", start),
                ]
            )
        )
        own = statutory.filtered(lambda engagement: not engagement.payer_id)
        return paying.payer_id | own.collectivity_id | statutory.payer_id

    def _get_payers_to_ask(self):
        """Debtors that this round has not asked yet, in the order of their ids."""
        payers = self._get_payers() - self.sudo().request_ids.collectivity_id
        if self.only_required:
            payers = payers.filtered(lambda p: p.dpo_invoicing_rule not in (False, "none"))
        return payers.filtered(lambda p: not p.dpo_dissolved_on and p.active).sorted("id")

    # --- background work --------------------------------------------------------------------

    def _batch_send_count(self):
        return len(self._get_payers_to_ask())

    def _batch_send_remaining(self, batch, limit):
        return self._get_payers_to_ask().filtered(lambda p: p.id > batch.cursor)[:limit]

    def _batch_send_process(self, _batch, payers):
        self.env["dpo.commitment.request"]._ask(self, payers)

    def _batch_send_done(self, _batch):
        """Mails once all are prepared: one per person, whatever the number of its communes."""
        waiting = self.request_ids.filtered(lambda one: one.state == "to_send")
        mails = self.env["dpo.commitment.mailer"]._send(waiting)
        message = self.env._(
            "%(mails)s mails sent, %(paper)s forms to print.",
            mails=mails,
            paper=len(waiting.filtered(lambda one: one.channel == "paper")),
        )
        self.message_post(body=message)
        return message
