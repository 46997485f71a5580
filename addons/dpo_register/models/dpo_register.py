from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.export_safe import as_text
from odoo.addons.dpo_base.tools.legal_time import french_date
from odoo.addons.dpo_base.tools.retention import Retention

DOUBLE_CLICK = timedelta(minutes=1)


class DpoRegister(models.Model):
    """The register of one collectivity: what the mayor's yearly visa bears on.

    The service keeps it by delegation; the collectivity stays responsible (GDPR art. 24, 30).
    """

    _name = "dpo.register"
    _inherit = [
        "dpo.guarded.mixin",
        "dpo.scoped.mixin",
        "dpo.dpd.mixin",
        "dpo.approvable.mixin",
        "mail.thread",
    ]
    _description = "Register"
    _order = "id"
    _dpo_same_collectivity = ("approval_id",)
    _dpo_by_action = frozenset({"visa_on", "visa_approval_id"})
    _dpo_retention = Retention("keep", reason="Registre en cours (RGPD, art. 30)")

    processing_ids = fields.One2many(
        "dpo.processing", compute="_compute_processing_ids", string="Activities"
    )
    processing_count = fields.Integer("Number of activities", compute="_compute_figures")
    unchecked_count = fields.Integer("Not checked yet", compute="_compute_figures")
    to_review_count = fields.Integer("To be reviewed", compute="_compute_figures")
    completeness = fields.Integer("Completeness (%)", compute="_compute_figures")
    visa_on = fields.Date("Last visa", readonly=True, copy=False)
    visa_approval_id = fields.Many2one(
        "dpo.approval",
        "Last version under visa",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _collectivity_uniq = models.UniqueIndex(
        "(collectivity_id, company_id)", "This collectivity has its register already."
    )

    @api.depends("collectivity_id.name")
    def _compute_display_name(self):
        for register in self:
            register.display_name = self.env._("Register of %s", register.collectivity_id.name)

    def _get_processing_domain(self):
        return [
            ("collectivity_id", "in", self.collectivity_id.ids),
            ("company_id", "in", self.company_id.ids),
            ("date_end", "=", False),
        ]

    def _compute_processing_ids(self):
        for register in self:
            register.processing_ids = self.env["dpo.processing"].search(
                register._get_processing_domain()
            )

    def _compute_figures(self):
        figures = self._get_figures()
        for register in self:
            found = figures.get((register.collectivity_id, register.company_id), {})
            register.processing_count = found.get("count", 0)
            register.unchecked_count = found.get("unchecked", 0)
            register.to_review_count = found.get("to_review", 0)
            register.completeness = found.get("completeness", 0)

    def _get_figures(self):
        """``{(collectivity, company): counts}``, in two queries whatever the number."""
        processings = self.env["dpo.processing"]
        domain = self._get_processing_domain()
        figures = {}
        groups = processings._read_group(
            domain,
            ["collectivity_id", "company_id", "state"],
            ["__count", "completeness:sum"],
        )
        for collectivity, company, state, count, said in groups:
            found = figures.setdefault(
                (collectivity, company), {"count": 0, "unchecked": 0, "said": 0}
            )
            found["count"] += count
            found["said"] += said
            found["unchecked"] += count if state in ("draft", "submitted") else 0
        today = self.env["dpo.clock"]._today()
        due = [*domain, ("review_due_on", "<=", today)]
        for collectivity, company, count in processings._read_group(
            due, ["collectivity_id", "company_id"], ["__count"]
        ):
            figures[collectivity, company]["to_review"] = count
        for found in figures.values():
            found["completeness"] = found["said"] // found["count"]
        return figures

    @api.model
    def _get_or_create(self, collectivity, company=None):
        """The register of ``collectivity`` kept by ``company``; the caller has checked access."""
        company = company or collectivity._dpo_company()
        # sudo: whoever works on a record of the register may open it
        registers_sudo = self.sudo()
        found = registers_sudo.search(
            [("collectivity_id", "=", collectivity.id), ("company_id", "=", company.id)]
        )
        return found or registers_sudo.create(
            {"collectivity_id": collectivity.id, "company_id": company.id}
        )

    @api.model
    def _open_for(self, processings):
        """A register opens with the first record of a collectivity."""
        # sudo: whoever writes the first record opens the register that holds it
        registers_sudo = self.sudo()
        wanted = {(record.collectivity_id.id, record.company_id.id) for record in processings}
        domain = [("collectivity_id", "in", [collectivity for collectivity, _company in wanted])]
        found = registers_sudo.search(domain)
        held = {(register.collectivity_id.id, register.company_id.id) for register in found}
        registers_sudo.create(
            [
                {"collectivity_id": collectivity, "company_id": company}
                for collectivity, company in sorted(wanted - held)
            ]
        )

    def action_create_processing(self, name, summary=""):
        """Write a new activity in this register, to be completed section by section."""
        self.ensure_one()
        self._check_may_edit()
        name = (name or "").strip()
        if not name:
            raise UserError(self.env._("Give the activity a name: “School canteen”, for instance."))
        values = self._prepare_processing_values(name, summary)
        # the second of two clicks fails here, is replayed, and finds the record of the first
        self.env.cr.execute("UPDATE dpo_register SET id = id WHERE id = %s", [self.id])
        # sudo: the right to edit this register was checked, the values are made here
        processings = self.env["dpo.processing"].sudo()
        record = self._find_just_created(processings, values) or processings.create(values)
        return record.sudo(self.env.su)

    def _find_just_created(self, processings, values):
        """The record that the same user has just made of the same words: a double click."""
        since = self.env.cr.now() - DOUBLE_CLICK
        domain = [(name, "=", value) for name, value in values.items()]
        domain += [("create_uid", "=", self.env.uid), ("create_date", ">=", since)]
        return processings.search(domain, limit=1)

    def _prepare_processing_values(self, name, summary):
        return {
            "name": name,
            "summary": (summary or "").strip() or False,
            "collectivity_id": self.collectivity_id.id,
            "company_id": self.company_id.id,
        }

    # --- visa ---------------------------------------------------------------------------

    def action_request_visa(self):
        """Freeze the whole register and ask the legal representative for the yearly visa."""
        self.check_access("write")
        for register in self:
            if not register.processing_ids:
                raise UserError(
                    self.env._(
                        "The register of %s is empty: there is nothing to sign.",
                        register.collectivity_id.name,
                    )
                )
        self._request_approval()

    def _get_approval_title(self):
        return f"Registre des traitements – {self.collectivity_id.name}"

    def _get_approval_summary(self):
        return self.env["ir.qweb"]._render("dpo_register.visa_summary", {"register": self.sudo()})

    def _get_approval_document(self, approval):
        return approval._render_pdf("dpo_register.pdf_register", self._prepare_pdf_values())

    def _prepare_pdf_values(self):
        described = self.env["dpo.register.document"]._describe_register(self)
        return {"register": self, "described": described, "as_text": as_text}

    def _prepare_approval_payload(self):
        parties = self.processing_ids.party_ids
        return {
            "processings": self._get_frozen_processings(),
            # records name vendors and products by key: whoever reads the proof needs the names
            "vendors": {vendor.key: vendor.name for vendor in parties.vendor_id},
            "products": {product.key: product.name for product in parties.product_id},
        }

    def _get_frozen_processings(self):
        """``{id: payload}`` of the records that run, as the visa freezes them."""
        return {str(record.id): record._get_payload() for record in self.processing_ids}

    def _on_approval_signed(self, approval):
        """What was checked, and has not changed since it was frozen, is under visa."""
        self._write_by_action({"visa_on": approval.decided_on, "visa_approval_id": approval.id})
        frozen = approval._get_content().get("processings", {})
        signed = self.processing_ids.filtered(
            lambda record: (
                record.state in ("checked", "visa")
                and frozen.get(str(record.id)) == record._get_payload()
            )
        )
        signed._write_by_action({"state": "visa", "visa_on": approval.decided_on})

    def _get_visa_label(self):
        """When the register was last signed, in French, for documents."""
        return french_date(self.visa_on) if self.visa_on else "jamais"
