from odoo import fields, models

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.legal import MECHANISMS


class DpoProcessingTransfer(models.Model):
    """Data that leave the European Union, where to and under which mechanism (art. 44 to 49)."""

    _name = "dpo.processing.transfer"
    _inherit = ["dpo.processing.line.mixin"]
    _description = "Transfer"
    _dpo_section = "transfers"
    _dpo_fields = {
        "sequence": "copy",
        "name": "copy",
        "country_id": "copy",
        "mechanism": "copy",
        "guarantees": "copy",
    }
    _dpo_retention = Retention("keep", reason="Suit la fiche du registre")

    name = fields.Char("Recipient", required=True)
    country_id = fields.Many2one("res.country", index=True, ondelete="restrict")
    mechanism = fields.Selection(MECHANISMS)
    guarantees = fields.Char(help="Reference of the clauses, of the decision, of the exception.")
