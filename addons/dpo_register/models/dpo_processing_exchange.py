from odoo import fields, models


class DpoProcessing(models.Model):
    """What an exchange knows of a record beside its content."""

    _inherit = "dpo.processing"  # pylint: disable=consider-merging-classes-inherited
    _dpo_fields = {"external_key": "skip", "import_note": "skip"}

    external_key = fields.Char(
        readonly=True, copy=False, help="Name of the record in the file that it comes from."
    )
    import_note = fields.Text(
        "Words of the imported file to be sorted out",
        copy=False,
        help="What the import read and found no field for. Printed nowhere.",
    )

    _external_key_uniq = models.UniqueIndex(
        "(collectivity_id, company_id, external_key) WHERE external_key IS NOT NULL",
        "This record was imported already.",
    )

    def _get_exchange_key(self):
        """The stable name of the record in files, whichever database reads them."""
        self.ensure_one()
        # sudo: a number that tells databases apart
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid", "")
        return self.external_key or f"{database[:8]}-{self.id}"

    def action_download_pdf(self):
        """The sheet of this activity alone."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/registre/fiche/{self.id}/pdf",
            "target": "download",
        }
