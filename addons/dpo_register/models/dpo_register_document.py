from odoo import api, models
from odoo.tools.image import image_data_uri

from odoo.addons.dpo_base.tools.document import Document, Letterhead
from odoo.addons.dpo_base.tools.docx import to_docx
from odoo.addons.dpo_base.tools.export_safe import xlsx_bytes
from odoo.addons.dpo_base.tools.legal_time import french_date

from ..tools.fiche import Facts, Part, build_fiche
from ..tools.names import Names, Term
from ..tools.register_layout import Register, to_blocks, to_sheets

#: Catalogues are short: some hundred entries
EVERY = [("key", "!=", False)]
#: Answers of closed lists that documents write: field of a model -> name in ``Names``
CHOICES = {
    "dpo.processing": ("dpia_proposal", "has_transfer", "state", "risk"),
    "dpo.processing.purpose": ("basis", "condition"),
    "dpo.processing.retention": ("fate",),
    "dpo.processing.transfer": ("mechanism",),
    "dpo.processing.party": ("role",),
}


class DpoRegisterDocument(models.AbstractModel):
    """A register as documents: one description of it gives the xlsx, the PDF and the .docx.

    Documents are French and complete whoever asks: callers have checked that the user reads the
    register.
    """

    _name = "dpo.register.document"
    _description = "Documents of the register"

    # --- one description ------------------------------------------------------------------

    @api.model
    def _describe_register(self, register):
        """The register as documents show it (``tools.register_layout.Register``)."""
        french = self.env["dpo.pdf"]._french(register.sudo())
        processings = french.processing_ids
        return Register(
            collectivity=french.collectivity_id.name,
            cover=self._describe_cover(french),
            fiches=self._describe_processings(processings),
        )

    @api.model
    def _describe_processings(self, processings):
        """The sheets of ``processings`` (``tools.fiche.Fiche``), in order."""
        french = self.env["dpo.pdf"]._french(processings.sudo())
        payloads = french._get_payloads()
        names = self._get_names(french.env)
        return [
            build_fiche(payload, self._get_facts(processing, number, names), names)
            for number, (processing, payload) in enumerate(zip(french, payloads, strict=True), 1)
        ]

    def _get_facts(self, processing, number, names):
        return Facts(
            number=processing.reference or str(number),
            created=processing.date_start or processing.create_date.date(),
            updated=processing.changed_on or processing.write_date.date(),
            state=names.choice("state", processing.state),
            checked=processing.checked_on or None,
        )

    @api.model
    def _get_names(self, env):
        """What the keys of payloads stand for, in the language of ``env``."""
        catalogue = env["dpo.register.term"].with_context(active_test=False).search(EVERY)
        vendors = env["dpo.vendor"].with_context(active_test=False).search(EVERY)
        products = env["dpo.product"].with_context(active_test=False).search(EVERY)
        return Names(
            terms={
                (term.catalogue, term.key): Term(
                    term.name, term.family or "", term.sensitivity or ""
                )
                for term in catalogue
            },
            vendors={vendor.key: vendor.name for vendor in vendors},
            products={product.key: product.name for product in products},
            countries={
                country.code: country.name
                for country in env["res.country"].search([("code", "!=", False)])
            },
            choices={
                name: dict(env[model]._fields[name]._description_selection(env))
                for model, names in CHOICES.items()
                for name in names
            },
        )

    # --- cover ----------------------------------------------------------------------------

    def _describe_cover(self, register):
        body = register.collectivity_id
        mayor = body._dpo_legal_representative()
        address = " ".join(filter(None, (body.street, body.zip, body.city)))
        return [
            self._facts_part(
                "Organisme responsable",
                ("Nom", body.name),
                ("SIREN", body.dpo_siren),
                ("Adresse", address),
                ("Téléphone", body.phone),
                ("Courriel", body.email),
                ("Représentant légal", mayor.person_id.name),
                ("Qualité", mayor and mayor._get_capacity()),
            ),
            self._facts_part("Délégué à la protection des données", *self._get_dpd_facts(register)),
            self._facts_part(
                "Registre",
                ("Activités recensées", str(register.processing_count)),
                ("Dont non encore contrôlées par le délégué", str(register.unchecked_count)),
                ("Dernier visa du représentant légal", register._get_visa_label()),
                ("Document établi le", french_date(self.env["dpo.clock"]._today())),
            ),
        ]

    def _facts_part(self, title, *rows):
        return Part(title, [(label, value or "À compléter") for label, value in rows])

    def _get_dpd_facts(self, register):
        """The designated DPD: our service, or the collectivity's own."""
        today = self.env["dpo.clock"]._today()
        live = register.collectivity_id.dpo_designation_ids.filtered(lambda d: d._is_live(today))
        designation, company = live[:1], register.company_id
        if designation and designation.by_service:
            return [
                ("Organisme désigné", company.name),
                ("Service", company.dpo_service_name),
                ("Courriel", company.dpo_service_email),
                ("Téléphone", company.dpo_service_phone),
                ("Numéro de désignation (CNIL)", designation.cnil_number),
            ]
        dpd = designation.dpd_partner_id
        contact = designation.contact_id or dpd
        return [
            ("Délégué désigné", dpd.name),
            ("Courriel", contact.email),
            ("Téléphone", contact.phone),
            ("Numéro de désignation (CNIL)", designation.cnil_number),
        ]

    # --- outputs --------------------------------------------------------------------------

    @api.model
    def _render_xlsx(self, register):
        described = self._describe_register(register)
        return xlsx_bytes(to_sheets(described), title=f"Registre – {described.collectivity}")

    @api.model
    def _render_docx(self, register):
        described = self._describe_register(register)
        company = self.env["dpo.pdf"]._french(register.sudo()).company_id
        document = Document(
            title="Registre des traitements",
            letterhead=self._get_letterhead(company),
            blocks=to_blocks(described),
            code="Document de travail : seule la version sous visa fait foi",
        )
        return to_docx(document)

    def _get_letterhead(self, company):
        address = " ".join(filter(None, (company.street, company.zip, company.city)))
        contact = (company.dpo_service_phone, company.dpo_service_email)
        return Letterhead(
            body=company.name,
            lines=[line for line in (company.dpo_service_name, address, *contact) if line],
            logo="" if company.uses_default_logo else image_data_uri(company.logo),
        )

    @api.model
    def _render_pdf(self, register):
        """A working copy; the version under visa is the frozen one of the approval."""
        return self.env["dpo.pdf"]._render(
            "dpo_register.pdf_register",
            register._prepare_pdf_values(),
            title=f"Registre des traitements – {register.collectivity_id.name}",
            company=register.company_id,
            code="Document de travail : seule la version sous visa fait foi",
        )

    @api.model
    def _render_fiche_pdf(self, processing):
        return self.env["dpo.pdf"]._render(
            "dpo_register.pdf_processing",
            {
                "processing": processing,
                "fiches": self._describe_processings(processing),
            },
            title=f"{processing.name} – {processing.collectivity_id.name}",
            company=processing.company_id,
        )
