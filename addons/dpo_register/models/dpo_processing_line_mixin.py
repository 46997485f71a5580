import uuid

from odoo import api, fields, models


class DpoProcessingLineMixin(models.AbstractModel):
    """A line of a record of the register: purpose, category of data, retention...

    ``key`` is stable: a copy finds its line of the model again by it, and two versions of a
    record are compared line by line. Whatever changes a line is a change of the record.
    """

    _name = "dpo.processing.line.mixin"
    _inherit = ["dpo.collectivity.mixin", "dpo.processing.payload.mixin"]
    _description = "Line of a record of the register"
    _order = "sequence, id"
    _dpo_same_collectivity = ("processing_id",)
    #: section of the record that these lines belong to
    _dpo_section = ""

    processing_id = fields.Many2one(
        "dpo.processing", "Record", required=True, index=True, ondelete="cascade"
    )
    collectivity_id = fields.Many2one(
        related="processing_id.collectivity_id", store=True, precompute=True, readonly=True
    )
    company_id = fields.Many2one(
        related="processing_id.company_id", store=True, precompute=True, readonly=True
    )
    key = fields.Char(required=True, default=lambda self: uuid.uuid4().hex, copy=False)
    sequence = fields.Integer(default=100)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.processing_id._on_content_changed({self._dpo_section})
        return lines

    def write(self, vals):
        if "processing_id" in vals:
            self._check_unchanged("processing_id", vals["processing_id"])
        result = super().write(vals)
        if set(vals) - {"sequence"}:
            self.processing_id._on_content_changed({self._dpo_section})
        return result

    def unlink(self):
        processings = self.processing_id
        result = super().unlink()
        processings.exists()._on_content_changed({self._dpo_section})
        return result

    def _create_from_model(self, vals_list):
        """Create lines that nobody typed: the state and the confidence of the record stay."""
        # pylint: disable-next=super-method-mismatch
        return super().create(vals_list)

    def _write_from_model(self, vals):
        """Write what nobody typed: see ``_create_from_model``."""
        # pylint: disable-next=super-method-mismatch
        return super().write(vals)

    def _unlink_from_model(self):
        """Remove lines that nobody removed by hand: see ``_create_from_model``."""
        # pylint: disable-next=super-method-mismatch
        return super().unlink()
