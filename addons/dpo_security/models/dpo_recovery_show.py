from odoo import fields, models


class DpoRecoveryShow(models.AbstractModel):
    """Shows new recovery codes once: they are in the page, never in the database."""

    _name = "dpo.recovery.show"
    _description = "New recovery codes"

    # the form asks for the default values of a record that is never written
    id = fields.Id()
    codes = fields.Text(readonly=True)
