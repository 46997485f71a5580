from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.dpo_base.tools.retention import Retention

OPEN = ("recommended", "accepted", "done")
OFFICER = "dpo_base.group_dpo_officer"


class DpoAction(models.Model):
    """A recommendation of the DPD, which becomes an action when the collectivity takes it.

    The DPD recommends (GDPR art. 39(1)), the collectivity decides, and says when it is done
    with evidence; the DPD confirms.
    """

    _name = "dpo.action"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin", "mail.thread"]
    _description = "Recommendation"
    _order = "due_date, id"
    _dpo_by_action = frozenset(
        {
            "state",
            "decided_on",
            "decided_by_id",
            "refusal_reason",
            "done_on",
            "done_by_id",
            "done_note",
            "closed_on",
            "confirmed_by_id",
        }
    )
    _dpo_retention = Retention(
        "visa", months=60, start_field="closed_on", reason="Conseil du DPD (RGPD, art. 39)"
    )

    name = fields.Char("What is to be done", required=True, tracking=True)
    description = fields.Text("Why and how")
    kind = fields.Selection(
        [
            ("legal", "Legal"),
            ("organisational", "Organisational"),
            ("technical", "Technical"),
        ],
        required=True,
        default="organisational",
    )
    priority = fields.Selection(
        [("0", "When possible"), ("1", "Normal"), ("2", "High"), ("3", "Urgent")],
        required=True,
        default="1",
        tracking=True,
    )
    responsible = fields.Selection(
        [
            ("collectivity", "The collectivity"),
            ("service", "The data protection service"),
            ("vendor", "A vendor"),
        ],
        required=True,
        default="collectivity",
    )
    vendor_id = fields.Many2one(
        "res.partner", ondelete="restrict", domain=[("is_company", "=", True)]
    )
    user_id = fields.Many2one(
        "res.users",
        "Followed by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    due_date = fields.Date("To be done by", tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(help="For the collectivity, all taxes included.")
    workload = fields.Float("Workload (days)", digits=(8, 2))
    state = fields.Selection(
        [
            ("recommended", "Recommended"),
            ("accepted", "Accepted"),
            ("done", "Declared done"),
            ("confirmed", "Confirmed"),
            ("refused", "Not taken up"),
        ],
        required=True,
        default="recommended",
        readonly=True,
        copy=False,
        tracking=True,
    )
    decided_on = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Decision recorded by", readonly=True, copy=False, ondelete="restrict"
    )
    refusal_reason = fields.Text("Reason of the refusal", readonly=True, copy=False)
    done_on = fields.Date("Declared done on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Declared by", readonly=True, copy=False, ondelete="restrict"
    )
    done_note = fields.Text("What was done", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False, ondelete="restrict"
    )
    closed_on = fields.Date(readonly=True, copy=False)
    evidence_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        domain=[("res_model", "=", "dpo.action"), ("res_field", "=", False)],
    )
    res_model = fields.Char("Model of the source", readonly=True)
    res_id = fields.Many2oneReference(
        "Record of the source", model_field="res_model", readonly=True
    )
    source = fields.Reference(
        selection="_get_sources", compute="_compute_source", inverse="_inverse_source"
    )

    _state_idx = models.Index("(collectivity_id, state)")
    _source_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
    _cost_positive = models.Constraint("CHECK(cost >= 0)", "A cost is not negative.")
    _workload_positive = models.Constraint("CHECK(workload >= 0)", "A workload is not negative.")

    # --- source -----------------------------------------------------------------------

    @api.model
    def _get_sources(self):
        """Models from which a recommendation may come; features add theirs."""
        return [(model, self.env[model]._description) for model in ("dpo.exchange", "dpo.document")]

    @api.depends("res_model", "res_id")
    def _compute_source(self):
        allowed = dict(self._get_sources())
        for action in self:
            is_known = action.res_model in allowed and action.res_id
            action.source = f"{action.res_model},{action.res_id}" if is_known else False

    def _inverse_source(self):
        for action in self:
            # both at once: the constraint reads the pair
            action.write(
                {
                    "res_model": action.source._name if action.source else False,
                    "res_id": action.source.id if action.source else False,
                }
            )

    @api.constrains("res_model", "res_id")
    def _check_source(self):
        for action in self.filtered("res_model"):
            if action.res_model not in dict(self._get_sources()):
                raise ValidationError(self.env._("No recommendation comes from this model."))
            source_sudo = self.env[action.res_model].sudo().browse(action.res_id)
            if source_sudo.collectivity_id != action.collectivity_id:
                raise ValidationError(
                    self.env._("A recommendation and its source concern the same collectivity.")
                )

    # --- decisions --------------------------------------------------------------------

    def action_accept(self):
        """The collectivity takes the recommendation up."""
        self._check_may_decide()
        self._move(("recommended", "refused"), "accepted", {"refusal_reason": False})

    def action_refuse(self, reason):
        """The collectivity does not take it up; its reason is kept (GDPR art. 24)."""
        self._check_may_decide()
        self._move(
            ("recommended", "accepted"),
            "refused",
            {
                "refusal_reason": self._require(reason),
                "closed_on": self.env["dpo.clock"]._today(),
            },
        )

    def action_declare_done(self, note=""):
        """Somebody of the collectivity, or the service for it, says that it is done."""
        self._check_may_act()
        self._move(
            ("recommended", "accepted"),
            "done",
            {
                "done_on": self.env["dpo.clock"]._today(),
                "done_by_id": self.env.uid,
                "done_note": note or False,
            },
            decides=False,
        )

    def action_confirm(self):
        """The DPD of the collectivity has seen that it is done."""
        self._check_is_dpd()
        self._move(
            ("done",),
            "confirmed",
            {"closed_on": self.env["dpo.clock"]._today(), "confirmed_by_id": self.env.uid},
            decides=False,
        )

    def action_send_back(self, reason):
        """The evidence does not show it yet: the DPD says what is missing."""
        self._check_is_dpd()
        reason = self._require(reason)
        self._move(("done",), "accepted", {"done_on": False, "done_by_id": False}, decides=False)
        for action in self.sudo():
            action.message_post(body=self.env._("Sent back: %s", reason))

    def action_reopen(self):
        """Recommend again what was closed."""
        self.check_access("write")
        self._move(
            ("refused", "confirmed"),
            "recommended",
            {"closed_on": False, "confirmed_by_id": False, "done_on": False, "done_by_id": False},
            decides=False,
        )

    def _move(self, origins, state, values, decides=True):
        """Change the state of all or none, from one of ``origins``."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for action in self:
            if action.state not in origins:
                raise UserError(
                    self.env._(
                        "“%(action)s” is in the state “%(state)s”: this step is not open.",
                        action=action.name,
                        state=labels[action.state],
                    )
                )
        if decides:
            today = self.env["dpo.clock"]._today()
            values = {**values, "decided_on": today, "decided_by_id": self.env.uid}
        # sudo: the right to make this very step was checked, the portal writes nothing else
        self.sudo()._write_by_action({**values, "state": state})

    def _require(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason."))
        return reason

    # --- who --------------------------------------------------------------------------

    def _check_may_act(self):
        """Officers of the file, and whoever has a habilitation for the collectivity."""
        if self.env.user._is_internal():
            self.check_access("write")
        else:
            self.check_access("read")

    def _check_may_decide(self):
        """The mayor decides, or the service records what the mayor said."""
        self._check_may_act()
        if self.env.user._is_internal():
            return
        self._check_mandate(lambda mandate: mandate.may_sign)

    def _check_is_dpd(self):
        """Ours, or the own DPD of the collectivity."""
        self._check_may_act()
        if not self.env.user._is_internal():
            self._check_mandate(lambda mandate: mandate.function == "own_dpd")

    def _check_mandate(self, is_enough):
        bodies = self.env.user._dpo_live_mandates().filtered(is_enough).collectivity_id
        if self.collectivity_id - bodies:
            raise AccessError(
                self.env._("Your habilitation does not allow this step: ask your town hall.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(action.state != "recommended" for action in self):
            raise UserError(self.env._("A recommendation that was answered is kept."))

    # --- evidence ---------------------------------------------------------------------

    def _add_evidence(self, name, content):
        """Join a file (base64) that was checked; return the attachment."""
        self.ensure_one()
        self._check_may_act()
        clean = self.env["dpo.upload"]._check(name, content)
        # sudo: the portal creates no attachment of its own accord
        return (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": clean, "datas": content, "res_model": self._name, "res_id": self.id})
        )
