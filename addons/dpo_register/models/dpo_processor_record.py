from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.legal import MECHANISMS

#: Engagements under which the service handles data for a member.
SERVED = ("delegated", "support", "audit", "one_off")


class DpoProcessorRecord(models.Model):
    """A category of processing that a body carries out for others (GDPR art. 30(2)).

    The body is the processor: a grouping for its communes, the OPSN for its members. Who is
    served is read from the engagements and the registers each time: no list to keep by hand.
    """

    _name = "dpo.processor.record"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin", "mail.thread"]
    _description = "Record of a processor"
    _order = "collectivity_id, id"
    _dpo_by_action = frozenset({"kind", "source_key"})
    _dpo_retention = Retention(
        "visa", months=60, start_field="date_end", reason="Registre (RGPD, art. 30, § 2)"
    )

    name = fields.Char("Category of processing", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("manual", "Entered by hand"),
            ("mission", "Shared DPD and support"),
            ("tool", "This tool"),
        ],
        "Made from",
        required=True,
        default="manual",
        readonly=True,
        copy=False,
    )
    source_key = fields.Char(readonly=True, copy=False, help="Which service it was made from.")
    description = fields.Text("What is done for the controllers")
    data_note = fields.Text("Data and persons concerned")
    has_transfer = fields.Selection(
        [("no", "No"), ("yes", "Yes"), ("unknown", "Not known")],
        "Data outside the European Union",
        default="unknown",
    )
    country_ids = fields.Many2many("res.country", string="Countries")
    mechanism = fields.Selection(MECHANISMS)
    guarantees = fields.Char(help="Documents on the safeguards (art. 49(1), second subparagraph).")
    measure_ids = fields.Many2many(
        "dpo.register.term",
        "dpo_processor_record_measure_rel",
        string="Security measures",
        domain=[("catalogue", "=", "measure")],
    )
    measure_note = fields.Text("Other measures")
    subprocessor_ids = fields.Many2many(
        "dpo.vendor", "dpo_processor_record_vendor_rel", string="Sub-processors"
    )
    date_start = fields.Date("Since")
    date_end = fields.Date("Ended on")
    manual_client_ids = fields.Many2many(
        "res.partner",
        "dpo_processor_record_client_rel",
        string="Controllers entered by hand",
        domain=[("dpo_body_type_id", "!=", False)],
    )
    client_ids = fields.Many2many(
        "res.partner", compute="_compute_client_ids", string="Controllers served"
    )
    client_count = fields.Integer("Controllers", compute="_compute_client_ids")
    clients_html = fields.Html("Controllers, representatives, DPD", compute="_compute_clients_html")

    _source_uniq = models.UniqueIndex(
        "(collectivity_id, company_id, kind, source_key) WHERE source_key IS NOT NULL"
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_start IS NULL OR date_end IS NULL OR date_end >= date_start)",
        "A processing ends after it begins.",
    )

    # --- controllers served -------------------------------------------------------------

    @api.depends("kind", "source_key", "manual_client_ids")
    def _compute_client_ids(self):
        for record in self:
            record.client_ids = record._get_clients()
            record.client_count = len(record.client_ids)

    def _get_clients(self):
        """The controllers served today: those of the source, those entered by hand."""
        # sudo: a register names each controller, whoever of its readers opens it
        record_sudo = self.sudo()
        if self.kind == "manual":
            return record_sudo.manual_client_ids
        domain = record_sudo._get_client_domain() & Domain("id", "!=", self.collectivity_id.id)
        return record_sudo.env["res.partner"].search(domain, order="name, id")

    def _get_client_domain(self):
        """Which collectivities the source of this record serves today."""
        if self.kind == "tool":
            registers = self.env["dpo.register"].search([("company_id", "=", self.company_id.id)])
            return Domain("id", "in", registers.collectivity_id.ids)
        today = self.env["dpo.clock"]._today()
        live = Domain("date_from", "<=", today)
        live &= Domain("date_until", "=", False) | Domain("date_until", ">=", today)
        live &= Domain("company_id", "=", self.company_id.id) & Domain("nature", "in", SERVED)
        return Domain("dpo_engagement_ids", "any", live)

    def _compute_clients_html(self):
        for record in self:
            record.clients_html = self.env["ir.qweb"]._render(
                "dpo_register.processor_clients", {"clients": record._get_client_rows()}
            )

    def _get_client_rows(self):
        """``dict(client, representative, dpd)`` of each controller, in three queries."""
        clients = self._get_clients()
        representatives = self._get_representatives(clients)
        officers = self._get_officers(clients)
        return [
            {
                "client": client,
                "representative": representatives.get(client, ""),
                "dpd": officers.get(client, ""),
            }
            for client in clients
        ]

    def _get_representatives(self, clients):
        now = self.env["dpo.clock"]._now()
        # sudo: who represents a controller is part of the register (art. 30(2)(a))
        mandates = (
            self.env["dpo.mandate"]
            .sudo()
            .search(
                [
                    ("collectivity_id", "in", clients.ids),
                    ("function", "=", "legal_representative"),
                    ("access_from", "<=", now),
                    ("access_until", ">", now),
                ]
            )
        )
        return {
            mandate.collectivity_id: f"{mandate.person_id.name}, {mandate._get_capacity()}"
            for mandate in mandates
        }

    def _get_officers(self, clients):
        today = self.env["dpo.clock"]._today()
        # sudo: who is the DPD of a controller is public (art. 37(7))
        designations = (
            self.env["dpo.designation"]
            .sudo()
            .search(
                [("collectivity_id", "in", clients.ids), ("date_from", "<=", today)],
                order="date_from",
            )
        )
        return {
            designation.collectivity_id: designation.dpd_partner_id.name
            or (designation.by_service and designation.company_id.name)
            or ""
            for designation in designations
            if designation._is_live(today)
        }

    # --- our own register ----------------------------------------------------------------

    def action_generate_own(self):
        """Write what is missing in the register of the OPSN itself, from its services."""
        records = self.env["dpo.processor.record"]
        records.check_access("create")
        body = self._get_own_body()
        known = records.search(
            [("collectivity_id", "=", body.id), ("company_id", "=", self.env.company.id)]
        )
        sources = {
            (values["kind"], values["source_key"]): values for values in self._get_own_sources()
        }
        by_source = {(record.kind, record.source_key): record for record in known}
        self._create_by_action(
            [
                {**values, "collectivity_id": body.id, "company_id": self.env.company.id}
                for source, values in sources.items()
                if source not in by_source
            ]
        )
        for source, record in by_source.items():
            if record.kind != "manual":
                record._follow_source(is_offered=source in sources)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_register.dpo_processor_record_action"
        )

    def _get_own_body(self):
        """The OPSN as a body: its contact needs a body type to have a register."""
        body = self.env.company.partner_id
        # sudo: the card of the own company may lie outside a portfolio
        if not body.sudo().dpo_body_type_id:
            raise UserError(
                self.env._(
                    "“%s” has no body type yet: open its card among the collectivities, choose "
                    "its legal form (syndicat mixte, GIP…) and enter its SIREN, then generate "
                    "again.",
                    body.name,
                )
            )
        return body

    @api.model
    def _get_own_sources(self):
        """Values of a record for each service of the OPSN; other addons add theirs."""
        return [
            {
                "kind": "mission",
                "source_key": "mission",
                "name": "Mission de délégué à la protection des données mutualisé",
                "description": "Tenue et contrôle des registres, conseil, visites, formation, "
                "aide aux demandes d’exercice des droits et aux violations de données, pour les "
                "membres qui ont délégué leur DPD ou demandé un accompagnement.",
                "data_note": "Représentants, agents et contacts des membres ; données des "
                "personnes concernées par une demande ou une violation.",
            },
            {
                "kind": "tool",
                "source_key": "tool",
                "name": "Hébergement des registres et des dossiers de protection des données",
                "description": "Mise à disposition de cet outil : registres, visas, plans "
                "d’action et documents des collectivités, comptes des utilisateurs, journal.",
                "data_note": "Utilisateurs de l’outil ; personnes nommées dans les documents "
                "déposés.",
            },
        ]

    def _follow_source(self, *, is_offered):
        """A service that stopped ends its record; one that comes back opens it again."""
        if not is_offered and not self.date_end:
            self.date_end = self.env["dpo.clock"]._today()
        elif is_offered and self.date_end:
            self.date_end = False

    # --- documents ----------------------------------------------------------------------

    def action_open_pdf(self):
        self.check_access("read")
        return self._open_file("pdf")

    def action_open_xlsx(self):
        self.check_access("read")
        return self._open_file("xlsx")

    def _open_file(self, layout):
        url = f"/dpo/processor_record/{self[:1].id}/register.{layout}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _get_whole_register(self):
        """All the records of the same processor that run, in the rights of the user."""
        self.ensure_one()
        return self.search(
            [
                ("collectivity_id", "=", self.collectivity_id.id),
                ("company_id", "=", self.company_id.id),
                ("date_end", "=", False),
            ]
        )
