from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STAFF = "dpo_base.group_dpo_user"
MANAGER = "dpo_base.group_dpo_manager"


class DpoContractSignatureMixin(models.AbstractModel):
    """Who signs a convention, on which act, and when.

    Three dates count: the member's act, the act of our assembly, the date of effect.
    """

    _name = "dpo.contract.signature.mixin"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Signature of a convention"

    own_party_id = fields.Many2one(related="company_id.partner_id", string="Our body")
    member_act_id = fields.Many2one(
        "dpo.act",
        "Member's act",
        copy=False,
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', collectivity_id)]",
        help="Deliberation (or decision by delegation) by which the member agrees to sign.",
    )
    member_executory_on = fields.Date(
        "Member's act executory on", related="member_act_id.executory_on"
    )
    own_act_id = fields.Many2one(
        "dpo.act",
        "Our act",
        copy=False,
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', own_party_id)]",
        help="Act of our own assembly, or of our president by delegation.",
    )
    own_executory_on = fields.Date("Our act executory on", related="own_act_id.executory_on")
    member_denomination = fields.Char(
        "Member, as printed",
        compute="_compute_member_denomination",
        store=True,
        readonly=False,
        help="la commune de Saint-Exemple, le CCAS du Modèle...",
    )
    own_denomination = fields.Char(
        "Our body, as printed",
        compute="_compute_own_denomination",
        store=True,
        readonly=False,
    )
    member_signatory_id = fields.Many2one(
        "dpo.mandate",
        "Signatory for the member",
        ondelete="restrict",
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    member_capacity = fields.Char(
        "Capacity of the member's signatory",
        compute="_compute_member_capacity",
        store=True,
        readonly=False,
        help="As printed: maire, présidente, adjoint délégué...",
    )
    member_delegation_act_id = fields.Many2one(
        related="member_signatory_id.delegation_act_id", string="Member's delegation"
    )
    own_signatory_id = fields.Many2one(
        "res.partner",
        "Our signatory",
        compute="_compute_own_signatory",
        store=True,
        readonly=False,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
    )
    own_capacity = fields.Char(
        "Capacity of our signatory",
        compute="_compute_own_capacity",
        store=True,
        readonly=False,
    )
    own_delegation_act_id = fields.Many2one(
        "dpo.act",
        "Our delegation",
        compute="_compute_own_delegation",
        store=True,
        readonly=False,
        ondelete="restrict",
        check_company=True,
        domain="[('collectivity_id', '=', own_party_id)]",
        help="Act, with its date and scope, by which our president delegates the signature.",
    )
    sent_on = fields.Date("Sent for signature on", readonly=True, copy=False)
    member_signed_on = fields.Date("Signed by the member on", readonly=True, copy=False)
    own_signed_on = fields.Date("Signed by us on", readonly=True, copy=False)
    signed_on = fields.Date(compute="_compute_signed_on", store=True)
    signed_document = fields.Binary(attachment=True, copy=False, readonly=True)
    signed_document_name = fields.Char(copy=False, readonly=True)
    sign_reason = fields.Text(
        "Signed before the act was executory because",
        readonly=True,
        copy=False,
        groups=STAFF,
    )

    @api.depends("collectivity_id")
    def _compute_member_denomination(self):
        for contract in self:
            contract.member_denomination = contract.collectivity_id._get_dpo_denomination()

    @api.depends("member_signatory_id")
    def _compute_member_capacity(self):
        for contract in self:
            mandate = contract.member_signatory_id
            contract.member_capacity = mandate and mandate._get_capacity()

    # one method for each: those that share one are left empty when one of them is given
    @api.depends("company_id")
    def _compute_own_denomination(self):
        for contract in self:
            contract.own_denomination = contract.company_id.partner_id._get_dpo_denomination()

    @api.depends("company_id")
    def _compute_own_signatory(self):
        for contract in self:
            contract.own_signatory_id = contract.company_id.dpo_signatory_id

    @api.depends("company_id")
    def _compute_own_capacity(self):
        for contract in self:
            contract.own_capacity = contract.company_id.dpo_signatory_capacity

    @api.depends("company_id")
    def _compute_own_delegation(self):
        for contract in self:
            contract.own_delegation_act_id = contract.company_id.dpo_signatory_act_id

    @api.depends("member_signed_on", "own_signed_on")
    def _compute_signed_on(self):
        for contract in self:
            both = contract.member_signed_on and contract.own_signed_on
            contract.signed_on = (
                max(contract.member_signed_on, contract.own_signed_on) if both else False
            )

    @api.constrains("member_act_id", "own_act_id", "member_signatory_id")
    def _check_parties(self):
        for contract in self:
            holder = contract.collectivity_id
            if (contract.member_act_id.collectivity_id or holder) != holder:
                raise ValidationError(self.env._("The member's act is an act of the holder."))
            if (contract.member_signatory_id.collectivity_id or holder) != holder:
                raise ValidationError(
                    self.env._("The member's signatory has a habilitation for the holder.")
                )
            own = contract.own_party_id
            if (contract.own_act_id.collectivity_id or own) != own:
                raise ValidationError(self.env._("Our act is an act of our own body."))

    def action_send(self):
        """Number the convention, freeze it and ask the member to sign it."""
        self.check_access("write")
        self._send()
        for contract in self:
            contract._request_approval(contract.member_signatory_id)

    def _send(self):
        self._check_state("draft")
        for contract in self:
            contract._check_ready_to_send()
            contract._write_by_action(contract._prepare_sent_values())
        self.coverage_ids._check_no_day_paid_twice()

    def _prepare_sent_values(self):
        return {
            "state": "sent",
            "name": self.name or self._next_number(),
            "sent_on": self.env["dpo.clock"]._today(),
        }

    def action_reopen(self, reason):
        """Put back in preparation; after the signatures only a manager may."""
        self.check_access("write")
        self._check_state("sent", "signed")
        self._check_reason(reason)
        signed = self.filtered(lambda contract: contract.state == "signed")
        if signed:
            self._check_manager(self.env._("Only a manager reopens a signed convention."))
        self._cancel_open_requests()
        self._write_by_action({"state": "draft", "member_signed_on": False, "own_signed_on": False})
        signed._journal("contract_reopened", {"reason": reason})
        self._log_reason(self.env._("Back in preparation"), reason)

    def action_record_signature(self, values):
        """Record signatures given on paper or by certificate (CRPA, art. L212-3).

        ``values`` are those of the wizard ``dpo.contract.sign``. From the preparation, it
        takes over a convention signed before the tool: both days are then needed.
        """
        self.check_access("write")
        self.ensure_one()
        self._check_state("draft", "sent")
        if self.state == "draft":
            self._check_both_days(values)
            self._take_over(values)
        self._check_signed_on_request(values.get("member_signed_on"))
        days = self._prepare_signed_days(values)
        self._write_by_action({**days, **self._prepare_signed_document_values(values)})
        if all(days.values()):
            self._conclude(values.get("reason"))

    def _take_over(self, values):
        """A convention signed before the tool keeps its number and its days."""
        if values.get("number"):
            self._write_by_action({"name": values["number"].strip()})
        self._send()
        self._write_by_action({"sent_on": values["member_signed_on"]})

    def _check_both_days(self, values):
        if not (values.get("member_signed_on") and values.get("own_signed_on")):
            raise UserError(self.env._("Enter the day each party signed."))

    def _prepare_signed_days(self, values):
        return {
            name: fields.Date.to_date(values.get(name)) or self[name]
            for name in ("member_signed_on", "own_signed_on")
        }

    def _prepare_signed_document_values(self, values):
        names = ("signed_document", "signed_document_name")
        return {name: values[name] for name in names if values.get(name)}

    def _conclude(self, reason=""):
        """Both parties have signed.

        Signing before the act that authorises it is executory is irregular (CE
        10/06/1996, softened by CE 9/05/2012): a manager may, with a reason.
        """
        if self._get_signature_warnings(self.member_signed_on, self.own_signed_on):
            self._check_manager(
                self.env._("Only a manager records a signature before the act is executory.")
            )
            self._check_reason(reason)
        self.coverage_ids._check_wholly_paid()
        self._write_by_action({"state": "signed", "sign_reason": reason or False})
        self._start_engagement()
        self._journal("contract_signed", self._prepare_signed_payload())

    def _prepare_signed_payload(self):
        return {
            "number": self.name,
            "member_signed_on": self.member_signed_on,
            "own_signed_on": self.own_signed_on,
            "reason": self.sign_reason or "",
        }

    def _check_ready_to_send(self):
        missing = [
            self._fields[name]._description_string(self.env)
            for name in self._get_required_to_send()
            if not self[name]
        ]
        if missing:
            raise UserError(
                self.env._(
                    "%(contract)s cannot be sent yet. Missing: %(fields)s.",
                    contract=self.display_name,
                    fields=", ".join(missing),
                )
            )
        if not self.member_signatory_id.may_sign:
            raise UserError(
                self.env._(
                    "%s may not sign: neither legal representative nor holder of a delegation.",
                    self.member_signatory_id.person_id.name,
                )
            )
        self.coverage_ids._check_wholly_paid()

    def _get_required_to_send(self):
        return [
            "date_effect",
            "template_id",
            "member_signatory_id",
            "own_signatory_id",
            "coverage_ids",
        ]

    def _get_signature_warnings(self, member_signed_on, own_signed_on):
        """Sentences on what is irregular in signing on these days; empty when nothing."""
        self.ensure_one()
        return self._warn_of_act(
            self.member_act_id, member_signed_on, self.collectivity_id.name
        ) + self._warn_of_act(self.own_act_id, own_signed_on, self.company_id.name)

    def _warn_of_act(self, act, day, party):
        if not act:
            return [self.env._("%s: no act authorises the signature.", party)]
        if not day or act._is_executory(day):
            return []
        return [
            self.env._(
                "%(party)s: “%(act)s” is not executory on %(day)s.",
                party=party,
                act=act.display_name,
                day=day.strftime("%d/%m/%Y"),
            )
        ]

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for contract in self:
            if contract.state not in states:
                raise UserError(
                    self.env._(
                        "%(contract)s is “%(state)s”: this step is not open.",
                        contract=contract.display_name,
                        state=labels[contract.state],
                    )
                )

    def _check_manager(self, message):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(message)

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason: it stays on the convention."))

    def _journal(self, kind, payload):
        for contract in self:
            self.env["dpo.journal.entry"]._record(kind, contract, payload)

    def _log_reason(self, title, reason):
        for contract in self:
            contract.message_post(
                body=self.env._("%(title)s. Reason: %(reason)s", title=title, reason=reason)
            )
