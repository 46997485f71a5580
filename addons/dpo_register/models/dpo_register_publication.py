from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.retention import Retention

#: What the collectivity may show of its records, in the order of the page.
CHOICES = (
    "show_purposes",
    "show_persons",
    "show_data",
    "show_recipients",
    "show_vendors",
    "show_retention",
    "show_transfers",
    "show_rights",
    "show_contact",
)
OPTIONS = (*CHOICES, "no_index", "may_embed")


class DpoRegisterPublication(models.Model):
    """The page on which a collectivity shows its register to everybody; off by default.

    Nothing obliges it to (GDPR art. 30(4) speaks of the CNIL alone): the collectivity decides,
    chooses what is shown, and takes the page back at once. Drafts, security measures and the
    advice of the DPD are never shown.
    """

    _name = "dpo.register.publication"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin"]
    _description = "Public page of a register"
    _order = "id"
    _dpo_same_collectivity = ("register_id",)
    _dpo_immutable = ("collectivity_id", "company_id", "register_id")
    _dpo_by_action = frozenset({"is_public", "slug", "published_by_id", "revoked_on"})
    _dpo_retention = Retention("keep", reason="Suit le registre")

    register_id = fields.Many2one(
        "dpo.register", required=True, readonly=True, index=True, ondelete="cascade"
    )
    is_public = fields.Boolean("Online", readonly=True, copy=False)
    slug = fields.Char("Address", readonly=True, copy=False)
    url = fields.Char("Public page", compute="_compute_url")
    decided_on = fields.Date("Decision of", copy=False)
    decision = fields.Char(
        copy=False, help="Who decided: number of the act, letter or mail of the mayor."
    )
    published_by_id = fields.Many2one(
        "res.users", "Put online by", readonly=True, copy=False, ondelete="restrict"
    )
    revoked_on = fields.Date("Taken offline on", readonly=True, copy=False)
    show_purposes = fields.Boolean("Purposes and legal bases", default=True)
    show_persons = fields.Boolean("Persons concerned", default=True)
    show_data = fields.Boolean("Categories of data", default=True)
    show_recipients = fields.Boolean("Recipients", default=True)
    show_vendors = fields.Boolean("Names of the processors")
    show_retention = fields.Boolean("Retention periods", default=True)
    show_transfers = fields.Boolean("Transfers outside the European Union", default=True)
    show_rights = fields.Boolean("Rights of persons", default=True)
    show_contact = fields.Boolean("Contact of the DPD", default=True)
    no_index = fields.Boolean("Ask search engines to leave it out", default=True)
    may_embed = fields.Boolean("May be shown inside the website of the town hall")

    _register_uniq = models.UniqueIndex("(register_id)", "This register has its page already.")
    _slug_uniq = models.UniqueIndex("(slug) WHERE slug IS NOT NULL")

    @api.depends("slug")
    def _compute_url(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url") or ""
        for page in self:
            page.url = f"{base}/registre/{page.slug}" if page.slug else False

    @api.depends("collectivity_id.name")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Public page of %s", page.collectivity_id.name)

    # --- steps ----------------------------------------------------------------------------

    def action_choose(self, options, published_ids=None):
        """Choose what is shown, and which of the records that may be shown."""
        self._check_may_decide()
        self.ensure_one()
        unknown = set(options) - set(OPTIONS)
        if unknown:
            raise UserError(self.env._("Unknown field: %s.", sorted(unknown)[0]))
        # sudo: the right to decide was checked; only the options are written
        page = self.sudo()
        page.write({name: bool(value) for name, value in options.items()})
        if published_ids is not None:
            records = page._get_showable()
            chosen = records.filtered(lambda record: record.id in published_ids)
            chosen.is_published = True
            (records - chosen).is_published = False

    def action_publish(self):
        """Put the page online: the mayor on the portal, or the service once it holds the act."""
        self._check_may_decide()
        self.ensure_one()
        if not any(self[name] for name in CHOICES):
            raise UserError(self.env._("Choose first what the page shows."))
        decision = self._prepare_decision_values()
        # sudo: the right to decide was checked
        page = self.sudo()
        page._write_by_action(
            {
                **decision,
                "is_public": True,
                "slug": page.slug or page._make_slug(),
                "published_by_id": self.env.uid,
                "revoked_on": False,
            }
        )
        page.register_id.message_post(
            body=self.env._("Public page online. Decision: %s", page.decision)
        )

    def action_revoke(self):
        """Take the page offline: it answers nothing from this moment on."""
        self._check_may_decide()
        # sudo: the right to decide was checked
        for page in self.sudo().filtered("is_public"):
            page._write_by_action(
                {
                    "is_public": False,
                    "revoked_on": self.env["dpo.clock"]._today(),
                    "decided_on": False,
                    "decision": False,
                }
            )
            page.register_id.message_post(body=self.env._("Public page taken offline."))

    def _prepare_decision_values(self):
        if self.env.user._is_internal():
            if not (self.decided_on and self.decision):
                raise UserError(
                    self.env._(
                        "The collectivity decides: enter the day and the reference of its decision."
                    )
                )
            return {}
        mandate = self._get_deciding_mandates()[:1]
        return {
            "decided_on": self.env["dpo.clock"]._today(),
            "decision": self.env._(
                "%(name)s, %(capacity)s, on the portal",
                name=mandate.person_id.name,
                capacity=mandate._get_capacity(),
            ),
        }

    def _check_may_decide(self):
        """Whoever may sign for the collectivity, or the service that records the decision."""
        if self.env.user._is_internal():
            self.check_access("write")
            return
        self.check_access("read")
        if self.collectivity_id - self._get_deciding_mandates().collectivity_id:
            raise AccessError(
                self.env._("Your habilitation does not allow this step: ask your town hall.")
            )

    def _get_deciding_mandates(self):
        mandates = self.env.user._dpo_live_mandates()
        return mandates.filtered(lambda m: m.may_sign and m.collectivity_id in self.collectivity_id)

    def _make_slug(self):
        """A readable address that no other body has; it stays when the name changes."""
        name = self.env["ir.http"]._slugify(self.collectivity_id.name or "", max_length=60)
        own = "-".join(filter(None, (name, self.collectivity_id.dpo_siren or str(self.id))))
        taken = self.search_count([("slug", "=", own), ("id", "!=", self.id)], limit=1)
        return f"{own}-{self.id}" if taken else own

    # --- page -----------------------------------------------------------------------------

    @api.model
    def _find_public(self, slug):
        """The page that answers at this address now (recordset of 0 or 1)."""
        # sudo: everybody may read what the collectivity published
        return self.sudo().search(
            [
                ("slug", "=", slug),
                ("is_public", "=", True),
                ("collectivity_id.dpo_dissolved_on", "=", False),
            ],
            limit=1,
        )

    def _get_showable(self):
        """Records that the page may show: running, and checked by the DPD."""
        records = self.register_id.processing_ids
        return records.filtered(lambda record: record.state in ("checked", "visa"))

    def _get_page(self):
        """The page as plain texts: what was not chosen is not even read by the template."""
        self.ensure_one()
        chosen = {name for name in CHOICES if self[name]}
        # sudo: only what the collectivity chose leaves this method
        page = self.env["dpo.pdf"]._french(self.sudo())
        shown = page._get_showable().filtered("is_published")
        domains = shown.sorted(lambda r: (r.domain_id.sequence, r.id)).grouped("domain_id")
        return {
            "name": page.collectivity_id.name,
            "no_index": page.no_index,
            "contact": page._get_contact() if "show_contact" in chosen else [],
            "has_rights": "show_rights" in chosen,
            "domains": [
                {
                    "name": domain.name or "Autres activités",
                    "records": [record._get_public(chosen) for record in records],
                }
                for domain, records in domains.items()
            ],
        }

    def _get_contact(self):
        """How to reach the DPD (GDPR art. 37(7)): the function, not the person's name."""
        today = self.env["dpo.clock"]._today()
        live = self.collectivity_id.dpo_designation_ids.filtered(lambda d: d._is_live(today))[:1]
        if not live:
            return []
        if live.by_service:
            company = self.company_id
            lines = [company.dpo_service_name or company.name]
            return [*filter(None, (*lines, company.dpo_service_email, company.dpo_service_phone))]
        dpd = live.dpd_partner_id
        name = dpd.name if live.dpd_kind == "body" else False
        return [*filter(None, (name, dpd.email, dpd.phone))]
