from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from odoo.addons.dpo_base.tools.document import to_pdf
from odoo.addons.dpo_base.tools.docx import to_docx

from ..tools import notice
from ..tools.rights import rights

LAYOUTS = {"pdf": to_pdf, "docx": to_docx}
#: Key of the category of data that makes cameras of an activity.
IMAGES = "images"
#: La commune, la communauté; le syndicat, le CCAS, le département.
FEMININE = ("commune", "epci")


class DpoProcessing(models.Model):
    """Rights of the persons, and the notices that tell them (GDPR art. 12 to 22)."""

    _inherit = "dpo.processing"  # pylint: disable=consider-merging-classes-inherited
    _dpo_fields = {"rights_html": "skip", "has_images": "skip"}

    rights_html = fields.Html("Rights of the persons", compute="_compute_rights_html")
    has_images = fields.Boolean("Cameras or pictures", compute="_compute_has_images")

    @api.depends("data_ids.category_id")
    def _compute_has_images(self):
        for processing in self:
            processing.has_images = IMAGES in processing.data_ids.category_id.mapped("key")

    @api.depends("purpose_ids.basis")
    def _compute_rights_html(self):
        for processing in self:
            processing.rights_html = self.env["ir.qweb"]._render(
                "dpo_register.processing_rights", {"rights": processing._get_rights()}
            )

    def _get_rights(self):
        """Rights that the bases open (``tools.rights``); none as long as no basis is said."""
        self.ensure_one()
        bases = set(self.purpose_ids.mapped("basis")) - {False}
        return rights(bases) if bases else ()

    # --- notice -------------------------------------------------------------------------

    def action_open_notice_pdf(self):
        self.check_access("read")
        return self._open_file("notice.pdf")

    def action_open_notice_docx(self):
        self.check_access("read")
        return self._open_file("notice.docx")

    def action_open_poster(self):
        self.check_access("read")
        self.ensure_one()
        self._check_has_images()
        return self._open_file("affiche.pdf")

    def _open_file(self, name):
        self.ensure_one()
        url = f"/my/registre/fiche/{self.id}/{name}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _get_file_name(self, label, extension):
        return f"{label} – {self.name}.{extension}".replace("/", "-")

    def _render_notice(self, layout):
        """Bytes of the notice; ``layout`` is a key of ``LAYOUTS``. The caller checked access."""
        self.ensure_one()
        # sudo: address of the service and name of the DPD are told to everybody
        record_sudo = self.env["dpo.pdf"]._french(self.sudo())
        return LAYOUTS[layout](notice.notice(record_sudo._get_notice_facts()))

    def _get_notice_facts(self):
        return notice.Facts(
            activity=self.name,
            controller=self.collectivity_id.name,
            head=self._get_head(),
            contact=self._get_controller_lines(),
            dpd=self._get_dpd_lines(),
            purposes=[
                notice.Purpose(line.name, line.basis or "", line.justification or "")
                for line in self.purpose_ids
            ],
            data=[line._get_notice_item() for line in self.data_ids],
            recipients=self._get_notice_recipients(),
            transfers=[
                notice.Transfer(
                    line.name,
                    line.country_id.name or "",
                    line.mechanism or "",
                    line.guarantees or "",
                )
                for line in self.transfer_ids
            ],
            has_transfer=self.has_transfer or "",
            retentions=[(line.name, line.sentence or "") for line in self.retention_ids],
            rights=self._get_rights(),
            logo=self._get_controller_logo(),
        )

    def _get_head(self):
        """Who represents the controller: "représentée par le maire"."""
        kind = self.collectivity_id.dpo_body_type_id
        word = "représentée" if kind.category in FEMININE else "représenté"
        return f"{word} par le {kind.head_title.lower()}"

    def _get_controller_logo(self):
        logo = self.collectivity_id.image_256
        return image_data_uri(logo) if logo else ""

    def _get_controller_lines(self):
        body = self.collectivity_id
        town = " ".join(filter(None, (body.zip, body.city)))
        return [line for line in (body.street, town, body.phone, body.email) if line]

    def _get_dpd_lines(self):
        """Who is the DPD of the collectivity, and where to write; ours when delegated."""
        if self.collectivity_id.dpo_dpd_status == "delegated":
            company = self.company_id
            name = company.dpo_service_name or company.name
            contact = (company.dpo_service_email, company.dpo_service_phone)
        else:
            today = self.env["dpo.clock"]._today()
            dpd = self.collectivity_id.dpo_designation_ids.filtered(
                lambda designation: designation._is_live(today)
            ).dpd_partner_id[:1]
            name, contact = dpd.name, (dpd.email, dpd.phone)
        return [line for line in (name, *contact) if line]

    def _get_notice_recipients(self):
        """Recipients, and the vendors that handle the data (art. 4(9))."""
        recipients = [line._get_label() for line in self.recipient_ids]
        vendors = [
            f"{party.vendor_id.name or party.name}"
            + (f" ({party.details})" if party.details else "")
            for party in self.party_ids
        ]
        return list(dict.fromkeys([*recipients, *vendors]))

    # --- cameras ------------------------------------------------------------------------

    def _check_has_images(self):
        if not self.has_images:
            raise UserError(
                self.env._(
                    "This activity holds no pictures: add the category “Images, videos” to its "
                    "data to get the poster."
                )
            )

    def _render_poster(self):
        """First level of the notice of cameras, A4; the second level is the whole notice."""
        self.ensure_one()
        # sudo: address of the service and name of the DPD are told to everybody
        record_sudo = self.env["dpo.pdf"]._french(self.sudo())
        record_sudo._check_has_images()
        return self.env["dpo.pdf"]._render(
            "dpo_register.pdf_poster",
            {"facts": record_sudo._get_notice_facts(), "processing": record_sudo},
            title=f"Affiche – {self.name}",
            company=record_sudo.company_id,
        )
