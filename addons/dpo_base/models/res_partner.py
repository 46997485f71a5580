from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools.colour import collectivity_colour
from ..tools.identifiers import IdentifierError, clean_siren, clean_siret

STAFF = "dpo_base.group_dpo_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Internal notes: without a group, the commune's own portal users could read them.
    comment = fields.Html(groups="base.group_user")

    dpo_body_type_id = fields.Many2one(
        "dpo.body.type",
        string="Body type",
        ondelete="restrict",
        index="btree_not_null",
        groups=STAFF,
    )
    dpo_siren = fields.Char("SIREN", size=9, groups=STAFF, help="Key of a collectivity.")
    dpo_insee_ids = fields.One2many("dpo.insee.code", "collectivity_id", groups=STAFF)
    dpo_insee_code = fields.Char(
        "INSEE code",
        compute="_compute_dpo_insee_code",
        search="_search_dpo_insee_code",
        groups=STAFF,
    )
    dpo_dissolved_on = fields.Date("Dissolved on", groups=STAFF)
    dpo_metric_ids = fields.One2many("dpo.metric", "collectivity_id", groups=STAFF)
    dpo_membership_ids = fields.One2many(
        "dpo.membership", "collectivity_id", string="Groupings", groups=STAFF
    )
    dpo_member_ids = fields.One2many(
        "dpo.membership", "grouping_id", string="Members", groups=STAFF
    )
    dpo_mandate_ids = fields.One2many(
        "dpo.mandate", "collectivity_id", string="Habilitations", groups=STAFF
    )
    dpo_person_mandate_ids = fields.One2many(
        "dpo.mandate", "person_id", string="Own habilitations", groups=STAFF
    )
    dpo_assignment_ids = fields.One2many(
        "dpo.assignment", "collectivity_id", string="Officers in charge", groups=STAFF
    )
    dpo_engagement_ids = fields.One2many(
        "dpo.engagement", "collectivity_id", string="Engagements", groups=STAFF
    )
    dpo_designation_ids = fields.One2many(
        "dpo.designation", "collectivity_id", string="Designations", groups=STAFF
    )
    dpo_succession_ids = fields.One2many(
        "dpo.succession", "collectivity_id", string="Succeeded by", groups=STAFF
    )
    dpo_civility = fields.Selection(
        [("madam", "Madame"), ("sir", "Monsieur")],
        string="Civility",
        groups=STAFF,
        help="How letters address the person; unknown, they address both.",
    )
    dpo_dpd_status = fields.Selection(
        [("delegated", "Delegated to us"), ("own", "Own or other DPD"), ("none", "No DPD known")],
        string="DPD",
        compute="_compute_dpo_dpd_status",
        groups=STAFF,
    )

    _dpo_siren_uniq = models.UniqueIndex("(dpo_siren) WHERE dpo_siren IS NOT NULL")

    # --- computes -------------------------------------------------------------------

    @api.depends("dpo_insee_ids.code", "dpo_insee_ids.valid_until")
    def _compute_dpo_insee_code(self):
        for partner in self:
            live = partner.dpo_insee_ids.filtered(lambda code: not code.valid_until)
            partner.dpo_insee_code = live[:1].code

    def _search_dpo_insee_code(self, operator, value):
        return Domain(
            "dpo_insee_ids", "any", [("code", operator, value), ("valid_until", "=", False)]
        )

    @api.depends("dpo_designation_ids.date_from", "dpo_designation_ids.date_until")
    def _compute_dpo_dpd_status(self):
        today = self.env["dpo.clock"]._today()
        for partner in self:
            live = partner.dpo_designation_ids.filtered(lambda d: d._is_live(today))
            partner.dpo_dpd_status = (
                "none" if not live else "delegated" if any(live.mapped("by_service")) else "own"
            )

    # --- constraints ----------------------------------------------------------------

    @api.constrains("dpo_siren", "company_registry", "dpo_body_type_id")
    def _check_dpo_identifiers(self):
        for partner in self.sudo().filtered("dpo_body_type_id"):
            try:
                partner._check_dpo_siren_and_siret()
            except IdentifierError as error:
                raise ValidationError(partner._dpo_identifier_message(error)) from error

    def _check_dpo_siren_and_siret(self):
        siren = clean_siren(self.dpo_siren) if self.dpo_siren else None
        siret = clean_siret(self.company_registry) if self.company_registry else None
        if siren and siret and not siret.startswith(siren):
            raise IdentifierError("siret_other_siren", self.company_registry)

    def _dpo_identifier_message(self, error):
        messages = {
            "siret_other_siren": self.env._("belongs to another SIREN than this body"),
        }
        return self.env._(
            "%(name)s: the identifier “%(value)s” %(reason)s.",
            name=self.name,
            value=error.value,
            reason=messages.get(error.code, self.env._("is not valid (length or control key)")),
        )

    @api.constrains("dpo_body_type_id", "parent_id", "user_ids")
    def _check_dpo_persons_apart(self):
        for partner in self.sudo():
            users = partner.with_context(active_test=False).user_ids
            if users and partner.parent_id.dpo_body_type_id:
                users._check_not_child_of_collectivity()
            if users and partner.dpo_body_type_id:
                raise ValidationError(
                    self.env._("%s has a login: a collectivity is never a user.", partner.name)
                )

    def write(self, vals):
        """The identity of a data controller is not changed from the portal.

        Core's address form writes with full access: it would rename the parent company of
        whoever fills it in (``/my/address/submit``).
        """
        if vals and self.env.user.share and any(self.sudo().mapped("dpo_body_type_id")):
            raise AccessError(
                self.env._("The card of a collectivity is changed by the service only.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_dpo_collectivity(self):
        if any(self.sudo().mapped("dpo_body_type_id")):
            raise UserError(
                self.env._("A collectivity is not deleted: record its dissolution or succession.")
            )

    def action_archive(self):
        self._check_dpo_no_live_mandate()
        return super().action_archive()

    def _check_dpo_no_live_mandate(self):
        now = self.env["dpo.clock"]._now()
        live = self.sudo().dpo_person_mandate_ids.filtered(lambda m: m.access_until > now)
        if live:
            raise UserError(
                self.env._(
                    "%(person)s still has a habilitation for %(collectivity)s: end it first.",
                    person=live[0].person_id.name,
                    collectivity=live[0].collectivity_id.name,
                )
            )

    # --- services to other models -----------------------------------------------------

    def _dpo_colour(self):
        """The colour of the collectivity on the portal, for whoever serves several."""
        self.ensure_one()
        return collectivity_colour(self.id)

    def _dpo_company(self):
        """The OPSN (company) that serves this collectivity.

        A record made on the portal must not take the company of the user who types:
        that person may serve communes of several OPSNs. Falls back on the current
        company for a collectivity without engagement.
        """
        self.ensure_one()
        engagements = self.sudo().dpo_engagement_ids
        live = engagements.filtered(lambda e: e._is_live(self.env["dpo.clock"]._today()))
        companies = (live or engagements).company_id
        if self.env.company in companies:
            return self.env.company
        return companies[:1] or self.env.company

    def _dpo_metric(self, kind, day):
        """Latest metric of ``kind`` in force on ``day`` (recordset of 0 or 1)."""
        self.ensure_one()
        known = self.dpo_metric_ids.filtered(
            lambda metric: metric.kind == kind and metric.date_effective <= day
        )
        return known.sorted(lambda m: (m.date_effective, m.reference_year, m.id))[-1:]

    def _dpo_epci(self):
        """The grouping with its own taxation this commune is a member of now."""
        self.ensure_one()
        return self.dpo_membership_ids.filtered(
            lambda m: not m.date_until and m.grouping_id.dpo_body_type_id.category == "epci"
        ).grouping_id[:1]

    def _dpo_legal_representative(self):
        """The person who represents the collectivity today (mayor, president)."""
        self.ensure_one()
        now = self.env["dpo.clock"]._now()
        return self.dpo_mandate_ids.filtered(
            lambda m: m.function == "legal_representative" and m._is_live(now)
        )[:1]
