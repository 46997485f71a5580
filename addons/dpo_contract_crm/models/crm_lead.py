from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STAFF = "dpo_base.group_dpo_user"
#: A convention already under way: a second one would be a mistake.
UNDER_WAY = ("draft", "sent", "signed", "notice")


class CrmLead(models.Model):
    """An opportunity with a collectivity: won, it becomes one convention in preparation."""

    _inherit = "crm.lead"

    dpo_collectivity_id = fields.Many2one(
        "res.partner",
        "Collectivity",
        compute="_compute_dpo_collectivity_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False), ("dpo_dissolved_on", "=", False)],
        groups=STAFF,
    )
    dpo_nature = fields.Selection(
        selection="_selection_dpo_nature",
        string="Convention proposed",
        compute="_compute_dpo_nature",
        store=True,
        readonly=False,
        groups=STAFF,
        help="Empty: the opportunity is about something else, no convention comes of it.",
    )
    dpo_date_effect = fields.Date("Wished from", groups=STAFF)
    dpo_contract_id = fields.Many2one(
        "dpo.contract", "Convention", readonly=True, copy=False, ondelete="set null", groups=STAFF
    )
    dpo_step = fields.Selection(
        [
            ("draft", "In preparation"),
            ("sent", "Sent"),
            ("deliberated", "Deliberated"),
            ("signed", "Signed"),
            ("ended", "Ended"),
        ],
        "Convention's progress",
        compute="_compute_dpo_step",
        store=True,
        groups=STAFF,
        help="Follows the convention: nobody types it.",
    )
    dpo_epci_id = fields.Many2one(
        "res.partner", "EPCI", compute="_compute_dpo_epci_id", store=True, groups=STAFF
    )
    dpo_next_council_on = fields.Date(
        related="dpo_collectivity_id.dpo_next_council_on", readonly=False, groups=STAFF
    )

    _dpo_contract_uniq = models.UniqueIndex(
        "(dpo_contract_id) WHERE dpo_contract_id IS NOT NULL",
        "This convention already has its opportunity.",
    )
    _dpo_open_uniq = models.UniqueIndex(
        "(dpo_collectivity_id, company_id, dpo_nature) "
        "WHERE active AND won_status = 'pending' AND dpo_collectivity_id IS NOT NULL",
        "An opportunity for the same convention is already open with this collectivity.",
    )

    @api.model
    def _selection_dpo_nature(self):
        return self.env["dpo.contract"]._fields["nature"]._description_selection(self.env)

    # --- computes -------------------------------------------------------------------

    @api.depends("partner_id")
    def _compute_dpo_collectivity_id(self):
        for lead in self:
            if lead.partner_id.dpo_body_type_id:
                lead.dpo_collectivity_id = lead.partner_id

    @api.depends("dpo_collectivity_id")
    def _compute_dpo_nature(self):
        for lead in self:
            lead.dpo_nature = lead.dpo_nature or (lead.dpo_collectivity_id and "delegated")

    @api.depends("dpo_collectivity_id")
    def _compute_company_id(self):
        """What concerns a collectivity is kept by the company that serves it."""
        result = super()._compute_company_id()
        for lead in self.filtered(lambda lead: not lead.company_id):
            body = lead.sudo().dpo_collectivity_id
            lead.company_id = body._dpo_company() if body else False
        return result

    @api.depends("dpo_contract_id.state", "dpo_contract_id.member_act_id")
    def _compute_dpo_step(self):
        for lead in self:
            lead.dpo_step = lead._get_dpo_step(lead.sudo().dpo_contract_id)

    def _get_dpo_step(self, contract):
        if contract.state == "sent" and contract.member_act_id:
            return "deliberated"
        return "signed" if contract.state == "notice" else contract.state

    @api.depends(
        "dpo_collectivity_id.dpo_membership_ids.grouping_id",
        "dpo_collectivity_id.dpo_membership_ids.date_until",
    )
    def _compute_dpo_epci_id(self):
        for lead in self:
            body = lead.sudo().dpo_collectivity_id
            lead.dpo_epci_id = body._dpo_epci() if body else False

    @api.constrains("dpo_contract_id", "dpo_collectivity_id")
    def _check_dpo_contract(self):
        for lead in self.sudo().filtered("dpo_contract_id"):
            if lead.dpo_contract_id.collectivity_id != lead.dpo_collectivity_id:
                raise ValidationError(
                    self.env._(
                        "The convention of “%s” is with another collectivity: "
                        "the collectivity of the opportunity does not change any more.",
                        lead.name,
                    )
                )

    # --- won: the convention ----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._prepare_dpo_contracts_of_won()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if {"stage_id", "probability", "active"}.intersection(vals):
            self._prepare_dpo_contracts_of_won()
        return result

    def _prepare_dpo_contracts_of_won(self):
        """Opportunities that were just won and propose a convention get it, once."""
        # sudo: a colleague without right on conventions wins other opportunities
        won = self.sudo().filtered(
            lambda lead: lead.won_status == "won" and lead.dpo_nature and not lead.dpo_contract_id
        )
        for lead in won.sudo(False):
            lead._prepare_dpo_contract()

    def action_dpo_contract(self):
        """Open the convention of the opportunity, prepared if there is none yet."""
        self.check_access("write")
        self.ensure_one()
        if not self.dpo_contract_id:
            self._prepare_dpo_contract()
        return self.dpo_contract_id._get_records_action()

    def _prepare_dpo_contract(self):
        """Tie the opportunity to the convention under way, or to a new one in preparation."""
        self.ensure_one()
        contracts = self.env["dpo.contract"]
        if not contracts.has_access("create"):
            raise AccessError(
                self.env._("Only an officer of the service wins it: a convention is prepared.")
            )
        self._check_dpo_collectivity()
        contract = self._find_dpo_contract()
        self.dpo_contract_id = contract or contracts.create(self._prepare_dpo_contract_values())
        self.message_post(
            body=self.env._("Convention in preparation: %s", self.dpo_contract_id.display_name)
        )

    def _check_dpo_collectivity(self):
        if not self.dpo_collectivity_id:
            raise UserError(
                self.env._(
                    "“%s” says no collectivity: choose it on the opportunity (Data protection), "
                    "then win it again. If no convention is to come of it, empty “Convention "
                    "proposed”.",
                    self.name,
                )
            )

    def _find_dpo_contract(self):
        """The convention of this nature already under way with the collectivity."""
        found = self.env["dpo.contract"].search(
            [
                ("collectivity_id", "=", self.dpo_collectivity_id.id),
                ("company_id", "=", self.company_id.id),
                ("nature", "=", self.dpo_nature),
                ("state", "in", UNDER_WAY),
            ],
            limit=1,
        )
        # sudo: the opportunity may be a colleague's
        other = found.sudo().dpo_opportunity_ids - self
        if other:
            raise UserError(
                self.env._(
                    "%(contract)s comes from another opportunity, “%(lead)s”: mark this one "
                    "as lost.",
                    contract=found.display_name,
                    lead=other[0].name,
                )
            )
        return found

    def _prepare_dpo_contract_values(self):
        body = self.dpo_collectivity_id
        return {
            "collectivity_id": body.id,
            "company_id": (self.company_id or body._dpo_company()).id,
            "nature": self.dpo_nature or "delegated",
            "date_effect": self.dpo_date_effect,
            "member_signatory_id": body._dpo_legal_representative().id,
        }
