from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention


class DpoRegisterImportColumn(models.Model):
    """A column of an imported table and what it holds: proposed by us, settled by the user."""

    _name = "dpo.register.import.column"
    _description = "Column of an imported register"
    _order = "position, id"
    _rec_name = "title"
    _dpo_retention = Retention(
        "delete", months=12, start_field="create_date", reason="Compte rendu d’un import"
    )

    import_id = fields.Many2one(
        "dpo.register.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True, precompute=True)
    user_id = fields.Many2one(related="import_id.user_id", store=True, precompute=True)
    position = fields.Integer(readonly=True)
    title = fields.Char("Column of the file", readonly=True)
    sample = fields.Char("First values", readonly=True)
    target = fields.Selection(
        [
            ("name", "Name of the activity"),
            ("body_name", "Collectivity"),
            ("body_siren", "SIREN of the collectivity"),
            ("body_insee", "INSEE code of the commune"),
            ("reference", "Number"),
            ("domain_id", "Domain"),
            ("service", "Service in charge"),
            ("contact", "Person in charge"),
            ("summary", "In a few words"),
            ("date_start", "In use since"),
            ("date_end", "Ended on"),
            ("sources", "Texts"),
            ("purposes", "Purposes"),
            ("bases", "Legal bases"),
            ("justifications", "Justification of the bases"),
            ("persons", "Persons concerned"),
            ("person_note", "Other persons"),
            ("estimated_count", "Number of persons"),
            ("data", "Categories of data"),
            ("origins", "Origin of the data"),
            ("recipients", "Recipients"),
            ("processor", "Processors"),
            ("joint", "Joint controllers"),
            ("operator", "Delegated operators"),
            ("controller", "Separate controllers"),
            ("products", "Software"),
            ("tools_note", "Other tools"),
            ("is_paper", "Paper files"),
            ("has_transfer", "Data outside the European Union"),
            ("retention", "Retention periods"),
            ("fates", "What becomes of the data then"),
            ("measures", "Security measures"),
            ("measure_note", "Other measures"),
            ("channels", "Collected through"),
            ("information", "How persons are informed"),
            ("rights_note", "Note on the rights of persons"),
            ("recommendation", "Recommendation of the DPD"),
            ("dpia_reason", "Reason on the impact assessment"),
            ("note", "Note, to be sorted out"),
        ],
        string="What it holds",
    )
