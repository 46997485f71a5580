from odoo import fields, models

from ..tools.retention import Retention


class DpoImportColumn(models.Model):
    """A column of an imported file and what it holds: proposed by us, settled by the user."""

    _name = "dpo.import.column"
    _description = "Column of an import"
    _order = "position, id"
    _rec_name = "title"
    _dpo_retention = Retention(
        "delete", months=12, start_field="create_date", reason="Compte rendu d’un import"
    )

    import_id = fields.Many2one("dpo.import", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id", store=True, precompute=True)
    position = fields.Integer(readonly=True)
    title = fields.Char("Column of the file", readonly=True)
    sample = fields.Char("First values", readonly=True)
    target = fields.Selection(
        [
            ("name", "Name"),
            ("siren", "SIREN"),
            ("siret", "SIRET"),
            ("insee", "INSEE code"),
            ("department", "Department (when the INSEE code is split)"),
            ("insee_suffix", "Commune within the department (when the INSEE code is split)"),
            ("body_type", "Body type"),
            ("population_municipal", "Municipal population"),
            ("population_total", "Total population"),
            ("population_dgf", "DGF population"),
            ("population", "Population whose kind is to be said"),
            ("agents", "Number of agents"),
            ("epci_siren", "SIREN of the EPCI"),
            ("epci_name", "Name of the EPCI"),
            ("street", "Street"),
            ("postal_code", "Postal code"),
            ("email", "E-mail"),
            ("phone", "Phone"),
        ],
        string="What it holds",
    )
