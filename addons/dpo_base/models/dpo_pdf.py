from odoo import api, models
from odoo.tools.image import image_data_uri

from ..tools.legal_time import french_date, french_instant
from ..tools.pdf import render_pdf


class DpoPdf(models.AbstractModel):
    """The one door to documents: QWeb templates rendered in French, in Paris time.

    Frozen and mailed documents must not depend on who renders them. Their templates are
    French text under ``t-translation="off"``: legal content has one language.
    """

    _name = "dpo.pdf"
    _description = "PDF documents"

    @api.model
    def _french(self, records):
        """``records`` as every document sees them, whoever asks for it."""
        return records.with_context(lang="fr_FR", tz="Europe/Paris")

    @api.model
    def _render(self, template, values, *, title, company, code="", attachments=()):
        """Return the PDF bytes of a QWeb template (an xmlid) in the house style.

        ``code`` is printed at the foot of each page, the name of ``company`` at the head
        of the following ones; ``attachments`` are ``tools.pdf.File``.
        """
        french = self._french(self.sudo())
        html = french.env["ir.qweb"]._render(template, self._prepare_values(values, company))
        return render_pdf(
            str(html),
            title=title,
            issuer=company.dpo_service_name or company.name,
            code=code,
            attachments=attachments,
        )

    def _prepare_values(self, values, company):
        """Add what every template uses; records are seen in French, with full access."""
        records = {
            name: self._french(value.sudo())
            for name, value in {**values, "company": company}.items()
            if isinstance(value, models.BaseModel)
        }
        return {
            **values,
            **records,
            "french_date": french_date,
            "french_instant": french_instant,
            "image_data_uri": image_data_uri,
        }
