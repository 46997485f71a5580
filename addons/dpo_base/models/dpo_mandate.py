from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.legal_time import OPEN_END, day_expiry, utc_from_paris
from ..tools.retention import Retention

MONEY_FUNCTIONS = ("legal_representative", "secretary", "finance")


class DpoMandate(models.Model):
    """Who acts for a collectivity, in which function, from when to when.

    Mandates drive portal access, signatures and recipients. There is no ``active``
    field: record rules ignore it, and an archived mandate would still open doors.
    """

    _name = "dpo.mandate"
    _inherit = ["dpo.collectivity.mixin"]
    _description = "Habilitation"
    _order = "id"
    _dpo_immutable = ("collectivity_id", "person_id")
    _dpo_retention = Retention(
        "delete",
        months=120,
        start_field="date_until",
        reason="Preuve des habilitations : prescription des actes signés",
    )

    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", False), ("dpo_body_type_id", "=", False)],
    )
    person_civility = fields.Selection(related="person_id.dpo_civility", readonly=False)
    function = fields.Selection(
        [
            ("legal_representative", "Legal representative (mayor, president)"),
            ("deputy", "Deputy"),
            ("secretary", "General secretary (town hall) or head of services"),
            ("referent", "Data protection referent"),
            ("own_dpd", "Own DPD of the collectivity"),
            ("finance", "Finance"),
            ("it", "IT"),
            ("agent", "Other agent"),
        ],
        required=True,
    )
    title = fields.Char(help="As written in letters: Maire, Secrétaire générale de mairie...")
    presence = fields.Char("Days of presence", help="Lundi et jeudi matin...")
    phone = fields.Char("Direct phone")
    delegation_act_id = fields.Many2one(
        "dpo.act",
        "Delegation of signature",
        ondelete="restrict",
        domain="[('collectivity_id', '=', collectivity_id)]",
    )
    may_sign = fields.Boolean("May sign", compute="_compute_may_sign")
    sees_money = fields.Boolean(
        "Sees fees and invoices",
        compute="_compute_sees_money",
        store=True,
        readonly=False,
        precompute=True,
    )
    portal_access = fields.Boolean(default=False)
    date_from = fields.Date(required=True, default=lambda self: self.env["dpo.clock"]._today())
    date_until = fields.Date(help="Last day of the function; empty while it runs.")
    access_from = fields.Datetime(
        compute="_compute_access", store=True, precompute=True, required=True
    )
    access_until = fields.Datetime(
        compute="_compute_access", store=True, precompute=True, required=True
    )

    _access_idx = models.Index("(person_id, collectivity_id, access_until)")
    _dates_ordered = models.Constraint(
        "CHECK(date_until IS NULL OR date_until >= date_from)",
        "A habilitation ends after it begins.",
    )

    @api.depends("date_from", "date_until")
    def _compute_access(self):
        for mandate in self:
            mandate.access_from = utc_from_paris(mandate.date_from)
            mandate.access_until = (
                day_expiry(mandate.date_until) if mandate.date_until else OPEN_END
            )

    @api.depends("function", "delegation_act_id")
    def _compute_may_sign(self):
        for mandate in self:
            mandate.may_sign = bool(
                mandate.function == "legal_representative" or mandate.delegation_act_id
            )

    @api.depends("function")
    def _compute_sees_money(self):
        for mandate in self:
            mandate.sees_money = mandate.function in MONEY_FUNCTIONS

    @api.depends("person_id", "collectivity_id", "title", "function")
    def _compute_display_name(self):
        labels = dict(self._fields["function"]._description_selection(self.env))
        for mandate in self:
            title = mandate.title or labels.get(mandate.function, "")
            mandate.display_name = (
                f"{mandate.person_id.name}, {title} ({mandate.collectivity_id.name})"
            )

    @api.constrains("person_id", "collectivity_id")
    def _check_person(self):
        for mandate in self:
            if mandate.person_id.sudo().dpo_body_type_id:
                raise ValidationError(self.env._("A habilitation is given to a person."))

    def _get_capacity(self):
        """The capacity in which the person signs, as documents write it."""
        self.ensure_one()
        if self.title:
            return self.title
        if self.function == "legal_representative":
            return self.collectivity_id.sudo().dpo_body_type_id.head_title
        return dict(self._fields["function"]._description_selection(self.env))[self.function]

    def _is_live(self, now):
        """Whether the mandate runs at ``now`` (naive UTC)."""
        self.ensure_one()
        return self.access_from <= now < self.access_until

    def action_end(self):
        """End the mandate today: access closes at the end of the day in Paris."""
        self.check_access("write")
        self.write({"date_until": self.env["dpo.clock"]._today()})

    def action_invite(self):
        """Open the portal: create the login, add the company, send the invitation."""
        self.check_access("write")
        if not self.env.user.has_group("dpo_base.group_dpo_officer"):
            raise AccessError(self.env._("Only an officer invites to the portal."))
        for mandate in self:
            mandate._open_portal()

    def _open_portal(self):
        person = self.person_id
        if not person.email:
            raise UserError(
                self.env._("Enter the personal e-mail address of %s first.", person.name)
            )
        user = person.with_context(active_test=False).sudo().user_ids[:1] or self._create_user()
        companies = self.collectivity_id._dpo_company()
        user.write({"active": True, "company_ids": [(4, company.id) for company in companies]})
        self.portal_access = True
        user.action_reset_password()

    def _create_user(self):
        company = self.collectivity_id._dpo_company()
        return (
            self.env["res.users"]
            .sudo()
            .with_context(no_reset_password=True)
            .create(self._prepare_user_values(company))
        )

    def _prepare_user_values(self, company):
        return {
            "login": self.person_id.email,
            "partner_id": self.person_id.id,
            "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "lang": "fr_FR",
            "tz": "Europe/Paris",
        }

    def _cron_close_logins(self):
        """Archive portal users whose last mandate ended: their open sessions end too.

        Security does not depend on it: the record rules read the mandates themselves.
        """
        now = self.env["dpo.clock"]._now()
        ended = self.search([("access_until", "<=", now), ("portal_access", "=", True)])
        live = self.search([("access_until", ">", now), ("portal_access", "=", True)])
        persons = ended.person_id - live.person_id
        users = persons.user_ids.filtered(lambda user: user.share and user.active)
        users.action_archive()
